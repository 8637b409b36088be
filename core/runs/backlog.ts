import type { Db } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { fullFlows } from './open-runs.store.ts'

/** Runs of one flow that may wait for a worker (security.md 5). */
export const MAX_QUEUED = 100_000
const RETRY_AFTER_SECONDS = 30

/** Which flows have so many runs waiting that no more are taken. Looked up with each heartbeat, so it may be seconds old. */
export class Backlog {
  readonly #engine: Db
  readonly #maxQueued: number
  #full = new Set<string>()

  constructor(engine: Db, maxQueued: number = MAX_QUEUED) {
    this.#engine = engine
    this.#maxQueued = maxQueued
  }

  async look(): Promise<void> {
    const found = await fullFlows(this.#engine, this.#maxQueued)
    this.#full = new Set(found.map(({ tenantId, flowId }) => `${tenantId} ${flowId}`))
  }

  /** Throws AppError `queue_full`. */
  refuseWhenFull(tenantId: string, flowId: string): void {
    if (this.#full.size > 0 && this.#full.has(`${tenantId} ${flowId}`)) {
      throw new AppError('queue_full', { retryAfterSeconds: RETRY_AFTER_SECONDS })
    }
  }
}
