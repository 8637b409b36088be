import { quantileSeconds } from './duration-buckets.ts'
import { writeTenThousandths } from './field-values.ts'
import type { DurationRow, RollupRow } from './record-rollups.store.ts'
import type { Counted, ResourceStats } from './resources.types.ts'
import { isAmount, type PlannedField, type PlannedStats } from './tables/resource-plan.ts'

/** The figures of a resource, put together from its rollups. */
export function statsOf(stats: PlannedStats, rollups: readonly RollupRow[], durations: readonly DurationRow[]): ResourceStats {
  const all = rollups.filter(({ field }) => field === '')
  const { count, ...sums } = countedOf(stats, all)
  return {
    total: count,
    ...sums,
    groups: stats.groupBy.map(({ name }) => ({ field: name, values: valuesOf(stats, name, rollups) })),
    days: daysOf(stats, all, rollups),
    duration: durationOf(stats, durations),
  }
}

function valuesOf(stats: PlannedStats, field: string, rollups: readonly RollupRow[]): ResourceStats['groups'][number]['values'] {
  const byValue = Map.groupBy(
    rollups.filter((row) => row.field === field),
    ({ value }) => value,
  )
  return [...byValue].map(([value, rows]) => ({ value: shownValue(value), ...countedOf(stats, rows) })).sort((a, b) => b.count - a.count)
}

/** Groups without a value are those of records that have none. */
function shownValue(value: string): string | null {
  return value === '' ? null : value.slice(1)
}

function daysOf(stats: PlannedStats, all: readonly RollupRow[], rollups: readonly RollupRow[]): ResourceStats['days'] {
  const groups = new Map<string, Record<string, Record<string, number>>>()
  for (const { day, field, value, count } of rollups) {
    if (field === '' || day === '') continue
    const ofDay = groups.get(day) ?? Object.fromEntries(stats.groupBy.map(({ name }) => [name, {}]))
    groups.set(day, ofDay)
    const counts: Record<string, number> | undefined = ofDay[field]
    if (counts === undefined) continue
    const name = shownValue(value) ?? ''
    const before = Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0
    Object.defineProperty(counts, name, { value: before + count, enumerable: true, configurable: true })
  }
  const byDay = Map.groupBy(
    all.filter(({ day }) => day !== ''),
    ({ day }) => day,
  )
  return [...byDay].map(([day, rows]) => ({ day, ...countedOf(stats, rows), groups: groups.get(day) ?? {} }))
}

function countedOf({ sums }: PlannedStats, rows: readonly RollupRow[]): Counted {
  const others = Map.groupBy(
    rows.filter(({ currency }) => currency !== ''),
    ({ currency }) => currency,
  )
  const declared = rows.filter(({ currency }) => currency === '')
  return {
    count: countOf(rows),
    sums: Object.fromEntries(sums.map((field, nr) => [field.name, sumOf(field, nr, isAmount(field) ? declared : rows)])),
    otherCurrencies: [...others]
      .map(([currency, named]) => ({
        currency,
        count: countOf(named),
        sums: Object.fromEntries(sums.flatMap((field, nr) => (isAmount(field) ? [[field.name, sumOf(field, nr, named)]] : []))),
      }))
      .sort((a, b) => b.count - a.count || (a.currency < b.currency ? -1 : 1)),
  }
}

function countOf(rows: readonly RollupRow[]): number {
  return rows.reduce((total, { count }) => total + count, 0)
}

/** `nr`: which of the resource's sums it is. */
function sumOf({ declared }: PlannedField, nr: number, rows: readonly RollupRow[]): string {
  const sum = rows.reduce((total, { sums }) => total + BigInt(sums[nr] ?? 0), 0n)
  return declared.type === 'decimal' ? writeTenThousandths(sum) : String(sum)
}

function durationOf({ duration }: PlannedStats, rows: readonly DurationRow[]): ResourceStats['duration'] {
  if (duration === null) return null
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    medianSeconds: quantileSeconds(rows, 0.5),
    p95Seconds: quantileSeconds(rows, 0.95),
    withinTarget: rows.reduce((sum, { within }) => sum + within, 0),
    targetSeconds: duration.targetSeconds,
  }
}
