import type { Clock } from '../platform/clock.ts'

/** A look at the database's clock is forgotten after this long: clocks drift. */
const KEPT_MS = 30_000

/** The database's clock, told by this process's monotonic one. */
export interface DatabaseTime {
  /** Takes a look: what the database said, in the answer that arrived now to a question of `askedAt`. */
  seen(askedAt: number, databaseMs: number): void
  /** Monotonic milliseconds at which a moment of the database is over here. Never early. */
  localOf(databaseMs: number): number
  /** What the database's clock shows now, at the latest. */
  now(): number
}

interface Bounds {
  from: number
  atLeast: number
  atMost: number
}

/**
 * The database wrote its time into its answer after it was asked and before the answer arrived, so each look bounds the difference
 * between the clocks from both sides; the narrowest bounds of the last half a minute hold.
 */
export function createDatabaseTime(clock: Clock): DatabaseTime {
  const unknown = (): Bounds => ({ from: clock.monotonicMs(), atLeast: Number.NEGATIVE_INFINITY, atMost: Number.POSITIVE_INFINITY })
  let current = unknown()
  let former = unknown()
  return {
    seen(askedAt, databaseMs) {
      const now = clock.monotonicMs()
      if (now - current.from > KEPT_MS) {
        former = current
        current = unknown()
      }
      current.atLeast = Math.max(current.atLeast, askedAt - databaseMs)
      current.atMost = Math.min(current.atMost, now - databaseMs)
    },
    localOf: (databaseMs) => databaseMs + Math.min(current.atMost, former.atMost),
    now: () => clock.monotonicMs() - Math.max(current.atLeast, former.atLeast),
  }
}
