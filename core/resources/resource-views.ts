import { toIso } from '../platform/clock.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { fieldValue, valueAt, writeTenThousandths } from './field-values.ts'
import type { ResourceView } from './resources.gen.ts'
import type { ResourceTotals } from './resources.service.ts'
import type { StoredRecord } from './resources.types.ts'
import { isoCurrency } from './rollup-deltas.ts'
import type { PlannedField, ResourcePlan } from './tables/resource-plan.ts'

/** A declared resource with its texts in one language, and how many records the workspace has of it. */
export function showResource({ plan, connections }: ResourceTotals, locale: Locale): ResourceView {
  const { declared, defaultSort } = plan
  return {
    plugin: plan.plugin,
    name: plan.resource,
    displayName: declared.displayName[locale],
    description: declared.description[locale],
    fields: [...plan.fields.values()].map((field) => showField(field, locale)),
    columns: declared.view?.columns ?? [...plan.fields.keys()].slice(0, 6),
    view: declared.view?.kind ?? 'grid',
    status: declared.view?.status ?? null,
    defaultSort: defaultSort === null ? 'key' : `-${defaultSort.name}`,
    hasStats: declared.stats !== undefined,
    total: connections.reduce((total, { live }) => total + live, 0),
    connections: connections.map(({ connectionId, live }) => ({ connectionId, total: live })),
  }
}

function showField({ name, declared }: PlannedField, locale: Locale): ResourceView['fields'][number] {
  return {
    name,
    type: declared.type,
    currency: declared.currency ?? null,
    displayName: declared.displayName[locale],
    filter: declared.filter === true,
    sort: declared.sort === true,
    search: declared.search === true,
    options: (declared.options ?? []).map(({ value, displayName }) => ({ value, displayName: displayName[locale] })),
  }
}

export function showRecord(plan: ResourcePlan, record: StoredRecord) {
  const { hash: _hash, ...rest } = record
  return { ...rest, title: titleOf(plan, record), fields: shownFields(plan, record), currency: currencyOf(plan, record) }
}

export function titleOf({ declared }: ResourcePlan, { data, key }: StoredRecord): string {
  const title = declared.title === undefined ? undefined : valueAt(data, declared.title)
  return typeof title === 'string' || typeof title === 'number' ? String(title) : key
}

/** What the record names as the currency of its amounts; null where it names none, or nothing that is one. */
export function currencyOf(
  { declared: { currency } }: { declared: Pick<ResourcePlan['declared'], 'currency'> },
  { data }: StoredRecord,
): string | null {
  return currency?.pointer === undefined ? null : isoCurrency(valueAt(data, currency.pointer))
}

export function shownFields(plan: ResourcePlan, { data }: StoredRecord): Record<string, string | number | boolean | null> {
  return Object.fromEntries([...plan.fields.values()].map((field) => [field.name, shownValue(field, data)]))
}

function shownValue(field: PlannedField, data: StoredRecord['data']): string | number | boolean | null {
  const value = fieldValue(field, data)
  if (typeof value !== 'number') return value
  if (field.declared.type === 'decimal') return writeTenThousandths(BigInt(value))
  return field.declared.type === 'timestamp' ? toIso(value) : value
}
