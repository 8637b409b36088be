import { AppError } from '../platform/errors.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { readQuery } from '../resources/record-query.ts'
import { currencyOf, shownFields, titleOf } from '../resources/resource-views.ts'
import type { ResourcesService } from '../resources/resources.service.ts'
import type { RecordQuery, StoredRecord } from '../resources/resources.types.ts'
import type { PlannedField, ResourcePlan } from '../resources/tables/resource-plan.ts'
import type { Cell, Column, Section } from '../spreadsheets/table.types.ts'
import { EXPORT_TEXTS } from './export-texts.ts'
import type { RecordsSource } from './exports.gen.ts'
import type { ExportCaller } from './exports.types.ts'

export interface RecordsDeps {
  resources: Pick<ResourcesService, 'planOf' | 'list' | 'count'>
  /** Names of the workspace's connections, by id. */
  connectionNames(tenantId: string): Promise<ReadonlyMap<string, string>>
}

const PAGE = 500

interface ReadColumn extends Column {
  cell(record: StoredRecord, shown: Record<string, Cell>): Cell
}

/** A list of records as one table. Throws AppError `not_found` or `invalid` for what is no such list. */
export function recordsSection(deps: RecordsDeps, { tenantId }: ExportCaller, source: RecordsSource, locale: Locale) {
  const { kind: _kind, plugin, resource, columns: names, ...text } = source
  const plan = deps.resources.planOf(plugin, resource)
  const query: Omit<RecordQuery, 'limit'> = readQuery({ plugin, resource }, text)
  const title = plan.declared.displayName[locale]

  return {
    title,
    /** Refuses what the list would. */
    async first(): Promise<void> {
      columnsOf(plan, names, new Map(), locale)
      await deps.resources.list(tenantId, { ...query, limit: 1 })
    },
    count: () => deps.resources.count(tenantId, query),
    async section(): Promise<Section> {
      const columns = columnsOf(plan, names, await deps.connectionNames(tenantId), locale)
      return { title, columns, pages: () => pagesOf(deps, tenantId, { plan, query, columns }) }
    },
  }
}

async function* pagesOf(
  { resources }: RecordsDeps,
  tenantId: string,
  { plan, query, columns }: { plan: ResourcePlan; query: Omit<RecordQuery, 'limit'>; columns: readonly ReadColumn[] },
): AsyncGenerator<Cell[][]> {
  let cursor: string | undefined
  do {
    const page = await resources.list(tenantId, { ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
    yield page.items.map((record) => {
      const shown = shownFields(plan, record)
      return columns.map(({ cell }) => cell(record, shown))
    })
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

function columnsOf(
  plan: ResourcePlan,
  names: readonly string[] | undefined,
  connections: ReadonlyMap<string, string>,
  locale: Locale,
): ReadColumn[] {
  const texts = EXPORT_TEXTS[locale].records
  const fixed: ReadonlyMap<string, ReadColumn> = new Map<string, ReadColumn>([
    ['$title', { title: plan.declared.displayName[locale], type: 'text', cell: (record) => titleOf(plan, record) }],
    ['$key', { title: texts.$key, type: 'text', cell: ({ key }) => key }],
    ['$connection', { title: texts.$connection, type: 'text', cell: ({ connectionId }) => connections.get(connectionId) ?? connectionId }],
    ['$firstSeenAt', { title: texts.$firstSeenAt, type: 'timestamp', cell: ({ firstSeenAt }) => firstSeenAt }],
    ['$changedAt', { title: texts.$changedAt, type: 'timestamp', cell: ({ changedAt }) => changedAt }],
    ['$deletedAt', { title: texts.$deletedAt, type: 'timestamp', cell: ({ deletedAt }) => deletedAt }],
  ])
  const wanted = names ?? ['$key', '$connection', ...plan.fields.keys(), '$firstSeenAt', '$changedAt', '$deletedAt']
  const columns = wanted.map((name) => {
    const field = plan.fields.get(name)
    const column = field === undefined ? fixed.get(name) : fieldColumn(field, locale)
    if (column === undefined)
      throw new AppError('invalid', { errors: [{ field: '/source/columns', reason: `${name.slice(0, 64)} is no field of this resource` }] })
    return column
  })
  return withCurrencies(plan, columns, texts.$currency)
}

/** Where records name the currency of their amounts, a column behind the last amount says which each is in. */
function withCurrencies({ declared: { currency } }: ResourcePlan, columns: readonly ReadColumn[], title: string): ReadColumn[] {
  const last = columns.findLastIndex(({ money }) => money !== undefined)
  if (currency?.pointer === undefined || last === -1) return [...columns]
  const named: ReadColumn = {
    title,
    type: 'text',
    isCurrency: true,
    cell: (record) => currencyOf({ declared: { currency } }, record) ?? currency.code,
  }
  const amounts = columns.map((column) =>
    column.money === undefined ? column : { ...column, money: { ...column.money, column: last + 1 } },
  )
  return amounts.toSpliced(last + 1, 0, named)
}

/** A value with a name is written by its name, as the list shows it. */
function fieldColumn({ name, declared }: PlannedField, locale: Locale): ReadColumn {
  const names = new Map((declared.options ?? []).map(({ value, displayName }) => [value, displayName[locale]]))
  const type = names.size > 0 ? 'text' : declared.type
  return {
    title: declared.displayName[locale],
    type,
    ...(declared.currency === undefined ? {} : { money: { code: declared.currency } }),
    cell: (_record, shown) => {
      const value = shown[name] ?? null
      return names.size === 0 || value === null ? value : (names.get(String(value)) ?? String(value))
    },
  }
}
