import { toIso } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { SheetFormat } from '../spreadsheets/table.types.ts'
import type { ExportSource } from './exports.gen.ts'
import type { ExportRow } from './exports.types.ts'

export interface NewExport {
  tenantId: string
  id: string
  userId: string
  source: ExportSource
  title: string
  format: SheetFormat
  locale: 'pt-BR' | 'en'
  askedAt: number
  expiresAt: number
}

export async function insertExport(trx: Trx, row: NewExport): Promise<void> {
  await trx('exports').insert({
    tenant_id: row.tenantId,
    id: row.id,
    user_id: row.userId,
    source: JSON.stringify(row.source),
    title: row.title,
    format: row.format,
    locale: row.locale,
    asked_at: toIso(row.askedAt),
    expires_at: toIso(row.expiresAt),
  })
}

const COLUMNS = `id, user_id AS "userId", source, title, format, locale, status, reason, attempt, done_rows AS "doneRows",
  total_rows AS "totalRows", chunks, size_bytes AS "sizeBytes", asked_at AS "askedAt", started_at AS "startedAt", ended_at AS "endedAt",
  expires_at AS "expiresAt", (SELECT w.timezone FROM workspaces w WHERE w.tenant_id = exports.tenant_id) AS timezone`

type Stored = Omit<ExportRow, 'source'> & { source: string }

function toRow(row: Stored): ExportRow {
  return { ...row, source: JSON.parse(row.source) }
}

export interface ExportAt {
  tenantId: string
  id: string
}

/** Also one that is over and past its time: the sweep takes it, not the reader. */
export async function findExport(trx: Trx, { tenantId, id }: ExportAt): Promise<ExportRow | undefined> {
  const { rows } = await trx.raw<{ rows: Stored[] }>(`SELECT ${COLUMNS} FROM exports WHERE tenant_id = ? AND id = ?`, [tenantId, id])
  return rows[0] === undefined ? undefined : toRow(rows[0])
}

/** Of one person, newest first. */
export async function listExports(
  trx: Trx,
  { tenantId, userId, now, limit }: { tenantId: string; userId: string; now: number; limit: number },
): Promise<ExportRow[]> {
  const { rows } = await trx.raw<{ rows: Stored[] }>(
    `SELECT ${COLUMNS} FROM exports WHERE tenant_id = ? AND user_id = ? AND expires_at > ? ORDER BY id DESC LIMIT ?`,
    [tenantId, userId, toIso(now), limit],
  )
  return rows.map(toRow)
}

/** How many of a person wait or are written. */
export async function countOpen(trx: Trx, tenantId: string, userId: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: Array<{ count: number }> }>(
    `SELECT count(*)::int AS count FROM exports WHERE tenant_id = ? AND user_id = ? AND status IN ('waiting', 'running')`,
    [tenantId, userId],
  )
  return rows[0]?.count ?? 0
}

/**
 * Begins anew, whoever wrote at it before: the attempt goes up in the same statement, so that nothing of a worker that was taken
 * for dead is accepted after this. Undefined: it is over.
 */
export async function beginExport(trx: Trx, { tenantId, id }: ExportAt, now: number): Promise<ExportRow | undefined> {
  const { rows } = await trx.raw<{ rows: Stored[] }>(
    `UPDATE exports SET status = 'running', attempt = attempt + 1, started_at = ?, done_rows = 0, total_rows = NULL, chunks = 0, size_bytes = 0
     WHERE tenant_id = ? AND id = ? AND status IN ('waiting', 'running') RETURNING ${COLUMNS}`,
    [toIso(now), tenantId, id],
  )
  return rows[0] === undefined ? undefined : toRow(rows[0])
}

/** Who writes, at which try. */
export interface Writing extends ExportAt {
  attempt: number
}

const STILL_OURS = `tenant_id = :tenantId AND id = :id AND attempt = :attempt AND status = 'running'`

/** False: it was cancelled, or somebody else writes it now. Locks the row, so that a cancel waits for what goes with this. */
export async function noteProgress(
  trx: Trx,
  at: Writing,
  { doneRows, totalRows, addedBytes }: { doneRows: number; totalRows: number | null; addedBytes: number },
): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE exports SET done_rows = :doneRows, total_rows = :totalRows, size_bytes = size_bytes + :addedBytes,
       chunks = chunks + CASE WHEN :addedBytes > 0 THEN 1 ELSE 0 END WHERE ${STILL_OURS}`,
    { ...at, doneRows, totalRows, addedBytes },
  )
  return rowCount > 0
}

/** False: it was no longer ours to end. */
export async function endExport(
  trx: Trx,
  at: Writing,
  end: { status: 'done' | 'failed'; reason: string | null; now: number },
): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE exports SET status = :status, reason = :reason, ended_at = :now WHERE ${STILL_OURS}`,
    { ...at, status: end.status, reason: end.reason, now: toIso(end.now) },
  )
  return rowCount > 0
}

export async function cancelExport(trx: Trx, { tenantId, id }: ExportAt, now: number): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE exports SET status = 'cancelled', ended_at = ?, chunks = 0, size_bytes = 0
     WHERE tenant_id = ? AND id = ? AND status IN ('waiting', 'running')`,
    [toIso(now), tenantId, id],
  )
  return rowCount > 0
}

export async function deleteExport(trx: Trx, { tenantId, id }: ExportAt): Promise<void> {
  await trx.raw('DELETE FROM exports WHERE tenant_id = ? AND id = ?', [tenantId, id])
}

/** Of every workspace, oldest first. */
export async function findExpired(engine: Db, now: number, limit: number): Promise<ExportAt[]> {
  const { rows } = await engine.raw<{ rows: ExportAt[] }>(
    `SELECT tenant_id AS "tenantId", id FROM exports WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`,
    [toIso(now), limit],
  )
  return rows
}

export interface Workspace {
  name: string
  timezone: string
}

export async function findWorkspace(trx: Trx, tenantId: string): Promise<Workspace> {
  const rows = await trx('workspaces').where({ tenant_id: tenantId }).select<Workspace[]>('name', 'timezone')
  return rows[0] ?? { name: '', timezone: 'UTC' }
}
