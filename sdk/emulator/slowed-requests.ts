import type { Fault } from './faults.ts'

/** Requests that a slow fault keeps waiting. */
export interface SlowedRequests {
  /** Does `work` after what a slow fault among these says; at once when there is none. */
  before<T>(faults: readonly Fault[], work: () => T | Promise<T>): Promise<T>
  /** Nobody waits any longer. Resolves when the work of each is done, whether or not its caller still listens. */
  goOn(): Promise<void>
}

export function createSlowedRequests(): SlowedRequests {
  const kept = new Map<() => void, Promise<unknown>>()
  return {
    async before(faults, work) {
      const slow = faults.find((fault) => fault.kind === 'slow')
      if (slow === undefined) return work()
      const waited = Promise.withResolvers<void>()
      const timer = setTimeout(waited.resolve, slow.delayMs)
      const done = waited.promise.then(work).finally(() => {
        clearTimeout(timer)
        kept.delete(waited.resolve)
      })
      kept.set(waited.resolve, done)
      return done
    },
    async goOn() {
      for (const release of kept.keys()) release()
      // Whose work fails is told so itself.
      await Promise.allSettled(kept.values())
    },
  }
}
