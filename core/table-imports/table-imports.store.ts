import { toIso } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { CellError, ColumnUse, Reading } from './table-imports.gen.ts'
import type { ImportRow } from './table-imports.types.ts'

export interface ImportAt {
  tenantId: string
  id: string
}

export interface NewImport extends ImportAt {
  userId: string
  table: string
  fileName: string
  sizeBytes: number
  chunks: number
  reading: Reading
  mapping: readonly ColumnUse[]
  locale: 'pt-BR' | 'en'
  totalRows: number
  askedAt: number
  expiresAt: number
}

export async function insertImport(trx: Trx, row: NewImport): Promise<void> {
  await trx('table_imports').insert({
    tenant_id: row.tenantId,
    id: row.id,
    user_id: row.userId,
    table_name: row.table,
    file_name: row.fileName,
    size_bytes: row.sizeBytes,
    chunks: row.chunks,
    reading: JSON.stringify(row.reading),
    mapping: JSON.stringify(row.mapping),
    locale: row.locale,
    total_rows: row.totalRows,
    asked_at: toIso(row.askedAt),
    expires_at: toIso(row.expiresAt),
  })
}

const COLUMNS = `id, user_id AS "userId", table_name AS "table", file_name AS "fileName", size_bytes AS "sizeBytes", chunks, reading, mapping,
  existing, locale, status, reason, attempt, total_rows AS "totalRows", done_rows AS "doneRows", began_rows AS "beganRows", added, updated,
  skipped, refused, asked_at AS "askedAt", started_at AS "startedAt", ended_at AS "endedAt", expires_at AS "expiresAt"`

type Stored = Omit<ImportRow, 'reading' | 'mapping'> & { reading: string; mapping: string }

function toRow(row: Stored): ImportRow {
  return { ...row, reading: JSON.parse(row.reading), mapping: JSON.parse(row.mapping) }
}

export async function findImport(trx: Trx, { tenantId, id }: ImportAt): Promise<ImportRow | undefined> {
  const { rows } = await trx.raw<{ rows: Stored[] }>(`SELECT ${COLUMNS} FROM table_imports WHERE tenant_id = ? AND id = ?`, [tenantId, id])
  return rows[0] === undefined ? undefined : toRow(rows[0])
}

/** Of one person, newest first; what was only looked at is none. */
export async function listImports(
  trx: Trx,
  { tenantId, userId, now, limit }: { tenantId: string; userId: string; now: number; limit: number },
): Promise<ImportRow[]> {
  const { rows } = await trx.raw<{ rows: Stored[] }>(
    `SELECT ${COLUMNS} FROM table_imports WHERE tenant_id = ? AND user_id = ? AND status <> 'draft' AND expires_at > ? ORDER BY id DESC LIMIT ?`,
    [tenantId, userId, toIso(now), limit],
  )
  return rows.map(toRow)
}

export async function countOpen(trx: Trx, tenantId: string, userId: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: Array<{ count: number }> }>(
    `SELECT count(*)::int AS count FROM table_imports WHERE tenant_id = ? AND user_id = ? AND status IN ('waiting', 'running')`,
    [tenantId, userId],
  )
  return rows[0]?.count ?? 0
}

export interface PlannedImport {
  reading: Reading
  mapping: readonly ColumnUse[]
  existing: 'update' | 'skip'
  totalRows: number
}

