import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import type { DataTable } from './data-store.types.ts'

/** SQL of data tables. Every statement names the tenant: the engine's transactions see all of them. */

export interface TableCount {
  rows: number
  countedAt: Date
}

/** True: it was not there before. */
export async function insertTable(trx: Trx, tenantId: string, name: string, now: number): Promise<boolean> {
  const at = toIso(now)
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `INSERT INTO data_tables (tenant_id, name, counted_at, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [tenantId, name, at, at],
  )
  return rowCount > 0
}

export async function deleteTable(trx: Trx, tenantId: string, name: string): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>('DELETE FROM data_tables WHERE tenant_id = ? AND name = ?', [tenantId, name])
  return rowCount > 0
}

export async function findTable(trx: Trx, tenantId: string, name: string): Promise<TableCount | undefined> {
  const { rows } = await trx.raw<{ rows: Array<{ counted_rows: number; counted_at: Date }> }>(
    'SELECT counted_rows, counted_at FROM data_tables WHERE tenant_id = ? AND name = ?',
    [tenantId, name],
  )
  const [row] = rows
  return row === undefined ? undefined : { rows: row.counted_rows, countedAt: row.counted_at }
}

/** Rows that have not expired, counted now, up to `atMost`. */
export async function countRows(trx: Trx, tenantId: string, name: string, now: number, atMost: number): Promise<number> {
  const { rows } = await trx.raw<{ rows: Array<{ count: number }> }>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM data_rows WHERE tenant_id = ? AND table_name = ? AND (expires_at IS NULL OR expires_at > ?) LIMIT ?) AS counted`,
    [tenantId, name, toIso(now), atMost],
  )
  return rows[0]?.count ?? 0
}

/** For those who put after us. Somebody else who writes it down just now is as good: nobody waits for a count. */
export async function rememberCount(trx: Trx, tenantId: string, name: string, count: number, now: number): Promise<void> {
  await trx.raw(
    `UPDATE data_tables SET counted_rows = ?, counted_at = ? WHERE tenant_id = ? AND name = ?
       AND EXISTS (SELECT 1 FROM data_tables WHERE tenant_id = ? AND name = ? FOR NO KEY UPDATE SKIP LOCKED)`,
    [count, toIso(now), tenantId, name, tenantId, name],
  )
}

export async function listTables(trx: Trx, tenantId: string): Promise<DataTable[]> {
  const { rows } = await trx.raw<{ rows: Array<{ name: string; created_at: Date; rows: number }> }>(
    `SELECT t.name, t.created_at,
       (SELECT count(*) FROM data_rows r WHERE r.tenant_id = t.tenant_id AND r.table_name = t.name) AS rows
     FROM data_tables t WHERE t.tenant_id = ? ORDER BY t.name`,
    [tenantId],
  )
  return rows.map((row) => ({ name: row.name, rows: row.rows, createdAt: row.created_at }))
}
