import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { hasReady, type LeasedRun, leaseReady } from './open-runs.store.ts'
import type { RunHolder } from './run-holder.ts'
import type { Slots } from './slots.ts'

export interface LeasingDeps {
  engine: Db
  logger: Logger
  processId: string
  slots: Slots
  holder: RunHolder
  isDraining(): boolean
  /** Runs that are taken at a time. */
  batch: number
}

export const LEASE_BATCH = 200
/** Sorts before every tenant id. */
const FIRST_TENANT = '00000000-0000-0000-0000-000000000000'

/** Brings runs from the queue into free slots, tenant after tenant. One look at a time. */
export class Leasing {
  readonly #deps: LeasingDeps
  #looking: Promise<void> | null = null
  #lookAgain = false
  #lastTenant = FIRST_TENANT
  /** False once a look found nothing to take: then a free slot is no reason to ask the database. */
  #mayHaveMore = true

  constructor(deps: LeasingDeps) {
    this.#deps = deps
  }

  /** Something may be ready. A call during a look makes it look once more. */
  look(): Promise<void> {
    this.#lookAgain = true
    this.#looking ??= this.#lookWhileReady().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  /** A slot became free. On the hot path: asks only when runs are known to wait for one. */
  onFree(tenantId: string): void {
    if (this.#mayHaveMore && !this.#deps.isDraining() && this.#deps.slots.hasRoomForShare(tenantId)) void this.look()
  }

  async #lookWhileReady(): Promise<void> {
    while (this.#lookAgain && !this.#deps.isDraining()) {
      this.#lookAgain = false
      try {
        this.#lookAgain = (await this.#leaseOnce()) || this.#lookAgain
      } catch (error) {
        // The next poll looks again.
        this.#deps.logger.warn({ err: error }, 'leasing failed')
      }
    }
  }

  async #leaseOnce(): Promise<boolean> {
    const limit = Math.min(this.#deps.batch, this.#deps.slots.free())
    if (limit === 0) {
      this.#mayHaveMore = true
      return false
    }
    const leased = await this.#leaseInTurn(limit)
    if (leased.length === 0) return false
    await this.#deps.holder.begin(leased)
    return true
  }

  async #leaseInTurn(limit: number): Promise<LeasedRun[]> {
    const { engine, processId, slots } = this.#deps
    const share = slots.leaseShare()
    const request = { owner: processId, limit, ...share }
    let leased = await leaseReady(engine, { ...request, afterTenant: this.#lastTenant })
    if (leased.length === 0 && this.#lastTenant !== FIRST_TENANT)
      leased = await leaseReady(engine, { ...request, afterTenant: FIRST_TENANT })
    this.#mayHaveMore = leased.length > 0 || (await hasReady(engine, share.busyTenants))
    const last = leased.map(({ run }) => run.tenantId).sort()
    this.#lastTenant = last.at(-1) ?? FIRST_TENANT
    return leased
  }
}
