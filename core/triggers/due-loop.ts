import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { newSeed } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { claimDue, type TimedTriggerRow } from './timed-triggers.store.ts'

export interface DueLoopDeps {
  db: Pick<Database, 'engine'>
  clock: Clock
  logger: Logger
  /** Never rejects for a provider's or a flow's fault. The signal says that this process stops. */
  fire(row: TimedTriggerRow, holder: string, signal: AbortSignal): Promise<void>
}

/** An idle process looks so often, and never more often. */
const LOOK_EVERY_MS = 1_000
const MIN_PAUSE_MS = 10
const AT_ONCE = 100
/** Pollings wait for their providers: past so many, only schedules are taken. */
const MAX_POLLING = 100
/** How long a claimed row waits for a process that died before another takes it. */
export const LEASE_MS = { schedule: 30_000, polling: 150_000 }

/** Finds what is due, in every process that works: one query a second when nothing is, and one at the very moment when something is. */
export class DueLoop {
  readonly #deps: DueLoopDeps
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #polling = 0
  readonly #stopping = new AbortController()
  readonly #firing = new Set<Promise<void>>()

  constructor(deps: DueLoopDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#again(0)
  }

  /** Takes nothing more. Runs that are being started are; a provider that has not answered is asked again by another process. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await this.#looking
    await Promise.all(this.#firing)
  }

  /** Claims what is due now and waits until it is settled; for tests and for a single pass. Gives how many rows it took. */
  async pass(): Promise<number> {
    const { claimed } = await this.#look()
    await Promise.all(this.#firing)
    return claimed
  }

  #again(afterMs: number): void {
    if (this.#stopping.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#looking = this.#tick()
    }, afterMs)
    this.#timer.unref()
  }

  async #tick(): Promise<void> {
    let pause = LOOK_EVERY_MS
    try {
      const { claimed, soonest } = await this.#look()
      if (claimed === AT_ONCE) pause = MIN_PAUSE_MS
      else if (soonest !== null) pause = Math.min(LOOK_EVERY_MS, Math.max(MIN_PAUSE_MS, soonest - this.#deps.clock.now()))
    } catch (error) {
      // The database is away; it is asked again in a second, and what was due then still is.
      this.#deps.logger.warn({ err: error }, 'due triggers could not be looked for')
    }
    this.#again(pause)
  }

  async #look(): Promise<{ claimed: number; soonest: number | null }> {
    const holder = newSeed()
    const { claimed, soonest } = await claimDue(this.#deps.db, {
      holder,
      now: this.#deps.clock.now(),
      leaseMs: LEASE_MS,
      limit: AT_ONCE,
      isPollingFull: this.#polling >= MAX_POLLING,
    })
    for (const row of claimed) {
      const fired = this.#deps
        .fire(row, holder, this.#stopping.signal)
        .catch((error: unknown) => this.#deps.logger.error({ err: error, tenantId: row.tenantId, flowId: row.flowId }, 'trigger not fired'))
        .finally(() => {
          this.#firing.delete(fired)
          if (row.kind === 'polling') this.#polling--
        })
      this.#firing.add(fired)
      if (row.kind === 'polling') this.#polling++
    }
    return { claimed: claimed.length, soonest }
  }
}
