import { toIso } from '../platform/clock.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { cellText } from '../spreadsheets/cell-text.ts'
import type { Section, SheetDocument } from '../spreadsheets/table.types.ts'
import { type AuditLog, auditSection, requireAuditReader } from './audit-section.ts'
import { type BoardDeps, boardSections, emptyTable } from './board-sections.ts'
import { EXPORT_TEXTS } from './export-texts.ts'
import type { ExportSource } from './exports.gen.ts'
import type { Workspace } from './exports.store.ts'
import type { ExportCaller, ExportRow } from './exports.types.ts'
import { type RecordsDeps, recordsSection } from './records-section.ts'
import { type OwnTables, tableSection } from './table-section.ts'

export interface OpenedSource {
  sections: Section[]
  /** Rows of all sections; null when nobody can say. */
  total: number | null
}

/** What can be exported, and how each is read. */
export interface Sources {
  /** Its title in this language. Throws the AppError that reading it would. */
  check(caller: ExportCaller, source: ExportSource, locale: Locale): Promise<string>
  open(caller: ExportCaller, source: ExportSource, locale: Locale): Promise<OpenedSource>
}

export type SourcesDeps = RecordsDeps & BoardDeps & { dataStore: OwnTables; auditLog: AuditLog }

export function createSources(deps: SourcesDeps): Sources {
  return {
    async check(caller, source, locale) {
      switch (source.kind) {
        case 'records': {
          const { title, first } = recordsSection(deps, caller, source, locale)
          await first()
          return title
        }
        case 'table':
          await deps.dataStore.rows(caller, source.table, { limit: 1 })
          return source.table
        case 'board':
          return EXPORT_TEXTS[locale].boards[source.board]
        case 'audit':
          await requireAuditReader(deps.auditLog, caller)
          return EXPORT_TEXTS[locale].audit.title
      }
    },

    async open(caller, source, locale) {
      switch (source.kind) {
        case 'records': {
          const records = recordsSection(deps, caller, source, locale)
          return { sections: [await records.section()], total: await records.count() }
        }
        case 'table':
          return tableSection(deps.dataStore, caller, source, locale)
        case 'audit':
          return auditSection(deps.auditLog, caller, source, locale)
        case 'board': {
          const found = await boardSections(deps, caller.tenantId, source, locale)
          // No account has anything of it: a file that says so, and not one that no program opens.
          const sections = found.length > 0 ? found : [emptyTable(EXPORT_TEXTS[locale].boards[source.board])]
          return { sections, total: sections.reduce((sum, { rows }) => sum + rows.length, 0) }
        }
      }
    },
  }
}

/** The document of an export: whose it is and when it was made stand in it, in the workspace's own time. */
export function documentOf(
  { title, locale }: Pick<ExportRow, 'title' | 'locale'>,
  { name, timezone }: Workspace,
  sections: readonly Section[],
  madeAtMs: number,
): SheetDocument {
  const made = cellText({ locale, timezone }, false)(toIso(madeAtMs), 'timestamp')
  return { title, subtitle: `${name} · ${EXPORT_TEXTS[locale].madeAt} ${made} (${timezone})`, locale, timezone, madeAtMs, sections }
}
