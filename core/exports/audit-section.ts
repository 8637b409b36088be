import type { AuditRow } from '../identity/audit.store.ts'
import type { AuditChange } from '../identity/audit-changes.ts'
import type { IdentityService } from '../identity/identity.service.ts'
import { AppError } from '../platform/errors.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Cell, Column } from '../spreadsheets/table.types.ts'
import { EXPORT_TEXTS } from './export-texts.ts'
import type { AuditSource } from './exports.gen.ts'
import type { ExportCaller } from './exports.types.ts'
import type { OpenedSource } from './sources.ts'

export type AuditLog = Pick<IdentityService, 'audit' | 'countAuditChanges' | 'readsAudit'>

const PAGE = 500

interface ReadColumn extends Column {
  cell(entry: AuditRow, change: AuditChange | undefined): Cell
}

/** Also when the file is made: who was an admin when they asked may be none any more. */
export async function requireAuditReader(log: AuditLog, { tenantId, userId }: ExportCaller): Promise<void> {
  if (!(await log.readsAudit(tenantId, userId))) throw new AppError('forbidden', { params: { needs: 'admin' } })
}

/** A row for each thing that an act changed, and one for an act that changed nothing. What happens meanwhile is not in it. */
export async function auditSection(
  log: AuditLog,
  caller: ExportCaller,
  { kind: _kind, ...filter }: AuditSource,
  locale: Locale,
): Promise<OpenedSource> {
  await requireAuditReader(log, caller)
  const columns = columnsOf(locale)

  async function* pages(): AsyncGenerator<Cell[][]> {
    let before: string | null = null
    do {
      const entries: AuditRow[] = await log.audit(caller.tenantId, { ...filter, before, limit: PAGE })
      yield entries.flatMap((entry) =>
        (entry.changes.length === 0 ? [undefined] : entry.changes).map((change) => columns.map(({ cell }) => cell(entry, change))),
      )
      before = entries.length === PAGE ? (entries.at(-1)?.id ?? null) : null
    } while (before !== null)
  }

  const { title } = EXPORT_TEXTS[locale].audit
  return { sections: [{ title, columns, pages }], total: await log.countAuditChanges(caller.tenantId, filter) }
}

function columnsOf(locale: Locale): ReadColumn[] {
  const texts = EXPORT_TEXTS[locale].audit
  return [
    { title: texts.at, type: 'timestamp', cell: ({ createdAt }) => createdAt.toISOString() },
    { title: texts.who, type: 'text', cell: ({ userId, userName }) => userName ?? userId ?? texts.system },
    { title: texts.act, type: 'text', cell: ({ act }) => act },
    { title: texts.subject, type: 'text', cell: ({ subject }) => subject },
    { title: texts.what, type: 'text', cell: (_entry, change) => change?.name ?? null },
    { title: texts.before, type: 'text', cell: (_entry, change) => textOf(change?.before) },
    { title: texts.after, type: 'text', cell: (_entry, change) => (change?.isSecret === true ? texts.changed : textOf(change?.after)) },
    { title: texts.detail, type: 'text', cell: ({ detail }) => (Object.keys(detail).length === 0 ? null : JSON.stringify(detail)) },
    { title: texts.entry, type: 'text', cell: ({ id }) => id },
  ]
}

function textOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
