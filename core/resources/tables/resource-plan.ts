import { createHash } from 'node:crypto'
import type { Resource, ResourceField, ResourceStats } from '../../../sdk/manifest.gen.ts'

/** A resource as its connector declares it, and the connector's name. */
export interface DeclaredResource {
  plugin: string
  declared: Resource
}

/** Answers what connectors declare; the registry does. Names come from outside: own keys only. */
export interface DeclaredResources {
  find(plugin: string, resource: string): DeclaredResource | null
  all(): DeclaredResource[]
}

export type FieldType = ResourceField['type']

export interface PlannedField {
  name: string
  declared: ResourceField
  /** Of the records table. Holds the type: a field that changes its type gets a new column. */
  column: string
  sqlType: 'text' | 'bigint' | 'boolean' | 'date' | 'timestamptz'
}

export interface PlannedIndex {
  name: string
  table: string
  /** Column list and what follows it, as CREATE INDEX takes it. */
  definition: string
}

/** Everything the host derives from one declared resource; pure, so every process derives the same. */
export interface ResourcePlan {
  plugin: string
  resource: string
  /** `<plugin>/<resource>`, as the tables beside the records name it. */
  id: string
  declared: Resource
  table: string
  /** Beginnings of words → keys, each with the record's time in the default order. */
  wordsTable: string
  fields: ReadonlyMap<string, PlannedField>
  /** What has a column: the fields, and what a record names as the currency of its amounts. */
  stored: readonly PlannedField[]
  searched: readonly PlannedField[]
  /** Order of a list that asks for none. */
  defaultSort: PlannedField | null
  indexes: readonly PlannedIndex[]
  stats: PlannedStats
  /** Of what decides the contents of columns, search words and rollups: records written under another one are filled again. */
  fillHash: string
}

export interface PlannedStats {
  groupBy: readonly PlannedField[]
  day: PlannedField | null
  sums: readonly PlannedField[]
  currency: PlannedCurrency | null
  duration: { from: PlannedField; to: PlannedField; targetSeconds: number } | null
  timezone: string
}

/** Amounts are summed by currency where records name their own; null in the plan where none does. */
export interface PlannedCurrency {
  field: PlannedField
  /** ISO 4217 code of records that name none. */
  code: string
}

/** Of days when a connector names none: where nearly all its users are. */
const DEFAULT_TIMEZONE = 'America/Sao_Paulo'

const COLUMN_TYPES: Readonly<Record<FieldType, { sqlType: PlannedField['sqlType']; suffix: string }>> = {
  text: { sqlType: 'text', suffix: 'text' },
  integer: { sqlType: 'bigint', suffix: 'int' },
  decimal: { sqlType: 'bigint', suffix: 'dec' },
  boolean: { sqlType: 'boolean', suffix: 'bool' },
  date: { sqlType: 'date', suffix: 'date' },
  timestamp: { sqlType: 'timestamptz', suffix: 'at' },
}

const plans = new WeakMap<Resource, ResourcePlan>()

/** Made once for each declaration. */
export function planOf({ plugin, declared }: DeclaredResource): ResourcePlan {
  const known = plans.get(declared)
  if (known !== undefined && known.plugin === plugin) return known
  const plan = makePlan(plugin, declared)
  plans.set(declared, plan)
  return plan
}

function makePlan(plugin: string, declared: Resource): ResourcePlan {
  const id = `${plugin}/${declared.name}`
  const suffix = `${id.replaceAll(/[^a-z0-9]+/g, '_').slice(0, 38)}_${hashOf(id)}`
  const fields = new Map(Object.entries(declared.fields).map(([name, field]) => [name, planField(name, field)]))
  const currency = planCurrency(declared)
  const stats = planStats(declared.stats ?? {}, fields, currency)
  const searched = [...fields.values()].filter((field) => field.declared.search === true)
  const defaultSort = defaultSortOf(fields, stats)
  const table = `records_${suffix}`
  return {
    plugin,
    resource: declared.name,
    id,
    declared,
    table,
    wordsTable: `record_words_${suffix}`,
    fields,
    stored: [...fields.values(), ...(currency === null ? [] : [currency.field])],
    searched,
    defaultSort,
    indexes: planIndexes(table, [...fields.values()], defaultSort),
    stats,
    fillHash: fillHashOf(declared, fields, defaultSort),
  }
}

