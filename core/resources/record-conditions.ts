import { toIso } from '../platform/clock.ts'
import { AppError, type FieldError } from '../platform/errors.ts'
import { columnText, readDate, readField } from './field-values.ts'
import { bound } from './records.store.ts'
import type { FilterScalar, FilterValue, RecordQuery } from './resources.types.ts'
import type { PlannedField, ResourcePlan } from './tables/resource-plan.ts'

/** A part of a WHERE clause: SQL with `?` places, of leakproof operators only, so that it can lead an index below row-level security. */
export interface Condition {
  sql: string
  bindings: Array<string | number | boolean>
  field: PlannedField
  /** Of one value. */
  isEquality: boolean
}

export interface ListOrder {
  /** Null: by key. */
  field: PlannedField | null
  descending: boolean
}

/** What a list filters by. Throws AppError `invalid` naming every field that is wrong. */
export function conditionsOf(plan: ResourcePlan, filter: RecordQuery['filter'] = {}): Condition[] {
  const errors: FieldError[] = []
  const conditions: Condition[] = []
  for (const [name, value] of Object.entries(filter)) {
    const refuse = (reason: string) => errors.push({ field: `query/filter/${name.slice(0, 60)}`, reason })
    const field = plan.fields.get(name)
    if (field === undefined) refuse('is no field of this resource')
    else if (field.declared.filter !== true) refuse('cannot be filtered by')
    else {
      const made = conditionOn(field, value, plan.stats.timezone)
      if (made === null) refuse(`is not ${SHAPES[field.declared.type]}`)
      else conditions.push(...made)
    }
  }
  if (errors.length > 0) throw new AppError('invalid', { errors })
  return conditions
}

/** Throws AppError `invalid` on a field that lists cannot be sorted by. */
export function orderOf(plan: ResourcePlan, sort: RecordQuery['sort']): ListOrder {
  if (sort === undefined) return { field: plan.defaultSort, descending: plan.defaultSort !== null }
  if (sort.field === 'key') return { field: null, descending: sort.descending }
  const field = plan.fields.get(sort.field)
  if (field?.declared.sort === true) return { field, descending: sort.descending }
  const reason = field === undefined ? 'is no field of this resource' : 'cannot be sorted by'
  throw new AppError('invalid', { errors: [{ field: 'query/sort', reason }] })
}

const SHAPES: Readonly<Record<PlannedField['declared']['type'], string>> = {
  text: 'a text',
  integer: 'a whole number',
  decimal: 'a decimal number',
  boolean: 'true or false',
  date: 'a date',
  timestamp: 'a date or a time',
}

const DAY_MS = 86_400_000
const MOST_VALUES = 100

function conditionOn(field: PlannedField, value: FilterValue, timezone: string): Condition[] | null {
  const column = `"${field.column}"`
  if (Array.isArray(value)) {
    const values = value.map((one) => columnValue(field, one, timezone))
    if (values.length === 0 || values.length > MOST_VALUES || values.some((one) => one === null)) return null
    const bindings = values.flatMap((one) => one ?? [])
    return [
      { field, isEquality: bindings.length === 1, bindings, sql: `${column} IN (${bindings.map(() => `?::${field.sqlType}`).join(', ')})` },
    ]
  }
  if (typeof value !== 'object') {
    // A day of a time is all of that day.
    if (isDayOfTime(field, value)) return conditionOn(field, { min: value, max: value }, timezone)
    const only = columnValue(field, value, timezone)
    return only === null ? null : [{ field, isEquality: true, sql: `${column} = ?::${field.sqlType}`, bindings: [only] }]
  }
  const conditions: Condition[] = []
  for (const [side, operator] of [
    ['min', '>='],
    ['max', '<='],
  ] as const) {
    const limit = value[side]
    if (limit === undefined) continue
    const end = side === 'max' && isDayOfTime(field, limit)
    const at = columnValue(field, limit, timezone, end)
    if (at === null) return null
    conditions.push({ field, isEquality: false, sql: `${column} ${end ? '<' : operator} ?::${field.sqlType}`, bindings: [at] })
  }
  return conditions.length === 0 ? null : conditions
}

function isDayOfTime({ declared }: PlannedField, value: FilterScalar): boolean {
  return declared.type === 'timestamp' && typeof value === 'string' && value.length === 10 && readDate(value) !== null
}

function columnValue(field: PlannedField, value: FilterScalar, timezone: string, isNextDay = false): string | number | boolean | null {
  if (field.declared.type === 'text') return columnText(String(value))
  if (!isDayOfTime(field, value)) return bound(field, readField(field, value))
  const read = readField({ declared: { ...field.declared, timezone } }, value)
  if (typeof read !== 'number') return null
  return toIso(isNextDay ? read + DAY_MS : read)
}
