import { RE2JS } from 're2js'
import type { ErrorRule } from '../../sdk/manifest.gen.ts'

const MAX_WAIT_MS = 48 * 3600_000

/** Milliseconds to wait by a rule's `wait`; undefined when neither the answer nor the rule says. `said`: what the provider says to people. */
export function retryAfterMs(
  wait: NonNullable<ErrorRule['wait']>,
  { headers, said }: { headers: Readonly<Record<string, string>>; said: string },
  now: number,
): number | undefined {
  const fromHeader = wait.header === undefined ? undefined : headerWaitMs(headers[wait.header.toLowerCase()], now)
  const ms =
    fromHeader ??
    saidWaitMs(wait, said, now) ??
    (wait.until === 'nextDay' ? untilMidnightMs(now, wait.timezone ?? 'UTC') : wait.seconds === undefined ? undefined : wait.seconds * 1000)
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), MAX_WAIT_MS)
}

/** What the first group of `pattern` says: `40` seconds, or the clock's next `16:53:38`. */
function saidWaitMs({ pattern, timezone }: NonNullable<ErrorRule['wait']>, said: string, now: number): number | undefined {
  if (pattern === undefined) return undefined
  const matcher = RE2JS.compile(pattern).matcher(said)
  const found = matcher.find() && matcher.groupCount() > 0 ? matcher.group(1) : null
  if (found === null) return undefined
  if (/^[0-9]{1,6}$/.test(found)) return Number(found) * 1000
  return /^([01][0-9]|2[0-3])(:[0-5][0-9]){2}$/.test(found) ? untilClockMs(found, now, timezone ?? 'UTC') : undefined
}

const SKEW_MS = 3_600_000

/** Until the next such time there. One that has passed a moment ago is now: their clock and ours differ. */
function untilClockMs(time: string, now: number, timezone: string): number {
  const there = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone)
  const today = there.withPlainTime(Temporal.PlainTime.from(time)).epochMilliseconds - now
  if (today >= 0) return today
  return today > -SKEW_MS ? 0 : there.add({ days: 1 }).withPlainTime(Temporal.PlainTime.from(time)).epochMilliseconds - now
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
