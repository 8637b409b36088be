import { Readable } from 'node:stream'
import { csvField, neutral } from '../../sdk/spreadsheet/index.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { currencyOf, shownFields } from './resource-views.ts'
import type { ResourcesService } from './resources.service.ts'
import type { RecordQuery, StoredRecord } from './resources.types.ts'
import { isAmount, type PlannedField, type ResourcePlan } from './tables/resource-plan.ts'

const PAGE = 500

/** What spreadsheets open without asking: a byte order mark, and where the comma is the decimal mark, semicolons between the cells. */
const SHAPES: Readonly<Record<Locale, { delimiter: string; decimalMark: string; currency: string; fixed: readonly string[] }>> = {
  en: { delimiter: ',', decimalMark: '.', currency: 'Currency', fixed: ['Key', 'Connection', 'First seen', 'Changed', 'Deleted'] },
  'pt-BR': { delimiter: ';', decimalMark: ',', currency: 'Moeda', fixed: ['Chave', 'Conexão', 'Visto em', 'Alterado em', 'Excluído em'] },
}

/**
 * The list as CSV, read page by page while it is sent: as many records as there are, in the memory of one page.
 * Cells that a spreadsheet would run as a formula are neutralised (security.md C31).
 */
export function exportCsv(
  records: Pick<ResourcesService, 'list'>,
  plan: ResourcePlan,
  asked: { tenantId: string; query: Omit<RecordQuery, 'limit' | 'cursor'>; locale: Locale },
): Readable {
  const shape = SHAPES[asked.locale]
  const fields = [...plan.fields.values()]
  const [key = '', connection = '', ...times] = shape.fixed
  const line = (cells: ReadonlyArray<string | number | boolean>) =>
    `${cells.map((cell) => csvField(neutral(String(cell)), shape.delimiter)).join(shape.delimiter)}\r\n`

  const { currency } = plan.declared
  /** Where records name their own currency, a column says which; else the heading of each amount does. */
  const named = currency?.pointer !== undefined && fields.some(isAmount)
  const heading = ({ declared }: PlannedField) => {
    const title = declared.displayName[asked.locale]
    return declared.currency === undefined || named ? title : `${title} (${declared.currency})`
  }

  async function* lines(): AsyncGenerator<string> {
    yield `\ufeff${line([key, connection, ...fields.map(heading), ...(named ? [shape.currency] : []), ...times])}`
    let cursor: string | undefined
    do {
      const page = await records.list(asked.tenantId, { ...asked.query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
      if (page.items.length > 0) yield page.items.map((record) => line(cellsOf(record))).join('')
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }

  function cellsOf(record: StoredRecord): Array<string | number | boolean> {
    const shown = shownFields(plan, record)
    const cells = fields.map(({ name, declared }) => {
      const value = shown[name] ?? ''
      return declared.type === 'decimal' ? String(value).replace('.', shape.decimalMark) : value
    })
    const code = named ? [currencyOf(plan, record) ?? currency?.code ?? ''] : []
    return [record.key, record.connectionId, ...cells, ...code, record.firstSeenAt, record.changedAt, record.deletedAt ?? '']
  }

  return Readable.from(lines())
}
