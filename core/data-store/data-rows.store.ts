import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'

/** SQL of the rows. Every statement names the tenant: the engine's transactions see all of them. */

export interface RowAt {
  tenantId: string
  table: string
  key: string
  /** Milliseconds since the epoch. A row that expired before is as if it were not there. */
  now: number
}

export interface RowToKeep extends RowAt {
  /** JSON text. */
  value: string
  expiresAt: number | null
}

const AT = 'r.tenant_id = :tenantId AND r.table_name = :table AND r.key = :key'
const LIVES = '(r.expires_at IS NULL OR r.expires_at > :now)'

export async function findValue(trx: Trx, at: RowAt): Promise<Json | undefined> {
  const { rows } = await trx.raw<{ rows: Array<{ value: string }> }>(
    `SELECT r.value FROM data_rows r WHERE ${AT} AND ${LIVES}`,
    bindings(at),
  )
  return rows[0] === undefined ? undefined : JSON.parse(rows[0].value)
}

export interface LockedRow {
  /** Undefined when the row has expired. */
  value: Json | undefined
  revision: number
  expiresAt: number | null
}

/** The row, if there is one, even an expired one, until the transaction ends nobody else's. */
export async function lockRow(trx: Trx, at: RowAt): Promise<LockedRow | undefined> {
  const { rows } = await trx.raw<{ rows: Array<{ value: string; lives: boolean; revision: number; expires_at: Date | null }> }>(
    `SELECT r.value, ${LIVES} AS lives, r.revision, r.expires_at FROM data_rows r WHERE ${AT} FOR UPDATE`,
    bindings(at),
  )
  const [row] = rows
  if (row === undefined) return undefined
  const value: Json | undefined = row.lives ? JSON.parse(row.value) : undefined
  return { value, revision: row.revision, expiresAt: row.expires_at?.getTime() ?? null }
}

/** A row that had expired begins anew, with revision 1. */
const REPLACE = `value = :value, expires_at = :expiresAt, updated_at = :now,
  revision = CASE WHEN ${LIVES} THEN r.revision + 1 ELSE 1 END, created_at = CASE WHEN ${LIVES} THEN r.created_at ELSE :now END`

/** False: there is no such row. */
export async function replaceRow(trx: Trx, row: RowToKeep): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(`UPDATE data_rows r SET ${REPLACE} WHERE ${AT}`, bindings(row))
  return rowCount > 0
}

const INSERT = `INSERT INTO data_rows AS r (tenant_id, table_name, key, value, expires_at, created_at, updated_at)
  VALUES (:tenantId, :table, :key, :value, :expiresAt, :now, :now) ON CONFLICT (tenant_id, table_name, key)`

/** Whoever puts the same key at the same time: the later one stays. */
export async function insertOrReplaceRow(trx: Trx, row: RowToKeep): Promise<void> {
  await trx.raw(`${INSERT} DO UPDATE SET ${REPLACE}`, bindings(row))
}

/** False: somebody put one before. */
export async function insertRow(trx: Trx, row: RowToKeep): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(`${INSERT} DO NOTHING`, bindings(row))
  return rowCount > 0
}

/** Whether a row was there that had not expired. */
export async function deleteRow(trx: Trx, at: RowAt): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: Array<{ lived: boolean }> }>(
    `DELETE FROM data_rows r WHERE ${AT} RETURNING ${LIVES} AS lived`,
    bindings(at),
  )
  return rows[0]?.lived === true
}

/** Expired rows of every tenant, some thousands at a time, so that no lock is held for long. Returns how many went. */
export async function sweepRows(engine: Db, now: number): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `DELETE FROM data_rows WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM data_rows WHERE expires_at <= ? ORDER BY expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED))`,
    [toIso(now)],
  )
  return rowCount
}

function bindings(row: RowAt & Partial<RowToKeep>) {
  const { tenantId, table, key, now, value, expiresAt } = row
  return {
    tenantId,
    table,
    key,
    now: toIso(now),
    ...(value === undefined ? {} : { value }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : toIso(expiresAt) }),
  }
}
