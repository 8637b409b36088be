import { Cron } from 'croner'
import type { ScheduleTrigger } from '../../sdk/flow/definition.ts'

/** The due times of a schedule, as epoch milliseconds. Reads no clock. */
export interface ScheduleTimes {
  /** First one after `ms`; null when there is none any more. */
  after(ms: number): number | null
  /** Last one before `ms`. */
  before(ms: number): number | null
}

export type ScheduleFault = 'cron_invalid' | 'cron_never' | 'timezone_unknown'

/** Five fields, six with seconds first, or a name such as @daily. A date or a year is no repetition. */
const CRON_FORM = /^(@[a-z]+|\S+(\s+\S+){4,5})$/

/**
 * Wall-clock times of the timezone. Where a change to summer time skips one, it is due when the gap is over; where a change back
 * repeats one, a fixed time is due once and a step such as every 30 minutes goes on evenly. Intervals count from `anchorMs`.
 * Throws on what `scheduleFault` names.
 */
export function scheduleTimes({ when, timezone }: Pick<ScheduleTrigger, 'when' | 'timezone'>, anchorMs: number): ScheduleTimes {
  if (when.by === 'interval') return intervalTimes(when.everySeconds * 1000, anchorMs)
  const cron = new Cron(when.expression, { timezone, paused: true })
  return {
    after: (ms) => cron.nextRun(new Date(ms))?.getTime() ?? null,
    before: (ms) => cron.previousRuns(1, new Date(ms))[0]?.getTime() ?? null,
  }
}

function intervalTimes(everyMs: number, anchorMs: number): ScheduleTimes {
  return {
    after: (ms) => anchorMs + Math.max(1, Math.floor((ms - anchorMs) / everyMs) + 1) * everyMs,
    before(ms) {
      const index = Math.ceil((ms - anchorMs) / everyMs) - 1
      return index < 1 ? null : anchorMs + index * everyMs
    },
  }
}

/** What keeps this from being a schedule; null when nothing does. `nowMs` decides whether it is ever due again. */
export function scheduleFault({ when, timezone }: Pick<ScheduleTrigger, 'when' | 'timezone'>, nowMs: number): ScheduleFault | null {
  if (!isTimezone(timezone)) return 'timezone_unknown'
  if (when.by === 'interval') return null
  if (!CRON_FORM.test(when.expression.trim())) return 'cron_invalid'
  try {
    return scheduleTimes({ when, timezone }, nowMs).after(nowMs) === null ? 'cron_never' : null
  } catch (_unreadable) {
    // The library says in English what is wrong with a field; the problem's own text shows the form.
    return 'cron_invalid'
  }
}

/** An IANA name. Offsets such as `+03:00` are none: they know no summer time. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch (_unknown) {
    // RangeError: no such zone. That is the answer.
    return false
  }
}

/** The next `count` times after `ms`. */
export function nextTimes(times: ScheduleTimes, ms: number, count: number): number[] {
  const found: number[] = []
  let at = times.after(ms)
  while (at !== null && found.length < count) {
    found.push(at)
    at = times.after(at)
  }
  return found
}
