import { LRUCache } from 'lru-cache'
import type { FieldValue } from './field-values.ts'
import type { PlannedField } from './tables/resource-plan.ts'

/** The day of records that have none. */
export const NO_DAY = '-infinity'

const QUARTER_MS = 900_000
/** Offsets from UTC are whole quarters of an hour, so all of a quarter is one day. */
const days = new LRUCache<string, string>({ max: 20_000 })

/** `YYYY-MM-DD` of an instant as a clock in that zone shows it; the same as PostgreSQL's `(x AT TIME ZONE zone)::date`. */
export function localDay(ms: number, timezone: string): string {
  // Before 1970 some zones were minutes and seconds off.
  if (ms < 0) return format(ms, timezone)
  const quarter = Math.floor(ms / QUARTER_MS)
  const key = `${timezone} ${quarter}`
  const known = days.get(key)
  if (known !== undefined) return known
  const day = format(quarter * QUARTER_MS, timezone)
  days.set(key, day)
  return day
}

function format(ms: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDate().toString()
}

export function dayOf(field: PlannedField | null, value: FieldValue | undefined, timezone: string): string {
  if (field === null || value === null || value === undefined) return NO_DAY
  if (typeof value === 'number') return localDay(value, timezone)
  return typeof value === 'string' ? value : NO_DAY
}
