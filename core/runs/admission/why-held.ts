import { GATES, type GateName } from '../../../sdk/flow/admission-settings.ts'
import type { FlowSettings } from '../../../sdk/flow/definition.ts'
import type { Trx } from '../../platform/db.ts'
import { gateOf, type HeldRunKey, othersOf } from './why-held.store.ts'

/** Why a run has not started, as a person is told. */
export interface HeldReason {
  /** `starting`: nothing holds it any more, or nobody has looked yet. */
  reason: 'paused' | 'starting' | GateName
  /** Value of the setting's key; null: the setting has none. */
  key: string | null
  /** When time alone lets it start; null: it waits for others, or for a person. */
  until: string | null
  /** Runs of the same key that are let in before it. */
  ahead: number
  /** Of `concurrency` and `throttle`. */
  limit: number | null
  /** Runs that were let in and are in the way, oldest first; five of them. */
  behind: string[]
}

/** Null: the run needs nobody's leave. App role, one tenant. The settings are asked in the order in which `decide` asks them. */
export async function whyHeld(trx: Trx, run: HeldRunKey, settings: FlowSettings): Promise<HeldReason | null> {
  const gate = await gateOf(trx, run, settings.debounce?.waitMs ?? 0)
  if (gate === undefined) return null
  if (gate.state !== 'held') return plain(gate.state === 'paused' ? 'paused' : 'starting')
  const { concurrency, fifo, debounce, throttle } = settings
  const keys: string[] = JSON.parse(gate.keys ?? '[]')
  const about = (name: GateName): HeldReason => ({ ...plain(name), key: shownKey(keys[GATES.indexOf(name)] ?? '') })
  if (debounce !== undefined && !gate.is_free && gate.is_noisy) return { ...about('debounce'), until: gate.quiet_at?.toISOString() ?? null }
  if (fifo !== undefined) {
    const { before, admitted, ids } = await othersOf(trx, run, 'fifo')
    if (before + admitted > 0) return { ...about('fifo'), ahead: before + admitted, behind: ids }
  }
  if (throttle !== undefined && !gate.is_free && (gate.due_at !== null || concurrency === undefined)) {
    const { before } = await othersOf(trx, run, 'throttle')
    return { ...about('throttle'), until: gate.due_at?.toISOString() ?? null, ahead: before, limit: throttle.limit }
  }
  if (concurrency === undefined) return plain('starting')
  const { before, admitted, ids } = await othersOf(trx, run, 'concurrency')
  if (before === 0 && admitted < concurrency.limit) return plain(throttle === undefined ? 'starting' : 'throttle')
  return { ...about('concurrency'), ahead: before, limit: concurrency.limit, behind: ids }
}

function plain(reason: HeldReason['reason']): HeldReason {
  return { reason, key: null, until: null, ahead: 0, limit: null, behind: [] }
}

/** A key is kept as the JSON of its value; a long one as its hash, which tells nobody anything. */
function shownKey(text: string): string | null {
  if (text === '' || /^[0-9a-f]{64}$/.test(text)) return null
  const value: unknown = JSON.parse(text)
  return typeof value === 'string' ? value : text
}
