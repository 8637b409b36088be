import type { HeldRun } from './held-run.ts'
import type { MachineEvent } from './machine.types.ts'

const LONGEST_TIMER_MS = 60_000

/** Answers of the work that a run has out, in the order they came. `null`: the run is not this process's any more. */
export class Answers {
  readonly #came: MachineEvent[] = []
  #failure: { error: unknown } | null = null
  #wake: (() => void) | null = null

  await(work: Promise<MachineEvent | null>): void {
    work.then(
      (event) => {
        if (event !== null) this.#came.push(event)
        this.#wake?.()
      },
      (error: unknown) => {
        this.#failure ??= { error }
        this.#wake?.()
      },
    )
  }

  /** The next answer, or null. Throws what the work threw: the engine's own failure. */
  take(): MachineEvent | null {
    if (this.#failure !== null) throw this.#failure.error
    return this.#came.shift() ?? null
  }

  /** Waits until an answer is there, somebody pokes the run, or `ms` passed (false). */
  next(ms: number, held: Pick<HeldRun, 'poke'>): Promise<boolean> {
    if (this.#came.length > 0 || this.#failure !== null) return Promise.resolve(true)
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => done(false), Math.min(Math.max(ms, 1), LONGEST_TIMER_MS)) : undefined
      const done = (hasAnswer: boolean): void => {
        clearTimeout(timer)
        this.#wake = null
        held.poke = null
        resolve(hasAnswer)
      }
      this.#wake = () => done(true)
      held.poke = this.#wake
    })
  }
}
