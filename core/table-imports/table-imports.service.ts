import type { DataStoreService } from '../data-store/data-store.service.ts'
import { deleteChunks } from '../files/file-chunks.store.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId, newId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { writeCsv } from '../spreadsheets/write-csv.ts'
import { showImport } from './import-views.ts'
import { type Preview, previewFile } from './preview-file.ts'
import { type OpenedFile, openFile } from './read-file.ts'
import { refusalsDocument } from './refusals.ts'
import { keepFile, loadFile } from './stored-file.ts'
import type { ImportPlan, ImportPreview, PreviewImport, TableImport, UploadImport } from './table-imports.gen.ts'
import {
  cancelImport,
  countOpen,
  deleteImport,
  findImport,
  findTimezone,
  insertImport,
  listImports,
  planImport,
} from './table-imports.store.ts'
import type { ImportCaller, ImportRow } from './table-imports.types.ts'

export const IMPORT_QUEUE = 'table-imports.run-import'
const DAY_MS = 86_400_000
/** A file that was only looked at goes sooner. */
const KEPT_DAYS = 7
const MOST_OPEN = 3
const MOST_SHOWN = 50

export interface TableImportsDeps {
  db: Pick<Database, 'forTenant'>
  queue: Pick<Queue, 'send'>
  clock: Clock
  dataStore: Pick<DataStoreService, 'rows'>
  /** Largest file that is taken. */
  maxBytes: number
  changed(tenantId: string, ids: string[]): void
}

export type TableImportsService = ReturnType<typeof createTableImports>

