import { LRUCache } from 'lru-cache'
import type { FlowAnswer } from '../runs/engine.types.ts'

/** What the first copy of a message was answered. */
export interface FirstCopy {
  deliveryId: string
  runIds: readonly string[]
  answer: FlowAnswer | null
}

const MAX_KEYS = 10_000
const TTL_MS = 10 * 60 * 1000

/**
 * The guard in front of the dedupe keys: a copy of a message that this process has seen lately, or is storing right now, costs
 * no database. Never the only guard: other processes and restarts are covered by the unique key, which decides.
 */
export class RecentDeliveries {
  readonly #seen = new LRUCache<string, Promise<FirstCopy>>({ max: MAX_KEYS, ttl: TTL_MS })
  #hits = 0

  /** Runs `store` for the first copy; later ones share what it gives. A failure is forgotten, so that the sender may try again. */
  async once(key: string | null, windowSeconds: number, store: () => Promise<FirstCopy>): Promise<{ first: FirstCopy; isCopy: boolean }> {
    if (key === null) return { first: await store(), isCopy: false }
    const known = this.#seen.get(key)
    if (known !== undefined) {
      this.#hits++
      return { first: await known, isCopy: true }
    }
    const storing = store()
    this.#seen.set(key, storing, { ttl: Math.min(TTL_MS, windowSeconds * 1000) })
    try {
      return { first: await storing, isCopy: false }
    } catch (error) {
      this.#seen.delete(key)
      throw error
    }
  }

  /** Copies answered from memory, for metrics. */
  get hits(): number {
    return this.#hits
  }
}
