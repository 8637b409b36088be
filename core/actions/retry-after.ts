import type { ErrorRule } from '../../sdk/manifest.gen.ts'

const MAX_WAIT_MS = 48 * 3600_000

/** Milliseconds to wait by a rule's `wait`; undefined when neither the answer nor the rule says. */
export function retryAfterMs(
  wait: NonNullable<ErrorRule['wait']>,
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const fromHeader = wait.header === undefined ? undefined : headerWaitMs(headers[wait.header.toLowerCase()], now)
  const ms =
    fromHeader ??
    (wait.until === 'nextDay' ? untilMidnightMs(now, wait.timezone ?? 'UTC') : wait.seconds === undefined ? undefined : wait.seconds * 1000)
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), MAX_WAIT_MS)
}

/** Retry-After as RFC 9110 has it: seconds, or an HTTP date. */
function headerWaitMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  if (/^[0-9]{1,9}$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : date - now
}

/** Until the next midnight on that place's clock. */
function untilMidnightMs(now: number, timezone: string): number {
  const there = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone)
  return there.startOfDay().add({ days: 1 }).epochMilliseconds - now
}
