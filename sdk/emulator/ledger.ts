import type { EmulatorClock } from './clock.ts'

/** One thing a caller changed at the provider. Two entries with one key are a doubled effect. */
export interface Effect {
  sequence: number
  /** Emulator time, RFC 3339. */
  at: string
  /** What happened, such as `order.created`. */
  kind: string
  /** The caller's own key for it (an order's shop number, a document), or null when the provider takes none. */
  key: string | null
  /** Id of the thing at the provider. */
  id: string
  /** Provider account whose data changed. */
  account: string
  /** Sequence number in the request log; null when a scenario did it. */
  requestId: number | null
  details: unknown
}

export interface Ledger {
  record(effect: Omit<Effect, 'sequence' | 'at'>): void
  list(filter?: { kind?: string; key?: string }): readonly Effect[]
}

export function createLedger(clock: EmulatorClock): Ledger {
  const effects: Effect[] = []
  return {
    record(effect) {
      effects.push({ sequence: effects.length + 1, at: new Date(clock.now()).toISOString(), ...effect })
    },
    list({ kind, key } = {}) {
      return effects.filter((effect) => (kind === undefined || effect.kind === kind) && (key === undefined || effect.key === key))
    },
  }
}
