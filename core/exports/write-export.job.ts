import { deleteChunks, insertChunk } from '../files/file-chunks.store.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import type { TenantJob } from '../platform/tenant-job.ts'
import type { Section } from '../spreadsheets/table.types.ts'
import { FORMATS } from '../spreadsheets/write-sheets.ts'
import { EXPORT_QUEUE } from './exports.service.ts'
import { beginExport, endExport, findWorkspace, noteProgress, type Writing } from './exports.store.ts'
import type { ExportRow } from './exports.types.ts'
import { documentOf, type Sources } from './sources.ts'

export interface WriteExportDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  logger: Pick<Logger, 'error'>
  sources: Pick<Sources, 'open'>
  changed(tenantId: string, ids: string[]): void
}

const WORKERS = 2
const RETRIES = 4
/** A worker that is silent for so long is taken for dead, and another begins the file anew. */
const HEARTBEAT_SECONDS = 30
const PIECE_BYTES = 512 * 1024
const TELL_EVERY_MS = 500

export async function declareWriteExport(queue: Queue, deps: WriteExportDeps, works: boolean): Promise<void> {
  await queue.declare(EXPORT_QUEUE, { retryLimit: RETRIES, heartbeatSeconds: HEARTBEAT_SECONDS })
  if (works) await queue.workOneByOne(EXPORT_QUEUE, WORKERS, deps.db, (job) => writeExport(job, deps))
}

/** Somebody cancelled or deleted it, or another worker has begun it anew: what is written here is nobody's. */
class NoLongerOurs extends Error {}

/**
 * Makes the file from its beginning, whatever an earlier try left. Rows come page by page and bytes go piece by piece, so that a
 * list of any length takes the memory of a page and a piece. A refusal ends it; anything else is tried again, a few times.
 */
export async function writeExport({ tenantId, ids, forTenant }: TenantJob, deps: WriteExportDeps): Promise<void> {
  const { exportId = '' } = ids
  const row = isId('exp', exportId) ? await forTenant((trx) => beginAnew(trx, tenantId, exportId, deps.clock.now())) : undefined
  if (row === undefined) return
  const at: Writing = { tenantId, id: row.id, attempt: row.attempt }
  deps.changed(tenantId, [row.id])
  try {
    const rows = await writePieces(row, at, forTenant, deps)
    await forTenant(async (trx) => {
      if (!(await endExport(trx, at, { status: 'done', reason: null, now: deps.clock.now() }))) return
      const detail = { title: row.title, format: row.format, rows }
      await recordAudit(trx, { tenantId, userId: row.userId, act: 'export.made', subject: row.id, detail }, deps.clock.now())
    })
  } catch (error) {
    if (error instanceof NoLongerOurs) return
    if (!(error instanceof AppError)) {
      if (row.attempt <= RETRIES) throw error
      deps.logger.error({ err: error, tenantId, exportId }, 'an export failed for good')
    }
    const reason = error instanceof AppError ? error.code : 'internal'
    await forTenant(async (trx) => {
      if (await endExport(trx, at, { status: 'failed', reason, now: deps.clock.now() }))
        await deleteChunks(trx, { tenantId, fileId: row.id })
    })
  }
  deps.changed(tenantId, [row.id])
}

async function beginAnew(trx: Trx, tenantId: string, id: string, now: number): Promise<ExportRow | undefined> {
  const row = await beginExport(trx, { tenantId, id }, now)
  if (row !== undefined) await deleteChunks(trx, { tenantId, fileId: id })
  return row
}

/** How many rows there were. */
async function writePieces(row: ExportRow, at: Writing, forTenant: TenantJob['forTenant'], deps: WriteExportDeps): Promise<number> {
  const { tenantId, id } = at
  const { mostRows, write } = FORMATS[row.format]
  const workspace = await forTenant((trx) => findWorkspace(trx, tenantId))
  const { sections, total } = await deps.sources.open({ tenantId, userId: row.userId }, row.source, row.locale)
  if (total !== null && total > mostRows) throw new AppError('export_too_large')
  const progress = { doneRows: 0, totalRows: total }
  let nr = 0
  let toldAt = deps.clock.now()

  async function note(bytes: Buffer | null): Promise<void> {
    await forTenant(async (trx) => {
      if (!(await noteProgress(trx, at, { ...progress, addedBytes: bytes?.length ?? 0 }))) throw new NoLongerOurs()
      if (bytes !== null) await insertChunk(trx, { tenantId, fileId: id, nr }, bytes)
    })
    if (bytes !== null) nr += 1
    toldAt = deps.clock.now()
    deps.changed(tenantId, [id])
  }

  await note(null)
  const counted = sections.map((section) => countedSection(section, mostRows, progress))
  const document = documentOf(row, workspace, counted, deps.clock.now())
  let pending: Buffer[] = []
  let size = 0
  for await (const bytes of write(document)) {
    pending.push(bytes)
    size += bytes.length
    if (size >= PIECE_BYTES) {
      await note(Buffer.concat(pending))
      pending = []
      size = 0
    } else if (deps.clock.now() - toldAt >= TELL_EVERY_MS) await note(null)
  }
  if (progress.totalRows === null) progress.totalRows = progress.doneRows
  await note(size > 0 ? Buffer.concat(pending) : null)
  return progress.doneRows
}

function countedSection(section: Section, mostRows: number, progress: { doneRows: number }): Section {
  return {
    ...section,
    async *pages() {
      let rows = 0
      for await (const page of section.pages()) {
        rows += page.length
        if (rows > mostRows) throw new AppError('export_too_large')
        yield page
        progress.doneRows += page.length
      }
    },
  }
}