/** How a draft is read and what its columns become. False: it is no draft any more. */
export async function planImport(trx: Trx, { tenantId, id }: ImportAt, plan: PlannedImport, status: 'draft' | 'waiting'): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE table_imports SET reading = ?, mapping = ?, existing = ?, total_rows = ?, status = ? WHERE tenant_id = ? AND id = ? AND status = 'draft'`,
    [JSON.stringify(plan.reading), JSON.stringify(plan.mapping), plan.existing, plan.totalRows, status, tenantId, id],
  )
  return rowCount > 0
}

/** Goes on after the rows that are done; nothing of a worker that was taken for dead is accepted after this. Undefined: it is over. */
export async function beginImport(trx: Trx, { tenantId, id }: ImportAt, now: number): Promise<ImportRow | undefined> {
  const { rows } = await trx.raw<{ rows: Stored[] }>(
    `UPDATE table_imports SET status = 'running', attempt = attempt + 1, started_at = ?, began_rows = done_rows
     WHERE tenant_id = ? AND id = ? AND status IN ('waiting', 'running') RETURNING ${COLUMNS}`,
    [toIso(now), tenantId, id],
  )
  return rows[0] === undefined ? undefined : toRow(rows[0])
}

export interface Importing extends ImportAt {
  attempt: number
}

const STILL_OURS = `tenant_id = :tenantId AND id = :id AND attempt = :attempt AND status = 'running'`

export interface BatchCounts {
  done: number
  added: number
  updated: number
  skipped: number
  refused: number
}

/** False: it was cancelled, or somebody else works on it now; then nothing of the batch may be stored. */
export async function noteBatch(trx: Trx, at: Importing, counts: BatchCounts): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE table_imports SET done_rows = done_rows + :done, added = added + :added, updated = updated + :updated, skipped = skipped + :skipped,
       refused = refused + :refused WHERE ${STILL_OURS}`,
    { ...at, ...counts },
  )
  return rowCount > 0
}

export async function endImport(
  trx: Trx,
  at: Importing,
  end: { status: 'done' | 'failed'; reason: string | null; now: number },
): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE table_imports SET status = :status, reason = :reason, ended_at = :now WHERE ${STILL_OURS}`,
    { ...at, status: end.status, reason: end.reason, now: toIso(end.now) },
  )
  return rowCount > 0
}

export async function cancelImport(trx: Trx, { tenantId, id }: ImportAt, now: number): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE table_imports SET status = 'cancelled', ended_at = ? WHERE tenant_id = ? AND id = ? AND status IN ('waiting', 'running')`,
    [toIso(now), tenantId, id],
  )
  return rowCount > 0
}

export async function deleteImport(trx: Trx, { tenantId, id }: ImportAt): Promise<void> {
  await trx.raw('DELETE FROM table_imports WHERE tenant_id = ? AND id = ?', [tenantId, id])
}

export interface Refusal {
  line: number
  cells: readonly string[]
  errors: readonly CellError[]
}

export async function insertRefusals(trx: Trx, { tenantId, id }: ImportAt, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  await trx('table_import_refusals').insert(
    refusals.map(({ line, cells, errors }) => ({
      tenant_id: tenantId,
      import_id: id,
      line,
      cells: JSON.stringify(cells),
      errors: JSON.stringify(errors),
    })),
  )
}

/** In the order of the file. */
export async function listRefusals(trx: Trx, { tenantId, id }: ImportAt, after: number, limit: number): Promise<Refusal[]> {
  const { rows } = await trx.raw<{ rows: Array<{ line: number; cells: string; errors: string }> }>(
    `SELECT line, cells, errors FROM table_import_refusals WHERE tenant_id = ? AND import_id = ? AND line > ? ORDER BY line LIMIT ?`,
    [tenantId, id, after, limit],
  )
  return rows.map(({ line, cells, errors }) => ({ line, cells: JSON.parse(cells), errors: JSON.parse(errors) }))
}

/** Of every workspace, oldest first. */
export async function findExpired(engine: Db, now: number, limit: number): Promise<ImportAt[]> {
  const { rows } = await engine.raw<{ rows: ImportAt[] }>(
    `SELECT tenant_id AS "tenantId", id FROM table_imports WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`,
    [toIso(now), limit],
  )
  return rows
}

export async function findTimezone(trx: Trx, tenantId: string): Promise<string> {
  const [timezone = 'UTC'] = await trx('workspaces').where({ tenant_id: tenantId }).pluck<string[]>('timezone')
  return timezone
}
