import type { LeaseTiming } from './lease.ts'
import type { OwnerSign } from './open-runs.store.ts'

/**
 * Which owners of runs are dead. The database's clock says when a lease is over; but a clock may jump, and a jump must neither take
 * runs from the living nor leave them with the dead. So each process also watches whether the others' heartbeats change, by its
 * own monotonic clock: whoever still beats is alive, whatever the clock says, and whoever was silent for as long as a lease
 * lasts is dead.
 */
export class LifeSigns {
  readonly #timing: LeaseTiming
  /** Since when each owner's last heartbeat is unchanged, in monotonic milliseconds. */
  #seen = new Map<string, { beat: string | null; sinceMs: number }>()

  constructor(timing: LeaseTiming) {
    this.#timing = timing
  }

  /** Owners to take over from, of those that own runs now. */
  dead(signs: readonly OwnerSign[], nowMs: number): string[] {
    const seen = new Map<string, { beat: string | null; sinceMs: number }>()
    const { expireSeconds, heartbeatMs } = this.#timing
    const dead = signs.filter(({ owner, beat, isExpired }) => {
      const known = this.#seen.get(owner)
      const sign = known?.beat === beat ? known : { beat, sinceMs: nowMs }
      seen.set(owner, sign)
      const silentMs = nowMs - sign.sinceMs
      return silentMs >= expireSeconds * 1_000 || (isExpired && silentMs >= 2 * Math.min(heartbeatMs, MAX_BEAT_MS))
    })
    this.#seen = seen
    return dead.map(({ owner }) => owner)
  }

  /** Nobody could beat for a while, or nobody could be watched: everyone is watched anew. */
  forget(): void {
    this.#seen = new Map()
  }
}

/** Tests have processes that never beat again. */
const MAX_BEAT_MS = 5_000
