import type { Json } from '../../sdk/flow/definition.ts'
import { durationBucket } from './duration-buckets.ts'
import type { FieldValue } from './field-values.ts'
import { dayOf } from './local-day.ts'
import type { PlannedField, PlannedStats } from './tables/resource-plan.ts'

/** Values of a record's columns, by the field's name. */
export type ColumnValues = ReadonlyMap<string, FieldValue>

export interface RollupDelta {
  day: string
  /** Empty: all records of the day. */
  field: string
  /** `=` and the value; empty for none. */
  value: string
  /** That the records name; empty for the one that their resource declares, and for all where no record names one. */
  currency: string
  count: number
  sums: bigint[]
}

export interface DurationDelta {
  day: string
  bucket: number
  count: number
  within: number
}

/** What one page changes in the figures of its resource. Nothing of it touches the database. */
export interface RollupDeltas {
  /** Counts a record in (1) or out (-1). */
  add(values: ColumnValues, sign: 1 | -1): void
  /** What did not cancel out, always in the same order. */
  rollups(): RollupDelta[]
  durations(): DurationDelta[]
  live(): number
}

export const MOST_SUMS = 5

export function collectDeltas(stats: PlannedStats): RollupDeltas {
  const rollups = new Map<string, RollupDelta>()
  const durations = new Map<string, DurationDelta>()
  let live = 0

  function count(at: Pick<RollupDelta, 'day' | 'field' | 'value' | 'currency'>, sign: 1 | -1, amounts: readonly bigint[]): void {
    const key = `${at.day}\n${at.field}\n${at.value}\n${at.currency}`
    let delta = rollups.get(key)
    if (delta === undefined) {
      delta = { ...at, count: 0, sums: amounts.map(() => 0n) }
      rollups.set(key, delta)
    }
    delta.count += sign
    for (const [i, amount] of amounts.entries()) delta.sums[i] = (delta.sums[i] ?? 0n) + amount
  }

  return {
    add(values, sign) {
      live += sign
      const day = dayOf(stats.day, stats.day === null ? null : values.get(stats.day.name), stats.timezone)
      const amounts = stats.sums.map((field) => BigInt(wholeOf(values.get(field.name)) * sign))
      const currency = currencyOf(stats, values)
      count({ day, field: '', value: '', currency }, sign, amounts)
      for (const field of stats.groupBy)
        count({ day, field: field.name, value: groupValue(values.get(field.name)), currency }, sign, amounts)
      const seconds = stats.duration === null ? null : secondsBetween(values, stats.duration)
      if (seconds === null || stats.duration === null) return
      const bucket = durationBucket(seconds)
      const key = `${day}\n${bucket}`
      const delta = durations.get(key) ?? { day, bucket, count: 0, within: 0 }
      delta.count += sign
      delta.within += seconds <= stats.duration.targetSeconds ? sign : 0
      durations.set(key, delta)
    },
    rollups: () => inOrder(rollups).filter((delta) => delta.count !== 0 || delta.sums.some((sum) => sum !== 0n)),
    durations: () => inOrder(durations).filter((delta) => delta.count !== 0 || delta.within !== 0),
    live: () => live,
  }
}

/** Two transactions that change the same rows must meet them in one order. */
function inOrder<T>(deltas: ReadonlyMap<string, T>): T[] {
  return [...deltas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta)
}

function wholeOf(value: FieldValue | undefined): number {
  return typeof value === 'number' ? value : 0
}

/** As PostgreSQL writes the column's value, so that a count in SQL gives the same groups. */
export function groupValue(value: FieldValue | undefined): string {
  return value === null || value === undefined ? '' : `=${value}`
}

function currencyOf({ currency }: PlannedStats, values: ColumnValues): string {
  const named = currency === null ? null : isoCurrency(values.get(currency.field.name))
  return named === null || named === currency?.code ? '' : named
}

/** ISO 4217 code; null for whatever else a record says there. */
export function isoCurrency(value: Json | undefined): string | null {
  return typeof value === 'string' && /^[A-Z]{3}$/.test(value) ? value : null
}

/** Whole seconds; null when one of the two is not there or the second lies before the first. */
function secondsBetween(values: ColumnValues, { from, to }: { from: PlannedField; to: PlannedField }): number | null {
  const start = values.get(from.name)
  const end = values.get(to.name)
  if (typeof start !== 'number' || typeof end !== 'number' || end < start) return null
  return Math.floor((end - start) / 1000)
}
