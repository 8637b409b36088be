import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { beat, isOwnedBy } from './open-runs.store.ts'

/** A test may shorten these; in production they are the durability table's (security.md G3, G9). */
export interface LeaseTiming {
  heartbeatMs: number
  /** By the database's clock. */
  expireSeconds: number
  /** Shorter than the expiry by more than a statement may take: within it nobody can have taken a run of ours. */
  surelyOursMs: number
  /** After an outage every process looks dead. Others get this long to say that they live before anything is taken from them. */
  steadyMs: number
}

export const LEASE_TIMING: LeaseTiming = { heartbeatMs: 5_000, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 10_000 }

/** `unknown`: the database does not answer, so nobody can tell. */
export type Holding = 'yes' | 'no' | 'unknown'

/**
 * The lease of this process on all its runs: one heartbeat row. What it may conclude without asking the database comes from
 * the monotonic clock, measured from before the last heartbeat was sent.
 */
export class Lease {
  readonly processId: string
  readonly timing: LeaseTiming
  readonly #engine: Db
  readonly #clock: Clock
  #lastBeat = Number.NEGATIVE_INFINITY
  #steadySince = 0
  /** A gap was long enough for others to take runs over, and what is still ours was not looked up since. */
  #hasLapsed = false

  constructor(processId: string, engine: Db, clock: Clock, timing: LeaseTiming) {
    this.processId = processId
    this.timing = timing
    this.#engine = engine
    this.#clock = clock
  }

  /** True when a lapse was found: the caller looks up what is still ours, drops the rest, then calls `reconciled`. */
  async beat(): Promise<boolean> {
    const sentAt = this.#clock.monotonicMs()
    await beat(this.#engine, this.processId)
    if (sentAt - this.#lastBeat > this.timing.surelyOursMs) {
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
    return this.#isFresh() && this.#clock.monotonicMs() - this.#steadySince >= this.timing.steadyMs
  }

  /** Asked right before bytes leave for a provider (G9). */
  async holds(tenantId: string, runId: string): Promise<Holding> {
    if (this.#isFresh() && !this.#hasLapsed) return 'yes'
    try {
      return (await isOwnedBy(this.#engine, tenantId, runId, this.processId)) ? 'yes' : 'no'
    } catch {
      return 'unknown' // The caller treats it as "do not send" and asks again.
    }
  }

  #isFresh(): boolean {
    return this.#clock.monotonicMs() - this.#lastBeat < this.timing.surelyOursMs
  }
}
