import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { Admission } from './admission/admission.ts'
import type { Backlog } from './backlog.ts'
import { ringForArrivals } from './inbox.store.ts'
import type { Lease } from './lease.ts'
import { LEASE_BATCH } from './leasing.ts'
import { LifeSigns } from './life-signs.ts'
import { handBack, ownedBy, ownerSigns, takeOver } from './open-runs.store.ts'
import type { RunHolder } from './run-holder.ts'
import type { Slots } from './slots.ts'

export interface HeartbeatDeps {
  engine: Db
  clock: Clock
  logger: Logger
  lease: Lease
  slots: Slots
  holder: RunHolder
  backlog: Backlog
  admission: Pick<Admission, 'find'>
  /** False: never takes anything over. */
  works: boolean
  wake(): void
}

/** Says that this process lives, keeps what it holds and what the database says it owns the same, and takes over from the dead. */
export class Heartbeat {
  readonly #deps: HeartbeatDeps
  /** Runs that were ours and not in hand at the last beat. */
  #strays = new Set<string>()
  readonly #signs: LifeSigns
  #timer: NodeJS.Timeout | null = null
  #beating: Promise<void> | null = null

  constructor(deps: HeartbeatDeps) {
    this.#deps = deps
    this.#signs = new LifeSigns(deps.lease.timing)
  }

  start(): void {
    // One at a time: a beat that takes long is not joined by the next.
    this.#timer = setInterval(() => {
      this.#beating ??= this.beat().finally(() => {
        this.#beating = null
      })
    }, this.#deps.lease.timing.heartbeatMs)
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#beating
  }

  /** Never rejects: a beat that fails is followed by the next. */
  async beat(): Promise<void> {
    const { lease, works, logger } = this.#deps
    try {
      await this.#reconcile(await lease.beat())
      await this.#deps.backlog.look()
      await this.#deps.admission.find()
      if (works && (await ringForArrivals(this.#deps.engine)) > 0) this.#deps.wake()
      if (works && lease.isSteady()) await this.#takeFromTheDead()
      else this.#signs.forget()
    } catch (error) {
      logger.warn({ err: error }, 'heartbeat failed')
    }
  }

  async #reconcile(hasLapsed: boolean): Promise<void> {
    const { engine, lease, holder, wake } = this.#deps
    const before = holder.ids()
    const owned = await ownedBy(engine, lease.processId)
    const ids = new Set(owned.map((run) => run.id))
    for (const { id, cancel } of owned) if (cancel !== null) holder.cancel(id, cancel)
    if (hasLapsed) {
      for (const id of before) if (!ids.has(id)) holder.lose(id)
      lease.reconciled()
    }
    // Twice in a row: a run may be between its lease and its hold, or its first commit may just have been told.
    const unheld = owned.filter((run) => !holder.has(run.id)).map((run) => run.id)
    const stuck = unheld.filter((id) => this.#strays.has(id))
    this.#strays = new Set(unheld)
    if (stuck.length === 0) return
    await handBack(engine, lease.processId, stuck)
    wake()
  }

  async #takeFromTheDead(): Promise<void> {
    const { engine, clock, lease, slots, holder, logger } = this.#deps
    const signs = await ownerSigns(engine, lease.processId, lease.timing.expireSeconds)
    for (const owner of this.#signs.dead(signs, clock.monotonicMs())) {
      while (slots.free() > 0) {
        const taken = await takeOver(engine, owner, lease.processId, clock.now(), Math.min(LEASE_BATCH, slots.free()))
        if (taken.length === 0) break
        logger.warn({ from: owner, count: taken.length }, 'runs taken over')
        await holder.begin(taken)
      }
    }
  }
}
