import type { DataStoreService } from '../data-store/data-store.service.ts'
import { problemOf } from '../http/problem.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import type { TenantJob } from '../platform/tenant-job.ts'
import type { Cell } from '../spreadsheets/table.types.ts'
import { type MappedRow, rowMapper } from './map-row.ts'
import { cellReading, shownCells } from './preview-file.ts'
import { type OpenedFile, openFile } from './read-file.ts'
import { loadFile } from './stored-file.ts'
import type { TableImport } from './table-imports.gen.ts'
import { IMPORT_QUEUE } from './table-imports.service.ts'
import { beginImport, endImport, findTimezone, type Importing, insertRefusals, noteBatch, type Refusal } from './table-imports.store.ts'
import type { ImportRow } from './table-imports.types.ts'

export interface RunImportDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  logger: Pick<Logger, 'error'>
  dataStore: Pick<DataStoreService, 'takeIn'>
  changed(tenantId: string, ids: string[]): void
}

const WORKERS = 2
const RETRIES = 4
const HEARTBEAT_SECONDS = 30
/** Rows of one transaction. */
const BATCH = 250

export async function declareRunImport(queue: Queue, deps: RunImportDeps, works: boolean): Promise<void> {
  await queue.declare(IMPORT_QUEUE, { retryLimit: RETRIES, heartbeatSeconds: HEARTBEAT_SECONDS })
  if (works) await queue.workOneByOne(IMPORT_QUEUE, WORKERS, deps.db, (job) => runImport(job, deps))
}

/** Somebody cancelled or deleted it, or another worker goes on with it: what is at hand is not stored. */
class NoLongerOurs extends Error {}

/**
 * Row after row, some hundred in one transaction together with how far it is: a job that dies goes on where it was, and no row is
 * counted or refused twice. Refused rows are kept with their reasons, and the others are stored.
 */
export async function runImport({ tenantId, ids, forTenant }: TenantJob, deps: RunImportDeps): Promise<void> {
  const { importId = '' } = ids
  const row = isId('imp', importId) ? await forTenant((trx) => beginImport(trx, { tenantId, id: importId }, deps.clock.now())) : undefined
  if (row === undefined) return
  const at: Importing = { tenantId, id: row.id, attempt: row.attempt }
  const end = (status: 'done' | 'failed', reason: string | null) =>
    forTenant(async (trx) => {
      if (!(await endImport(trx, at, { status, reason, now: deps.clock.now() }))) return
      const detail = { table: row.table, fileName: row.fileName, status }
      await recordAudit(trx, { tenantId, userId: row.userId, act: 'table_import.ended', subject: row.id, detail }, deps.clock.now())
    })
  try {
    await takeInFile(row, at, forTenant, deps)
    await end('done', null)
  } catch (error) {
    if (error instanceof NoLongerOurs) return
    if (!(error instanceof AppError)) {
      if (row.attempt <= RETRIES) throw error
      deps.logger.error({ err: error, tenantId, importId }, 'an import failed for good')
    }
    await end('failed', error instanceof AppError ? error.code : 'internal')
  }
  deps.changed(tenantId, [row.id])
}

interface ReadRow {
  line: number
  cells: Cell[]
  mapped: MappedRow
}

async function takeInFile(row: ImportRow, at: Importing, forTenant: TenantJob['forTenant'], deps: RunImportDeps): Promise<void> {
  const { tenantId, id } = at
  const { bytes, timezone } = await forTenant(async (trx) => ({
    bytes: await loadFile(trx, { tenantId, fileId: id }, row.chunks),
    timezone: await findTimezone(trx, tenantId),
  }))
  const file = await openFile(bytes, row.reading, row.locale)
  for (const batch of batchesOf(file, row, timezone)) {
    await takeInBatch(batch, row, { at, columns: file.columns.length }, forTenant, deps)
    deps.changed(tenantId, [id])
  }
}

/** Rows that are done already are read again, so that the mapper knows their keys. */
function* batchesOf(file: OpenedFile, row: ImportRow, timezone: string): Generator<ReadRow[]> {
  const mapped = rowMapper(row.mapping, cellReading(row.reading, timezone, row.locale))
  let nr = 0
  let batch: ReadRow[] = []
  for (const { line, cells } of file.rows()) {
    nr += 1
    const read = { line, cells, mapped: mapped(cells) }
    if (nr > row.doneRows) batch.push(read)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function takeInBatch(
  batch: readonly ReadRow[],
  row: ImportRow,
  { at, columns }: { at: Importing; columns: number },
  forTenant: TenantJob['forTenant'],
  { clock, dataStore }: RunImportDeps,
): Promise<void> {
  const good = batch.filter(({ mapped }) => mapped.errors.length === 0)
  const refusals: Refusal[] = batch
    .filter(({ mapped }) => mapped.errors.length > 0)
    .map(({ line, cells, mapped }) => ({ line, cells: shownCells(cells, columns), errors: mapped.errors }))
  const into = { tenantId: at.tenantId, table: row.table, now: clock.now(), existing: row.existing }
  await forTenant(async (trx) => {
    const outcomes = await dataStore.takeIn(
      trx,
      into,
      good.map(({ mapped }) => mapped),
    )
    const counts: Pick<TableImport, 'added' | 'updated' | 'skipped'> = { added: 0, updated: 0, skipped: 0 }
    for (const [nr, outcome] of outcomes.entries()) {
      const read = good[nr]
      if (!(outcome instanceof AppError)) counts[outcome] += 1
      else if (read !== undefined) {
        const errors = [{ column: null, reason: problemOf(outcome, row.locale, '').title }]
        refusals.push({ line: read.line, cells: shownCells(read.cells, columns), errors })
      }
    }
    if (!(await noteBatch(trx, at, { done: batch.length, refused: refusals.length, ...counts }))) throw new NoLongerOurs()
    await insertRefusals(trx, at, refusals)
  })
}
