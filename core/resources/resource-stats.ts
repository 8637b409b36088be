import { quantileSeconds } from './duration-buckets.ts'
import { writeTenThousandths } from './field-values.ts'
import type { DurationRow, RollupRow } from './record-rollups.store.ts'
import type { ResourceStats } from './resources.types.ts'
import type { PlannedField, PlannedStats } from './tables/resource-plan.ts'

/** The figures of a resource, put together from its rollups. */
export function statsOf(stats: PlannedStats, rollups: readonly RollupRow[], durations: readonly DurationRow[]): ResourceStats {
  const all = rollups.filter(({ field }) => field === '')
  return {
    total: all.reduce((total, { count }) => total + count, 0),
    groups: stats.groupBy.map(({ name }) => ({ field: name, values: valuesOf(stats, name, rollups) })),
    days: daysOf(stats, all, rollups),
    duration: durationOf(stats, durations),
  }
}

function valuesOf(stats: PlannedStats, field: string, rollups: readonly RollupRow[]): ResourceStats['groups'][number]['values'] {
  const byValue = new Map<string, { count: number; sums: bigint[] }>()
  for (const row of rollups) {
    if (row.field !== field) continue
    const value = byValue.get(row.value) ?? { count: 0, sums: [] }
    byValue.set(row.value, { count: value.count + row.count, sums: row.sums.map((sum, i) => BigInt(sum) + (value.sums[i] ?? 0n)) })
  }
  return [...byValue]
    .map(([value, { count, sums }]) => ({ value: shownValue(value), count, sums: sumsOf(stats.sums, sums) }))
    .sort((a, b) => b.count - a.count)
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
    const counts = ofDay[field]
    if (counts !== undefined) Object.defineProperty(counts, shownValue(value) ?? '', { value: count, enumerable: true, configurable: true })
  }
  return all
    .filter(({ day }) => day !== '')
    .map(({ day, count, sums }) => ({ day, count, sums: sumsOf(stats.sums, sums.map(BigInt)), groups: groups.get(day) ?? {} }))
}

function sumsOf(fields: readonly PlannedField[], sums: readonly bigint[]): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ name, declared }, i) => {
      const sum = sums[i] ?? 0n
      return [name, declared.type === 'decimal' ? writeTenThousandths(sum) : String(sum)]
    }),
  )
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