/** Files that become rows of an own table: looked at first, then taken in by a job. Each person sees their own. */
export function createTableImports({ db, queue, clock, dataStore, maxBytes, changed }: TableImportsDeps) {
  /** Throws AppError `not_found` on what is another's or past its time. */
  async function mine(trx: Trx, { tenantId, userId }: ImportCaller, id: string): Promise<ImportRow> {
    const row = isId('imp', id) ? await findImport(trx, { tenantId, id }) : undefined
    if (row === undefined || row.userId !== userId || row.expiresAt.getTime() <= clock.now()) throw new AppError('not_found')
    return row
  }
  const audit = (
    trx: Trx,
    { tenantId, userId }: ImportCaller,
    act: string,
    { id, table, fileName }: Pick<ImportRow, 'id' | 'table' | 'fileName'>,
  ) => recordAudit(trx, { tenantId, userId, act, subject: id, detail: { table, fileName } }, clock.now())

  function answer(row: ImportRow, file: OpenedFile, preview: Preview, locale: Locale): ImportPreview {
    const { totalRows, ...shown } = preview
    return { import: showImport({ ...row, totalRows }, clock.now(), locale), reading: file.reading, sheets: file.sheets, ...shown }
  }

  /** The draft with its file; throws AppError `import_over` when it is none any more. */
  async function draft(caller: ImportCaller, id: string): Promise<{ row: ImportRow; bytes: Buffer; timezone: string }> {
    const { tenantId } = caller
    return db.forTenant(tenantId, async (trx) => {
      const row = await mine(trx, caller, id)
      if (row.status !== 'draft') throw new AppError('import_over')
      return { row, bytes: await loadFile(trx, { tenantId, fileId: id }, row.chunks), timezone: await findTimezone(trx, tenantId) }
    })
  }

  return {
    async list(caller: ImportCaller, locale: Locale): Promise<TableImport[]> {
      const now = clock.now()
      const rows = await db.forTenant(caller.tenantId, (trx) => listImports(trx, { ...caller, now, limit: MOST_SHOWN }))
      return rows.map((row) => showImport(row, now, locale))
    },

    async read(caller: ImportCaller, id: string, locale: Locale): Promise<TableImport> {
      const row = await db.forTenant(caller.tenantId, (trx) => mine(trx, caller, id))
      return showImport(row, clock.now(), locale)
    },

    /** Keeps the file and says what it would become; nothing is in the table yet. Throws `import_too_large` and `import_unreadable`. */
    async upload(caller: ImportCaller, table: string, { fileName, contentBase64 }: UploadImport, locale: Locale): Promise<ImportPreview> {
      const { tenantId, userId } = caller
      await dataStore.rows(caller, table, { limit: 1 })
      const bytes = Buffer.from(contentBase64, 'base64')
      if (bytes.length > maxBytes) throw new AppError('import_too_large', { params: { max: Math.floor(maxBytes / 1024 / 1024) } })
      const file = await openFile(bytes, {}, locale)
      const timezone = await db.forTenant(tenantId, (trx) => findTimezone(trx, tenantId))
      const preview = await previewFile(file, { mapping: undefined, timezone, locale })
      const askedAt = clock.now()
      const id = newId('imp', askedAt)
      const row = await db.forTenant(tenantId, async (trx) => {
        const chunks = await keepFile(trx, { tenantId, fileId: id }, bytes)
        const { totalRows, mapping } = preview
        const named = {
          tenantId,
          id,
          userId,
          table,
          fileName: fileName.toWellFormed().replaceAll('\u0000', ''),
          sizeBytes: bytes.length,
          chunks,
        }
        await insertImport(trx, {
          ...named,
          reading: file.reading,
          mapping,
          locale,
          totalRows,
          askedAt,
          expiresAt: askedAt + KEPT_DAYS * DAY_MS,
        })
        return mine(trx, caller, id)
      })
      return answer(row, file, preview, locale)
    },

    /** The same file read another way, or its columns used otherwise. */
    async preview(caller: ImportCaller, id: string, { reading, mapping }: PreviewImport, locale: Locale): Promise<ImportPreview> {
      const { row, bytes, timezone } = await draft(caller, id)
      const file = await openFile(bytes, reading ?? row.reading, locale)
      return answer(row, file, await previewFile(file, { mapping, timezone, locale }), locale)
    },

    async start(caller: ImportCaller, id: string, { reading, mapping, existing }: ImportPlan, locale: Locale): Promise<TableImport> {
      const { tenantId, userId } = caller
      const { row, bytes, timezone } = await draft(caller, id)
      const file = await openFile(bytes, reading ?? row.reading, locale)
      const { totalRows } = await previewFile(file, { mapping, timezone, locale })
      await db.forTenant(tenantId, async (trx) => {
        if ((await countOpen(trx, tenantId, userId)) >= MOST_OPEN) throw new AppError('too_many_imports', { params: { max: MOST_OPEN } })
        const plan = { reading: file.reading, mapping, existing, totalRows }
        if (!(await planImport(trx, { tenantId, id }, plan, 'waiting'))) throw new AppError('import_over')
        await audit(trx, caller, 'table_import.started', row)
        await queue.send(IMPORT_QUEUE, [{ ids: { tenantId, importId: id } }], trx)
      })
      changed(tenantId, [id])
      return this.read(caller, id, locale)
    },

    /** What was stored stays. */
    async cancel(caller: ImportCaller, id: string): Promise<void> {
      const { tenantId } = caller
      await db.forTenant(tenantId, async (trx) => {
        const row = await mine(trx, caller, id)
        if (!(await cancelImport(trx, { tenantId, id }, clock.now()))) throw new AppError('import_over')
        await audit(trx, caller, 'table_import.cancelled', row)
      })
      changed(tenantId, [id])
    },

    /** The report goes; the rows stay. */
    async remove(caller: ImportCaller, id: string): Promise<void> {
      const { tenantId } = caller
      await db.forTenant(tenantId, async (trx) => {
        const row = await mine(trx, caller, id)
        await deleteImport(trx, { tenantId, id })
        await deleteChunks(trx, { tenantId, fileId: id })
        await audit(trx, caller, 'table_import.deleted', row)
      })
      changed(tenantId, [id])
    },

    /** The refused rows as CSV: their line, their cells and what is wrong, ready to be mended and imported again. */
    async refused(caller: ImportCaller, id: string, locale: Locale): Promise<AsyncGenerator<Buffer>> {
      const { tenantId } = caller
      const { row, columns } = await db.forTenant(tenantId, async (trx) => {
        const found = await mine(trx, caller, id)
        const bytes = await loadFile(trx, { tenantId, fileId: id }, found.chunks)
        return { row: found, columns: (await openFile(bytes, found.reading, locale)).columns }
      })
      return writeCsv(refusalsDocument(db, { tenantId, id, columns, title: row.fileName, madeAtMs: clock.now() }, locale))
    },
  }
}
