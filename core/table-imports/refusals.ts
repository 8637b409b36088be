import type { Database } from '../platform/db.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { SheetDocument } from '../spreadsheets/table.types.ts'
import { listRefusals, type Refusal } from './table-imports.store.ts'

const PAGE = 500
const TITLES: Readonly<Record<Locale, readonly [string, string]>> = { 'pt-BR': ['Linha', 'Motivo'], en: ['Line', 'Reason'] }

export interface RefusalsOf {
  tenantId: string
  id: string
  columns: readonly string[]
  title: string
  madeAtMs: number
}

/** Refused rows as a table: where they stood, why, and their cells under the names of the file. */
export function refusalsDocument(db: Pick<Database, 'forTenant'>, { columns, ...of }: RefusalsOf, locale: Locale): SheetDocument {
  const [line, reason] = TITLES[locale]
  const names = columns.map((title) => ({ title, type: 'text' as const }))
  const words = ({ errors }: Refusal) =>
    errors.map((error) => (error.column === null ? error.reason : `${columns[error.column] ?? ''}: ${error.reason}`)).join('; ')

  async function* pages() {
    let after = 0
    for (;;) {
      const found = await db.forTenant(of.tenantId, (trx) => listRefusals(trx, of, after, PAGE))
      if (found.length === 0) return
      yield found.map((each) => [each.line, words(each), ...each.cells])
      after = found.at(-1)?.line ?? after
    }
  }

  const section = {
    title: of.title,
    columns: [{ title: line, type: 'integer' as const }, { title: reason, type: 'text' as const }, ...names],
    pages,
  }
  return { title: of.title, subtitle: '', locale, timezone: 'UTC', madeAtMs: of.madeAtMs, sections: [section] }
}
