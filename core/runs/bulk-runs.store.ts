import type { Trx } from '../platform/db.ts'
import type { BulkAction, BulkItem } from './bulk-runs.types.ts'

/** Work on many runs. Inserted by the engine role, with its job in one transaction; everything else by the app role. */

export interface BulkOptions {
  version?: 'same' | 'latest'
  from?: 'start' | 'failed'
}

export interface NewBulk {
  tenantId: string
  id: string
  action: BulkAction
  options: BulkOptions
  runIds: readonly string[]
  isCut: boolean
  by: string
}

const KEPT_DAYS = 7

export async function insertBulk(trx: Trx, { tenantId, id, action, options, runIds, isCut, by }: NewBulk): Promise<void> {
  await trx.raw(`DELETE FROM run_bulks WHERE tenant_id = ? AND asked_at < now() - make_interval(days => ?)`, [tenantId, KEPT_DAYS])
  await trx.raw(`INSERT INTO run_bulks (tenant_id, id, action, options, total, is_cut, asked_by) VALUES (?, ?, ?, ?, ?, ?, ?)`, [
    tenantId,
    id,
    action,
    JSON.stringify(options),
    runIds.length,
    isCut,
    by,
  ])
  await trx.raw(`INSERT INTO run_bulk_items (tenant_id, bulk_id, run_id) SELECT ?, ?, unnest(?::text[])`, [tenantId, id, [...runIds]])
}

export interface BulkRow {
  id: string
  action: BulkAction
  options: BulkOptions
  total: number
  isCut: boolean
  by: string
  askedAt: Date
  cancelledAt: Date | null
  endedAt: Date | null
}

export async function findBulk(trx: Trx, tenantId: string, id: string): Promise<BulkRow | undefined> {
  const { rows } = await trx.raw<{ rows: Array<Omit<BulkRow, 'options'> & { options: string }> }>(
    `SELECT id, action, options, total, is_cut AS "isCut", asked_by AS by, asked_at AS "askedAt", cancelled_at AS "cancelledAt",
       ended_at AS "endedAt" FROM run_bulks WHERE tenant_id = ? AND id = ?`,
    [tenantId, id],
  )
  const [row] = rows
  return row === undefined ? undefined : { ...row, options: JSON.parse(row.options) }
}

/** Newest first: what is worked on, and what ended since. */
export async function recentBulks(trx: Trx, tenantId: string, since: string, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `SELECT id FROM run_bulks WHERE tenant_id = ? AND (ended_at IS NULL OR ended_at >= ?::timestamptz) ORDER BY asked_at DESC LIMIT ?`,
    [tenantId, since, limit],
  )
  return rows.map((row) => row.id)
}

export async function countItems(trx: Trx, tenantId: string, id: string): Promise<{ done: number; refused: number }> {
  const { rows } = await trx.raw<{ rows: Array<{ done: number; refused: number }> }>(
    `SELECT count(*) FILTER (WHERE status = 'done')::int AS done, count(*) FILTER (WHERE status = 'refused')::int AS refused
     FROM run_bulk_items WHERE tenant_id = ? AND bulk_id = ?`,
    [tenantId, id],
  )
  return rows[0] ?? { done: 0, refused: 0 }
}

/** Newest runs first. */
export async function listItems(trx: Trx, tenantId: string, id: string): Promise<BulkItem[]> {
  const { rows } = await trx.raw<{ rows: BulkItem[] }>(
    `SELECT run_id AS "runId", status, result_id AS "resultRunId", reason FROM run_bulk_items
     WHERE tenant_id = ? AND bulk_id = ? ORDER BY run_id DESC`,
    [tenantId, id],
  )
  return rows
}

/** The next item, oldest run first, locked until the transaction ends. Two jobs of one bulk never work on the same. */
export async function claimItem(trx: Trx, tenantId: string, id: string): Promise<string | undefined> {
  const { rows } = await trx.raw<{ rows: Array<{ run_id: string }> }>(
    `SELECT i.run_id FROM run_bulk_items i JOIN run_bulks b ON b.tenant_id = i.tenant_id AND b.id = i.bulk_id
     WHERE i.tenant_id = ? AND i.bulk_id = ? AND i.status = 'waiting' AND b.cancelled_at IS NULL
     ORDER BY i.run_id LIMIT 1 FOR UPDATE OF i SKIP LOCKED`,
    [tenantId, id],
  )
  return rows[0]?.run_id
}

export async function settleItem(
  trx: Trx,
  {
    tenantId,
    bulkId,
    runId,
    status,
    resultId,
    reason,
  }: { tenantId: string; bulkId: string; runId: string; status: 'done' | 'refused'; resultId: string | null; reason: string | null },
): Promise<void> {
  await trx.raw(`UPDATE run_bulk_items SET status = ?, result_id = ?, reason = ? WHERE tenant_id = ? AND bulk_id = ? AND run_id = ?`, [
    status,
    resultId,
    reason,
    tenantId,
    bulkId,
    runId,
  ])
}

/** Only when nothing waits any more, or nothing shall be done any more. */
export async function endBulk(trx: Trx, tenantId: string, id: string): Promise<void> {
  await trx.raw(
    `UPDATE run_bulks b SET ended_at = now() WHERE tenant_id = :tenantId AND id = :id AND ended_at IS NULL
     AND (cancelled_at IS NOT NULL OR NOT EXISTS
       (SELECT 1 FROM run_bulk_items i WHERE i.tenant_id = b.tenant_id AND i.bulk_id = b.id AND i.status = 'waiting'))`,
    { tenantId, id },
  )
}

export async function cancelBulk(trx: Trx, tenantId: string, id: string): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE run_bulks SET cancelled_at = now() WHERE tenant_id = ? AND id = ? AND ended_at IS NULL AND cancelled_at IS NULL`,
    [tenantId, id],
  )
  return rowCount > 0
}
