import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { beat, isOwnedBy } from './open-runs.store.ts'

export const HEARTBEAT_MS = 5_000
export const EXPIRE_SECONDS = 30
/** Shorter than the expiry by more than a statement may take: within it nobody can have taken a run of ours. */
const SURELY_OURS_MS = 20_000
/** After an outage every process looks dead. Others get this long to say that they live before anything is taken from them. */
const STEADY_MS = 10_000

/**
 * The lease of this process on all its runs: one heartbeat row. What it may conclude without asking the database comes from
 * the monotonic clock, measured from before the last heartbeat was sent.
 */
export class Lease {
  readonly processId: string
  readonly #engine: Db
  readonly #clock: Clock
  #lastBeat = Number.NEGATIVE_INFINITY
  #steadySince = 0
  /** A gap was long enough for others to take runs over, and what is still ours was not looked up since. */
  #hasLapsed = false

  constructor(processId: string, engine: Db, clock: Clock) {
    this.processId = processId
    this.#engine = engine
    this.#clock = clock
  }

  /** True when a lapse was found: the caller looks up what is still ours, drops the rest, then calls `reconciled`. */
  async beat(): Promise<boolean> {
    const sentAt = this.#clock.monotonicMs()
    await beat(this.#engine, this.processId)
    const gap = sentAt - this.#lastBeat
    if (gap > SURELY_OURS_MS) {
      this.#hasLapsed = this.#lastBeat !== Number.NEGATIVE_INFINITY
      this.#steadySince = sentAt
    }
    this.#lastBeat = sentAt
    return this.#hasLapsed
  }

  reconciled(): void {
    this.#hasLapsed = false
  }

  /** Whether expired leases of others may be judged yet. */
  isSteady(): boolean {
    return this.#isFresh() && this.#clock.monotonicMs() - this.#steadySince >= STEADY_MS
  }

  /** Asked right before bytes leave for a provider (G9). A database that does not answer means no. */
  async holds(tenantId: string, runId: string): Promise<boolean> {
    if (this.#isFresh() && !this.#hasLapsed) return true
    try {
      return await isOwnedBy(this.#engine, tenantId, runId, this.processId)
    } catch {
      return false // Without the database nobody can tell whose run it is: not sending is the safe answer.
    }
  }

  #isFresh(): boolean {
    return this.#clock.monotonicMs() - this.#lastBeat < SURELY_OURS_MS
  }
}
