import { RESOURCE_EVENTS_QUEUE } from '../events/resource-events.store.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import { HINTS_QUEUE } from '../runs/run-write.types.ts'
import { duePlaces, dueTenants } from './cross-tenant.store.ts'
import { EXISTING_QUEUE } from './existing-starts.store.ts'
import type { ResourceSource } from './sync.types.ts'

export interface SyncLoopDeps {
  db: Database
  clock: Clock
  logger: Logger
  queue: Pick<Queue, 'send'>
  resources: ResourceSource
  attend(tenantId: string, connectionId: string): Promise<void>
}

const EVERY_MS = 5_000

/** Finds what is due and what got lost, in every process that works: a few looks into indexes each five seconds. The work itself is the queue's. */
export class SyncLoop {
  readonly #deps: SyncLoopDeps
  #timer: NodeJS.Timeout | undefined
  #passing: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(deps: SyncLoopDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#again(0)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#passing
  }

  /** One look, and what follows from it is on its way. */
  async pass(): Promise<void> {
    const { db, clock, logger, queue, resources } = this.#deps
    for (const { tenantId, connectionId } of await duePlaces(db, resources.plugins(), clock)) {
      try {
        await this.#deps.attend(tenantId, connectionId)
      } catch (error) {
        logger.error({ err: error, tenantId, connectionId }, 'connection not attended to')
      }
    }
    const { hints, events, existing } = await dueTenants(db)
    for (const ids of hints) await db.forTenant(ids.tenantId, (trx) => queue.send(HINTS_QUEUE, [{ ids: { ...ids } }], trx))
    for (const tenantId of events) await db.forTenant(tenantId, (trx) => queue.send(RESOURCE_EVENTS_QUEUE, [{ ids: { tenantId } }], trx))
    for (const tenantId of existing) await db.forTenant(tenantId, (trx) => queue.send(EXISTING_QUEUE, [{ ids: { tenantId } }], trx))
  }

  #again(afterMs: number): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      this.#passing = this.#tick()
    }, afterMs)
    this.#timer.unref()
  }

  async #tick(): Promise<void> {
    try {
      await this.pass()
    } catch (error) {
      // The database is away: what is due still is when it is back.
      this.#deps.logger.warn({ err: error }, 'due syncs could not be looked for')
    }
    this.#again(EVERY_MS)
  }
}
