/** How many runs this process works on at once. */
export interface SlotLimits {
  /** What every tenant may have, however busy the process is. A tenant alone may have more, see `ROOMY`. */
  perTenant: number
  total: number
}

export const DEFAULT_SLOTS: SlotLimits = { perTenant: 20, total: 200 }

/** While less than this part of all slots is taken, a tenant may have more than its share; the rest is kept for the others. */
const ROOMY = 0.75

interface Waiter {
  tenantId: string
  give(got: boolean): void
}

export class Slots {
  readonly #limits: SlotLimits
  readonly #taken = new Map<string, number>()
  readonly #waiters = new Set<Waiter>()
  #total = 0

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  tryTake(tenantId: string): boolean {
    const taken = this.#taken.get(tenantId) ?? 0
    if (taken >= this.#allowance() || this.#total >= this.#limits.total) return false
    this.#taken.set(tenantId, taken + 1)
    this.#total++
    return true
  }

  /** Takes a slot for a run that was leased already, whatever the limits. */
  claim(tenantId: string): void {
    this.#taken.set(tenantId, (this.#taken.get(tenantId) ?? 0) + 1)
    this.#total++
  }

  /** Waits at most `timeoutMs` for a slot, first come first served among those who may have one. */
  take(tenantId: string, timeoutMs: number): Promise<boolean> {
    if (this.tryTake(tenantId)) return Promise.resolve(true)
    return new Promise((resolve) => {
      const give = (got: boolean) => {
        clearTimeout(timer)
        this.#waiters.delete(waiter)
        resolve(got)
      }
      const waiter: Waiter = { tenantId, give }
      const timer = setTimeout(give, timeoutMs, false)
      this.#waiters.add(waiter)
    })
  }

  release(tenantId: string): void {
    const taken = (this.#taken.get(tenantId) ?? 1) - 1
    if (taken === 0) this.#taken.delete(tenantId)
    else this.#taken.set(tenantId, taken)
    this.#total--
    for (const waiter of this.#waiters) {
      if (!this.tryTake(waiter.tenantId)) continue
      waiter.give(true)
      return
    }
  }

  /** Slots left for runs from the queue, after those who wait in this process. */
  free(): number {
    return Math.max(0, this.#limits.total - this.#total - this.#waiters.size)
  }

  /** Whether it is worth asking the queue after a run of this tenant ended: only for a handful of runs at once. */
  hasRoomForShare(tenantId: string): boolean {
    const share = Math.max(1, this.#allowance() >> 1)
    return (this.#taken.get(tenantId) ?? 0) <= this.#allowance() - share && this.free() >= Math.min(share, this.#limits.total >> 2)
  }

  /** How many runs of one tenant a lease may bring, and the tenants that have no room for that many. */
  leaseShare(): { perTenant: number; busyTenants: string[] } {
    const perTenant = Math.max(1, this.#allowance() >> 1)
    const room = this.#allowance() - perTenant
    return { perTenant, busyTenants: [...this.#taken].filter(([, taken]) => taken > room).map(([tenantId]) => tenantId) }
  }

  /** Slots that one tenant may have now. */
  #allowance(): number {
    const roomy = Math.floor(this.#limits.total * ROOMY)
    return this.#total < roomy ? Math.max(roomy, this.#limits.perTenant) : this.#limits.perTenant
  }

  total(): number {
    return this.#total
  }
}
