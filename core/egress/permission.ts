import type { Clock } from '../platform/clock.ts'

export type MaySend = () => Promise<boolean>

/** A permission to act that was asked for longer ago than this is asked for again before the first byte. */
const VALID_MS = 1_000
const ROUNDS = 3

/**
 * G9: a permission counts from before it was asked for. A process that was frozen between the answer and its next instruction
 * wakes with an answer that was true half a minute ago: counted from when it reads it, that answer would look fresh.
 */
export class Permission {
  readonly #clock: Clock
  readonly #maySend: MaySend | undefined
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, maySend: MaySend | undefined) {
    this.#clock = clock
    this.#maySend = maySend
  }

  /** False: this process may not act any more. True says nothing for long: look at `isFresh` where the effect begins. */
  async ask(): Promise<boolean> {
    this.#askedAt = this.#clock.monotonicMs()
    return this.#maySend === undefined || (await this.#maySend())
  }

  isFresh(): boolean {
    return this.#maySend === undefined || this.#clock.monotonicMs() - this.#askedAt <= VALID_MS
  }

  /** For an effect that begins in the same tick: asks until the answer is fresh, and gives up when it never is. */
  async askFresh(): Promise<boolean> {
    for (let round = 0; round < ROUNDS; round++) {
      if (!(await this.ask())) return false
      if (this.isFresh()) return true
    }
    return false
  }
}
