import { setTimeout as sleep } from 'node:timers/promises'
import { RetryAfterError } from '@tomada/sdk'

export interface Pace {
  /** Resolves when it is this message's turn. Throws RetryAfterError when that is further away than a step may wait. */
  turn(): Promise<void>
}

/** A step that waits longer holds a place that others could use. */
const LONGEST_WAIT_MS = 20_000
/** Messages that may follow each other at once after a quiet time, as a person's do. */
const BURST = 3

/**
 * Lets messages go at about one every `secondsBetween`, never at the same interval: a number that writes like a machine is blocked like
 * one. `secondsBetween` 0: as they come.
 */
export function openPace(secondsBetween: number, now: () => number, random: () => number = Math.random): Pace {
  const intervalMs = secondsBetween * 1000
  let nextAt = 0
  return {
    async turn() {
      if (intervalMs === 0) return
      const at = Math.max(now() - intervalMs * (BURST - 1), nextAt)
      const waitMs = Math.max(0, at - now())
      if (waitMs > LONGEST_WAIT_MS) throw new RetryAfterError('Many messages are waiting to be sent at a human pace', waitMs)
      nextAt = at + intervalMs * (0.7 + 0.6 * random())
      await sleep(waitMs)
    },
  }
}