/** A resource whose records name no currency keeps the hash that it had before there was one: a new one fills every record again. */
function fillHashOf({ stats, currency }: Resource, fields: ReadonlyMap<string, PlannedField>, defaultSort: PlannedField | null): string {
  const contents = [[...fields.values()].map(contentsOf), stats ?? null, defaultSort?.column ?? null]
  return hashOf(JSON.stringify(currency?.pointer === undefined ? contents : [...contents, currency]))
}

function planCurrency({ currency }: Resource): PlannedCurrency | null {
  if (currency?.pointer === undefined) return null
  const declared: ResourceField = { pointer: currency.pointer, type: 'text', displayName: { en: 'Currency', 'pt-BR': 'Moeda' } }
  // No field is called so: their names have no `$`.
  return { code: currency.code, field: { name: '$currency', declared, column: 'record_currency', sqlType: 'text' } }
}

function planField(name: string, declared: ResourceField): PlannedField {
  const { sqlType, suffix } = COLUMN_TYPES[declared.type]
  return { name, declared, sqlType, column: `f_${name}_${suffix}` }
}

function contentsOf({ column, declared: { pointer, timezone, search } }: PlannedField): unknown[] {
  return [column, pointer, timezone ?? null, search === true]
}

function planStats(declared: ResourceStats, fields: ReadonlyMap<string, PlannedField>, currency: PlannedCurrency | null): PlannedStats {
  const named = (names: readonly string[] | undefined) => (names ?? []).flatMap((name) => fields.get(name) ?? [])
  const { duration } = declared
  const from = duration === undefined ? undefined : fields.get(duration.from)
  const to = duration === undefined ? undefined : fields.get(duration.to)
  return {
    groupBy: named(declared.groupBy),
    day: (declared.day === undefined ? undefined : fields.get(declared.day)) ?? null,
    sums: named(declared.sums),
    currency: named(declared.sums).some(isAmount) ? currency : null,
    duration: duration === undefined || from === undefined || to === undefined ? null : { from, to, targetSeconds: duration.targetSeconds },
    timezone: declared.timezone ?? DEFAULT_TIMEZONE,
  }
}

/** Of money, and no quantity. */
export function isAmount({ declared }: PlannedField): boolean {
  return declared.currency !== undefined
}

/** The day that is counted by, else the first time that can be sorted by: people expect the newest first. */
function defaultSortOf(fields: ReadonlyMap<string, PlannedField>, stats: PlannedStats): PlannedField | null {
  if (stats.day?.declared.sort === true) return stats.day
  const sortable = [...fields.values()].filter(({ declared }) => declared.sort === true)
  return sortable.find(({ sqlType }) => sqlType === 'timestamptz' || sqlType === 'date') ?? null
}

/**
 * Each field that sorts has an index in its order. A field that is compared for equality (texts and booleans) has one that is also in
 * the default order, so that the newest of one status are read without sorting all of it.
 */
function planIndexes(table: string, fields: readonly PlannedField[], defaultSort: PlannedField | null): PlannedIndex[] {
  const lists = new Set<string>()
  for (const field of fields) {
    const { filter, sort } = field.declared
    const isCompared = field.sqlType === 'text' || field.sqlType === 'boolean'
    if (sort === true || (filter === true && !isCompared)) lists.add(`"${field.column}", key`)
    if (filter === true && isCompared && field !== defaultSort)
      lists.add([`"${field.column}"`, ...(defaultSort === null ? [] : [`"${defaultSort.column}"`]), 'key'].join(', '))
  }
  const indexes = [...lists].map((list) => `(tenant_id, connection_id, ${list})`)
  return [...indexes, '(tenant_id, connection_id, key) WHERE deleted_at IS NOT NULL'].map((definition) => ({
    name: `${table.slice(0, 54)}_${hashOf(table + definition)}`,
    table,
    definition,
  }))
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
