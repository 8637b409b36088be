import type { Trx } from '../platform/db.ts'
import { arrayLiteral } from './array-literal.ts'
import type { ScopeAt } from './record-scopes.store.ts'
import { type DurationDelta, MOST_SUMS, type RollupDelta } from './rollup-deltas.ts'

/** Figures kept with each page. `sum_n` is the n-th field of the resource's `sums`. */

const SUMS = Array.from({ length: MOST_SUMS }, (_, i) => `sum_${i + 1}`)

export async function addRollups(trx: Trx, at: ScopeAt, deltas: readonly RollupDelta[]): Promise<void> {
  if (deltas.length === 0) return
  const columns = ['count', ...SUMS]
  await trx.raw(
    `INSERT INTO record_rollups AS r (tenant_id, resource, connection_id, day, field, value, currency, ${columns.join(', ')})
     SELECT ?, ?, ?, n.* FROM unnest(?::date[], ?::text[], ?::text[], ?::text[], ${columns.map(() => '?::bigint[]').join(', ')}) AS n
     ON CONFLICT (tenant_id, resource, connection_id, day, field, value, currency)
     DO UPDATE SET ${columns.map((column) => `${column} = r.${column} + excluded.${column}`).join(', ')}`,
    [
      at.tenantId,
      at.id,
      at.connectionId,
      arrayLiteral(deltas.map(({ day }) => day)),
      arrayLiteral(deltas.map(({ field }) => field)),
      arrayLiteral(deltas.map(({ value }) => value)),
      arrayLiteral(deltas.map(({ currency }) => currency)),
      arrayLiteral(deltas.map(({ count }) => count)),
      ...SUMS.map((_, i) => arrayLiteral(deltas.map(({ sums }) => String(sums[i] ?? 0n)))),
    ],
  )
}

export async function addDurations(trx: Trx, at: ScopeAt, deltas: readonly DurationDelta[]): Promise<void> {
  if (deltas.length === 0) return
  await trx.raw(
    `INSERT INTO record_durations AS d (tenant_id, resource, connection_id, day, bucket, count, within)
     SELECT ?, ?, ?, n.* FROM unnest(?::date[], ?::smallint[], ?::bigint[], ?::bigint[]) AS n
     ON CONFLICT (tenant_id, resource, connection_id, day, bucket)
     DO UPDATE SET count = d.count + excluded.count, within = d.within + excluded.within`,
    [
      at.tenantId,
      at.id,
      at.connectionId,
      arrayLiteral(deltas.map(({ day }) => day)),
      arrayLiteral(deltas.map(({ bucket }) => bucket)),
      arrayLiteral(deltas.map(({ count }) => count)),
      arrayLiteral(deltas.map(({ within }) => within)),
    ],
  )
}

/** Of which records, and which days; days are inclusive. */
export interface RollupRange {
  tenantId: string
  id: string
  connectionId: string | null
  from: string | null
  to: string | null
}

export interface RollupRow {
  day: string
  field: string
  value: string
  currency: string
  count: number
  /** Whole numbers as text: sums may lie past 2^53. */
  sums: string[]
}

/** One row per day, field, value and currency, over all connections that were asked for. */
export async function readRollups(trx: Trx, range: RollupRange): Promise<RollupRow[]> {
  const { rows } = await trx.raw<{ rows: RollupRow[] }>(
    `SELECT CASE WHEN day = '-infinity' THEN '' ELSE day::text END AS day, field, value, currency, sum(count)::bigint AS count,
       ARRAY[${SUMS.map((column) => `sum(${column})::text`).join(', ')}] AS sums
     FROM record_rollups WHERE ${within(range)} GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0 ORDER BY 1, 2, 3, 4`,
    bindings(range),
  )
  return rows
}

export interface DurationRow {
  bucket: number
  count: number
  within: number
}

export async function readDurations(trx: Trx, range: RollupRange): Promise<DurationRow[]> {
  const { rows } = await trx.raw<{ rows: DurationRow[] }>(
    `SELECT bucket, sum(count)::bigint AS count, sum(within)::bigint AS within FROM record_durations
     WHERE ${within(range)} GROUP BY 1 HAVING sum(count) <> 0 ORDER BY 1`,
    bindings(range),
  )
  return rows
}

function within({ connectionId, from, to }: RollupRange): string {
  return [
    'tenant_id = :tenantId AND resource = :id',
    ...(connectionId === null ? [] : ['connection_id = :connectionId']),
    ...(from === null ? [] : ['day >= :from::date']),
    ...(to === null ? [] : ['day <= :to::date']),
    // Asked for a time: what has none is not in it.
    ...(from === null && to !== null ? [`day > '-infinity'`] : []),
  ].join(' AND ')
}

function bindings({ tenantId, id, connectionId, from, to }: RollupRange): Record<string, string> {
  const given = { connectionId, from, to }
  const present = Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  return { tenantId, id, ...Object.fromEntries(present) }
}
