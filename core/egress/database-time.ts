import type { Clock } from '../platform/clock.ts'

/** A look at the database's clock is forgotten after this long: clocks drift. */
const KEPT_MS = 30_000

/** The database's clock, told by this process's monotonic one. */
export interface DatabaseTime {
  /** Takes a look: what the database said, in an answer that arrived now. */
  seen(databaseMs: number): void
  /** Monotonic milliseconds at which a moment of the database is over here. Never early, late by the quickest answer's way at most. */
  localOf(databaseMs: number): number
  /** What the database's clock shows now, at the latest. */
  now(): number
}

/**
 * An answer arrives after the database wrote its time into it, so each look bounds the difference from above; the smallest one of
 * the last half a minute is the best.
 */
export function createDatabaseTime(clock: Clock): DatabaseTime {
  let current = { from: clock.monotonicMs(), difference: Number.POSITIVE_INFINITY }
  let former = Number.POSITIVE_INFINITY
  const difference = () => Math.min(current.difference, former)
  return {
    seen(databaseMs) {
      const now = clock.monotonicMs()
      if (now - current.from > KEPT_MS) {
        former = current.difference
        current = { from: now, difference: Number.POSITIVE_INFINITY }
      }
      current.difference = Math.min(current.difference, now - databaseMs)
    },
    localOf: (databaseMs) => databaseMs + difference(),
    now: () => clock.monotonicMs() - difference() + 2,
  }
}
