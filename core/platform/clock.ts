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
  const second = Math.floor(epochMs / 1000)
  if (second !== lastSecond.number) {
    const text = new Date(epochMs).toISOString()
    // A fraction of a millisecond or a year beyond 9999 is rare: no part of it is kept.
    if (!Number.isInteger(epochMs) || text.length !== 24) return text
    lastSecond = { number: second, text: text.slice(0, 20) }
  }
  const ms = epochMs - second * 1000
  return Number.isInteger(ms) ? `${lastSecond.text}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z` : new Date(epochMs).toISOString()
}

/** A row has several times of the same second, and the next row too. A date object for each took 2 µs of an accepted delivery. */
let lastSecond = { number: Number.NaN, text: '' }
