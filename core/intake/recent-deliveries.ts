import type { Clock } from '../platform/clock.ts'
import type { FlowAnswer } from '../runs/engine.types.ts'

/** What the first copy of a message was answered. */
export interface FirstCopy {
  deliveryId: string
  runIds: readonly string[]
  answer: FlowAnswer | null
}

/** Of one generation; two are kept. */
const MAX_KEYS = 5_000
const TTL_MS = 10 * 60 * 1000

interface Remembered {
  first: Promise<FirstCopy>
  until: number
}

/**
 * The guard in front of the dedupe keys: a copy of a message that this process has seen lately, or is storing right now, costs
 * no database. Never the only guard: other processes and restarts are covered by the unique key, which decides.
 *
 * Two plain maps instead of a cache that keeps an order: when the younger is full it becomes the older, whose keys are forgotten.
 * Nearly every key is new and never asked for again, so this costs 1 µs a delivery instead of 5.
 */
export class RecentDeliveries {
  #young = new Map<string, Remembered>()
  #old: ReadonlyMap<string, Remembered> = new Map()
  #hits = 0
  readonly #clock: Pick<Clock, 'monotonicMs'>

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  /** Runs `store` for the first copy; later ones share what it gives. A failure is forgotten, so that the sender may try again. */
  async once(key: string | null, windowSeconds: number, store: () => Promise<FirstCopy>): Promise<{ first: FirstCopy; isCopy: boolean }> {
    if (key === null) return { first: await store(), isCopy: false }
    const now = this.#clock.monotonicMs()
    const known = this.#young.get(key) ?? this.#old.get(key)
    if (known !== undefined && known.until > now) {
      this.#hits++
      return { first: await known.first, isCopy: true }
    }
    const remembered = { first: store(), until: now + Math.min(TTL_MS, windowSeconds * 1000) }
    this.#remember(key, remembered)
    try {
      return { first: await remembered.first, isCopy: false }
    } catch (error) {
      this.#forget(key, remembered)
      throw error
    }
  }

  /** Copies answered from memory, for metrics. */
  get hits(): number {
    return this.#hits
  }

  #remember(key: string, remembered: Remembered): void {
    if (this.#young.size >= MAX_KEYS) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, remembered)
  }

  #forget(key: string, remembered: Remembered): void {
    if (this.#young.get(key) === remembered) this.#young.delete(key)
    // The older generation is only read: an entry that is over counts as none.
    else remembered.until = 0
  }
}
