import type { ScheduleTrigger } from '../../sdk/flow/definition.ts'
import type { ScheduleTimes } from './schedule-times.ts'

/** A time that is later than this was missed: nobody could start its run. */
export const ON_TIME_MS = 60_000
/** Runs that one look starts for times that were missed. */
export const MAX_CATCH_UP = 100
/** Missed times that are counted; there may be more. */
const MAX_COUNTED = 1_000

export interface DueTimes {
  /** Oldest first. */
  runs: Array<{ dueAt: number; isCatchUp: boolean }>
  missed: MissedTimes | null
  /** Null: never again. */
  nextAt: number | null
}

/** Times that passed while nobody could start a run, and how many of them got one all the same. */
export interface MissedTimes {
  from: number
  to: number
  count: number
  /** More were missed than were counted. */
  isMore: boolean
  caughtUp: number
}

/** What to start now for a schedule that is due since `dueAt`. Pure. */
export function dueTimes(times: ScheduleTimes, dueAt: number, nowMs: number, policy: ScheduleTrigger['missed']): DueTimes {
  const onTime: number[] = []
  const late: number[] = []
  let count = 0
  let from = 0
  let at = times.before(nowMs + 1)
  for (; at !== null && at >= dueAt && count < MAX_COUNTED; at = times.before(at)) {
    if (nowMs - at <= ON_TIME_MS) onTime.push(at)
    else {
      if (late.length < MAX_CATCH_UP) late.push(at)
      from = at
      count++
    }
  }
  const caughtUp = late.slice(0, policy === 'all' ? MAX_CATCH_UP : policy === 'last' && onTime.length === 0 ? 1 : 0)
  const newestFirst = [
    ...onTime.map((each) => ({ dueAt: each, isCatchUp: false })),
    ...caughtUp.map((each) => ({ dueAt: each, isCatchUp: true })),
  ]
  return {
    runs: newestFirst.reverse(),
    missed: count === 0 ? null : { from, to: late[0] ?? from, count, isMore: at !== null && at >= dueAt, caughtUp: caughtUp.length },
    nextAt: times.after(nowMs),
  }
}
