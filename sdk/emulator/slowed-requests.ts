/** Requests that a slow fault keeps waiting. */
export interface SlowedRequests {
  /** Keeps one waiting for so many real milliseconds, or until all may go on. */
  keep(delayMs: number): Slowed
  /** Nobody waits any longer. Resolves when each has had its effect, whether or not its caller still listens. */
  goOn(): Promise<void>
}

export interface Slowed {
  waited: Promise<void>
  /** To be called when its effect is there. */
  served(): void
}

export function createSlowedRequests(): SlowedRequests {
  const kept = new Map<() => void, Promise<void>>()
  return {
    keep(delayMs) {
      const waited = Promise.withResolvers<void>()
      const served = Promise.withResolvers<void>()
      const timer = setTimeout(waited.resolve, delayMs)
      const release = () => {
        clearTimeout(timer)
        waited.resolve()
      }
      kept.set(release, served.promise)
      return {
        waited: waited.promise,
        served() {
          kept.delete(release)
          served.resolve()
        },
      }
    },
    async goOn() {
      for (const release of kept.keys()) release()
      await Promise.all(kept.values())
    },
  }
}
