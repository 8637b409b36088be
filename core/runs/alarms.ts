import type { Clock } from '../platform/clock.ts'

const TICK_MS = 20
/** What waits longer is found by the poll, and nobody notices its two seconds. */
const LONGEST_MS = 60_000

/** Looks again when a run that this process parked is due. Only shortens the poll: an alarm that is lost costs two seconds. */
export class Alarms {
  readonly #timers = new Map<number, NodeJS.Timeout>()
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #ring: () => void
  #isStopped = false

  constructor(clock: Pick<Clock, 'monotonicMs'>, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Runs that are due within the same tick share an alarm. */
  set(delayMs: number): void {
    if (delayMs > LONGEST_MS || this.#isStopped) return
    const now = this.#clock.monotonicMs()
    const tick = Math.ceil((now + delayMs) / TICK_MS)
    if (this.#timers.has(tick)) return
    const ring = () => {
      this.#timers.delete(tick)
      this.#ring()
    }
    this.#timers.set(tick, setTimeout(ring, tick * TICK_MS - now))
  }

  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
