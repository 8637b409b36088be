import type { Clock } from '../platform/clock.ts'

/** A clock that stands still until a test moves it. Begins at 2026-11-21T12:00:00Z. */
export class FakeClock implements Clock {
  #nowMs: number

  constructor(startMs: number = Date.UTC(2026, 10, 21, 12)) {
    this.#nowMs = startMs
  }

  now(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  advance(ms: number): void {
    this.#nowMs += ms
  }
}
