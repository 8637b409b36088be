import { Readable } from 'node:stream'
import { deleteChunks, findChunk } from '../files/file-chunks.store.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId, newId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { FORMATS } from '../spreadsheets/write-sheets.ts'
import { showExport, shownName } from './export-views.ts'
import type { Export, StartExport } from './exports.gen.ts'
import { cancelExport, countOpen, deleteExport, findExport, insertExport, listExports } from './exports.store.ts'
import type { ExportCaller, ExportRow } from './exports.types.ts'
import type { Sources } from './sources.ts'

export const EXPORT_QUEUE = 'exports.write-export'
const DAY_MS = 86_400_000
const KEPT_DAYS = 7
const MOST_OPEN = 5
const MOST_SHOWN = 50

export interface ExportsDeps {
  db: Pick<Database, 'forTenant'>
  queue: Pick<Queue, 'send'>
  clock: Clock
  sources: Pick<Sources, 'check'>
  changed(tenantId: string, ids: string[]): void
}

export interface ExportFile {
  content: Readable
  type: string
  disposition: string
}

export type ExportsService = ReturnType<typeof createExports>

/** What people have made as files. Each sees, stops, fetches and deletes their own: whose it is decides, also for admins. */
export function createExports({ db, queue, clock, sources, changed }: ExportsDeps) {
  /** Throws AppError `not_found` on what is another's or past its time. */
  async function mine(trx: Trx, { tenantId, userId }: ExportCaller, id: string): Promise<ExportRow> {
    const row = isId('exp', id) ? await findExport(trx, { tenantId, id }) : undefined
    if (row === undefined || row.userId !== userId || row.expiresAt.getTime() <= clock.now()) throw new AppError('not_found')
    return row
  }
  const audit = (trx: Trx, { tenantId, userId }: ExportCaller, act: string, row: Pick<ExportRow, 'id' | 'title' | 'format' | 'source'>) =>
    recordAudit(
      trx,
      { tenantId, userId, act, subject: row.id, detail: { title: row.title, format: row.format, source: row.source } },
      clock.now(),
    )

  return {
    async list(caller: ExportCaller, locale: Locale): Promise<Export[]> {
      const now = clock.now()
      const rows = await db.forTenant(caller.tenantId, (trx) => listExports(trx, { ...caller, now, limit: MOST_SHOWN }))
      return rows.map((row) => showExport(row, now, locale))
    },

    async read(caller: ExportCaller, id: string, locale: Locale): Promise<Export> {
      const row = await db.forTenant(caller.tenantId, (trx) => mine(trx, caller, id))
      return showExport(row, clock.now(), locale)
    },

    /** What is wrong with the question is answered at once: later nobody is there to read it. */
    async start(caller: ExportCaller, { source, format }: StartExport, locale: Locale): Promise<Export> {
      const { tenantId, userId } = caller
      const title = await sources.check(caller, source, locale)
      const id = newId('exp', clock.now())
      await db.forTenant(tenantId, async (trx) => {
        if ((await countOpen(trx, tenantId, userId)) >= MOST_OPEN) throw new AppError('too_many_exports', { params: { max: MOST_OPEN } })
        const askedAt = clock.now()
        await insertExport(trx, { tenantId, userId, id, source, title, format, locale, askedAt, expiresAt: askedAt + KEPT_DAYS * DAY_MS })
        await audit(trx, caller, 'export.started', { id, title, format, source })
        await queue.send(EXPORT_QUEUE, [{ ids: { tenantId, exportId: id } }], trx)
      })
      changed(tenantId, [id])
      return this.read(caller, id, locale)
    },

    async cancel(caller: ExportCaller, id: string): Promise<void> {
      const { tenantId } = caller
      await db.forTenant(tenantId, async (trx) => {
        const row = await mine(trx, caller, id)
        if (!(await cancelExport(trx, { tenantId, id }, clock.now()))) throw new AppError('export_over')
        await deleteChunks(trx, { tenantId, fileId: id })
        await audit(trx, caller, 'export.cancelled', row)
      })
      changed(tenantId, [id])
    },

    async remove(caller: ExportCaller, id: string): Promise<void> {
      const { tenantId } = caller
      await db.forTenant(tenantId, async (trx) => {
        const row = await mine(trx, caller, id)
        // Its writer, if there is one, finds no row of its own any more and stops.
        await deleteExport(trx, { tenantId, id })
        await deleteChunks(trx, { tenantId, fileId: id })
        await audit(trx, caller, 'export.deleted', row)
      })
      changed(tenantId, [id])
    },

    /** Piece by piece, each in a short transaction: a slow reader holds nothing. Throws AppError `export_not_done`. */
    async open(caller: ExportCaller, id: string): Promise<ExportFile> {
      const { tenantId } = caller
      const row = await db.forTenant(tenantId, async (trx) => {
        const found = await mine(trx, caller, id)
        if (found.status !== 'done') throw new AppError('export_not_done')
        await audit(trx, caller, 'export.downloaded', found)
        return found
      })
      const content = Readable.from(piecesOf(db, tenantId, row), { objectMode: false })
      return { content, type: FORMATS[row.format].type, disposition: dispositionOf(shownName(row)) }
    },
  }
}

async function* piecesOf(db: ExportsDeps['db'], tenantId: string, { id, chunks }: ExportRow): AsyncGenerator<Buffer> {
  for (let nr = 0; nr < chunks; nr++) {
    const bytes = await db.forTenant(tenantId, (trx) => findChunk(trx, { tenantId, fileId: id, nr }))
    // Deleted while it was fetched: the connection breaks off, so that half a file does not pass for a whole one.
    if (bytes === undefined) throw new AppError('not_found')
    yield bytes
  }
}

/** RFC 6266: a plain name for old programs, the real one beside it. */
function dispositionOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w. -]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)}`
}
