/** The one place that reads the machine's clock. Everything else is handed a Clock, so that tests can move time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Monotonic milliseconds, for durations only. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
}

/** `2026-11-21T14:30:00.000Z` for an instant of `clock.now()`. */
export function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
