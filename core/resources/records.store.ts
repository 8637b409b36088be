import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { arrayLiteral } from './array-literal.ts'
import type { FieldValue } from './field-values.ts'
import type { Origin } from './resources.types.ts'
import type { ColumnValues } from './rollup-deltas.ts'
import type { PlannedField, ResourcePlan } from './tables/resource-plan.ts'

/** Writes of the table of one resource. Its name and columns come from its plan, never from a caller. */

export interface RecordsAt {
  tenantId: string
  connectionId: string
}

/** A record as it was found before a page is written. */
export interface FoundRecord {
  key: string
  version: number | null
  hash: string
  isDeleted: boolean
  words: string
  /** Null when it was not asked for: nothing about the record changes. */
  data: Json | null
  values: ColumnValues
}

/**
 * Those of the keys that are stored, and whole records where the hash is none of `hashes`.
 * Compared with arrays and not joined with them: for a join of 500 keys a table of 50,000 records is scanned.
 */
export async function findStored(
  trx: Trx,
  plan: ResourcePlan,
  at: RecordsAt,
  keys: readonly string[],
  hashes: readonly string[],
): Promise<Map<string, FoundRecord>> {
  const fields = keptFields(plan)
  const columns = fields.map(({ column }, i) => `, s."${column}" AS v${i}`).join('')
  const { rows } = await trx.raw<{ rows: FoundRow[] }>(
    `SELECT s.key, s.version, s.hash, s.deleted_at IS NOT NULL AS is_deleted, s.words,
       CASE WHEN s.hash = ANY (?::text[]) THEN NULL ELSE s.data END AS data${columns}
     FROM ${plan.table} s WHERE s.tenant_id = ? AND s.connection_id = ? AND s.key = ANY (?::text[])`,
    [arrayLiteral(hashes), at.tenantId, at.connectionId, arrayLiteral(keys)],
  )
  return new Map(
    rows.map((row) => {
      const values = new Map(fields.map((field, i) => [field.name, stored(row[`v${i}`])]))
      const { key, version, hash, words, data } = row
      return [key, { key, version, hash, isDeleted: row.is_deleted, words, data, values }]
    }),
  )
}

interface FoundRow {
  key: string
  version: number | null
  hash: string
  is_deleted: boolean
  words: string
  data: Json | null
  [value: `v${number}`]: FieldValue | Date
}

export function statFields({ stats }: ResourcePlan): PlannedField[] {
  const { groupBy, day, sums, currency, duration } = stats
  const others = [day, currency?.field ?? null, duration?.from ?? null, duration?.to ?? null].filter((field) => field !== null)
  return [...new Set([...groupBy, ...sums, ...others])]
}

/** Columns whose former values decide what a change of a record changes elsewhere. */
function keptFields(plan: ResourcePlan): PlannedField[] {
  return [...new Set([...statFields(plan), ...(plan.defaultSort === null ? [] : [plan.defaultSort])])]
}

export function stored(value: FieldValue | Date | undefined): FieldValue {
  return value instanceof Date ? value.getTime() : (value ?? null)
}

export interface RecordToWrite {
  key: string
  version: number | null
  hash: string
  /** JSON text that jsonb takes. */
  text: string
  flagged: boolean
  words: string
  values: ColumnValues
}

/** Between JSON texts: no JSON text has a bare control character, so nothing needs escaping on the way. */
const SEPARATOR = '\u0001'

export const ARRAY_TYPES = {
  text: 'text[]',
  bigint: 'bigint[]',
  boolean: 'boolean[]',
  date: 'date[]',
  timestamptz: 'timestamptz[]',
} as const

/**
 * Writes records that are all new, or replaces older ones, which are then there again if they were deleted. Answers how many were
 * written: a newer one that is stored stays. New ones need no look for a conflict, which makes a first sync a third faster; the scope's
 * lock sees to it that nobody else makes them.
 * Planned anew each time (some tenths of a millisecond per page): a plan from when the table was small would scan it for ever.
 */
export async function upsertRecords(
  trx: Trx,
  plan: ResourcePlan,
  at: RecordsAt & { now: number; origin: Origin },
  records: readonly RecordToWrite[],
  isNew: boolean,
): Promise<number> {
  if (records.length === 0) return 0
  const columns = writtenColumns(plan, records)
  const names = columns.map(({ name }) => name)
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `INSERT INTO ${plan.table} AS s (tenant_id, connection_id, first_origin, first_seen_at, changed_at, ${names.join(', ')})
     SELECT ?, ?, ?, ?, ?, ${names.map((name) => (name === 'data' ? 'n.data::jsonb' : `n.${name}`)).join(', ')}
     FROM unnest(${columns.map(({ array }) => array).join(', ')}) AS n(${names.join(', ')})
     ${isNew ? '' : replacing(names.filter((name) => name !== 'key'))}`,
    [at.tenantId, at.connectionId, at.origin, toIso(at.now), toIso(at.now), ...columns.map(({ binding }) => binding)],
  )
  return rowCount
}

interface WrittenColumn {
  /** As SQL says it. */
  name: string
  /** SQL of the array of its values, with one `?` for `binding`. */
  array: string
  binding: string
}

function writtenColumns(plan: ResourcePlan, records: readonly RecordToWrite[]): WrittenColumn[] {
  const column = (name: string, type: string, read: (record: RecordToWrite) => FieldValue): WrittenColumn => ({
    name,
    array: `?::${type}`,
    binding: arrayLiteral(records.map(read)),
  })
  return [
    column('key', 'text[]', ({ key }) => key),
    column('version', 'bigint[]', ({ version }) => version),
    column('hash', 'text[]', ({ hash }) => hash),
    { name: 'data', array: 'string_to_array(?, chr(1))', binding: records.map(({ text }) => text).join(SEPARATOR) },
    column('flagged', 'boolean[]', ({ flagged }) => flagged),
    column('words', 'text[]', ({ words }) => words),
    ...plan.stored.map((field) =>
      column(`"${field.column}"`, ARRAY_TYPES[field.sqlType], ({ values }) => bound(field, values.get(field.name))),
    ),
  ]
}

function replacing(columns: readonly string[]): string {
  return `ON CONFLICT (tenant_id, connection_id, key) DO UPDATE SET
       changed_at = excluded.changed_at, deleted_at = NULL, ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE s.version IS NULL OR excluded.version IS NULL OR s.version <= excluded.version`
}

export function bound({ sqlType }: PlannedField, value: FieldValue | undefined): FieldValue {
  return sqlType === 'timestamptz' && typeof value === 'number' ? toIso(value) : (value ?? null)
}

export async function markDeleted(trx: Trx, plan: ResourcePlan, at: RecordsAt & { now: number }, keys: readonly string[]): Promise<void> {
  await trx.raw(
    `UPDATE ${plan.table} SET deleted_at = ?, changed_at = ? WHERE tenant_id = ? AND connection_id = ? AND key = ANY (?::text[])`,
    [toIso(at.now), toIso(at.now), at.tenantId, at.connectionId, arrayLiteral(keys)],
  )
}
