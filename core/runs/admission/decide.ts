import type { FlowSettings } from '../../../sdk/flow/definition.ts'
import type { AdmittedGate, GateDecisions, GateOutcome, GateView, HeldGate } from './gates.types.ts'

/**
 * Which of the runs that wait may start now, which end without having started, and when to look again. Pure: the same view gives
 * the same decisions. A run must be let pass by every setting, asked in this order: debounce (is it the newest, and is it quiet),
 * fifo (is it first in its line), throttle, concurrency. Whoever is first in a line and waits makes the line wait.
 */
export function decide(view: GateView, settings: FlowSettings): GateDecisions {
  const made: GateDecisions = { admit: [], end: [], replace: [], due: [] }
  const lines = new Set(settings.fifo === undefined ? [] : view.admitted.map(({ keys }) => keys.fifo))
  const throttle = new Throttle(view, settings.throttle)
  const places = new Places(view, settings.concurrency)
  for (const gate of debounced(view, settings.debounce, made)) {
    const isFirst = settings.fifo === undefined || !lines.has(gate.keys.fifo)
    if (!isFirst) continue
    const verdict = gate.isWaiting ? 'wait' : verdictOf(gate, throttle, places, made)
    if (verdict === 'start') {
      throttle.start(gate)
      places.take(gate)
      made.admit.push(gate)
    }
    if (verdict !== 'end') lines.add(gate.keys.fifo)
  }
  places.makeRoom(made, throttle)
  return made
}

type Verdict = 'start' | 'wait' | 'end'
type Candidate = HeldGate & { isWaiting: boolean }

const ENDINGS = {
  debounced: { status: 'cancelled', message: 'A newer event with the same key came before this run started.' },
  throttled: { status: 'cancelled', message: 'More runs than the flow may start in this time.' },
  dropped: { status: 'cancelled', message: 'As many runs as the flow may have at once were there already.' },
  replaced: { status: 'cancelled', message: 'A newer run took its place before it started.' },
  too_many_runs: { status: 'failed', message: 'As many runs as the flow may have at once were there already.' },
} as const

function ending(code: keyof typeof ENDINGS): GateOutcome {
  const { status, message } = ENDINGS[code]
  return { status, error: { code, message } }
}

/** Of each key only the newest is left; it waits until nothing came for so long. */
function debounced({ held, now }: GateView, debounce: FlowSettings['debounce'], made: GateDecisions): Candidate[] {
  const decided = (gate: HeldGate): boolean => !gate.isWitness
  if (debounce === undefined) return held.filter(decided).map((gate) => ({ ...gate, isWaiting: false }))
  const newest = new Map(held.filter((gate) => !gate.isFree).map((gate) => [gate.keys.debounce, gate.runId]))
  return held.filter(decided).flatMap((gate) => {
    if (gate.isFree) return [{ ...gate, isWaiting: false }]
    if (newest.get(gate.keys.debounce) !== gate.runId) {
      made.end.push({ runId: gate.runId, outcome: ending('debounced') })
      return []
    }
    const at = gate.acceptedAt + debounce.waitMs
    if (at > now) made.due.push({ runId: gate.runId, at })
    return [{ ...gate, isWaiting: at > now }]
  })
}

function verdictOf(gate: HeldGate, throttle: Throttle, places: Places, made: GateDecisions): Verdict {
  const end = (code: keyof typeof ENDINGS): Verdict => {
    made.end.push({ runId: gate.runId, outcome: ending(code) })
    return 'end'
  }
  const waitUntil = throttle.waitUntil(gate)
  if (waitUntil !== null) {
    if (throttle.drops) return end('throttled')
    if (throttle.isFirstToWait(gate)) made.due.push({ runId: gate.runId, at: waitUntil })
    return 'wait'
  }
  if (places.hasFree(gate)) return 'start'
  switch (places.whenFull) {
    case 'drop':
      return end('dropped')
    case 'fail':
      return end('too_many_runs')
    case 'replace':
      places.ask(gate)
      return 'wait'
    default:
      return 'wait'
  }
}

/** Starts in a sliding window: at no time did more than `limit` start within the last `perMs`. */
class Throttle {
  readonly drops: boolean
  readonly #rule: FlowSettings['throttle']
  readonly #now: number
  readonly #starts = new Map<string, number[]>()
  readonly #waiting = new Set<string>()

  constructor({ now, starts }: GateView, rule: FlowSettings['throttle']) {
    this.#rule = rule
    this.#now = now
    this.drops = rule?.whenFull === 'drop'
    if (rule === undefined) return
    for (const [key, times] of starts) {
      this.#starts.set(
        key,
        times.filter((at) => at + rule.perMs > now),
      )
    }
  }

  /** When the next may start; null: now. */
  waitUntil({ isFree, keys }: HeldGate): number | null {
    if (this.#rule === undefined || isFree) return null
    const starts = this.#starts.get(keys.throttle) ?? []
    const first = starts.at(-this.#rule.limit)
    return first === undefined ? null : first + this.#rule.perMs
  }

  /** Whoever waits behind is looked at together with the first. */
  isFirstToWait({ keys }: HeldGate): boolean {
    const isFirst = !this.#waiting.has(keys.throttle)
    this.#waiting.add(keys.throttle)
    return isFirst
  }

  start({ isFree, keys }: HeldGate): void {
    if (this.#rule === undefined || isFree) return
    this.#starts.set(keys.throttle, [...(this.#starts.get(keys.throttle) ?? []), this.#now])
  }
}

/** Places for runs at once, by key. */
class Places {
  readonly whenFull: NonNullable<FlowSettings['concurrency']>['whenFull'] | undefined
  readonly #limit: number
  readonly #admitted = new Map<string, AdmittedGate[]>()
  readonly #taken = new Map<string, number>()
  readonly #asking = new Map<string, HeldGate[]>()
  readonly #witnesses = new Map<string, number>()

  constructor({ admitted, held }: GateView, rule: FlowSettings['concurrency']) {
    this.whenFull = rule?.whenFull
    this.#limit = rule?.limit ?? Number.POSITIVE_INFINITY
    if (rule === undefined) return
    for (const gate of admitted) {
      const key = gate.keys.concurrency
      this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1)
      const known = this.#admitted.get(key)
      if (known === undefined) this.#admitted.set(key, [gate])
      else known.push(gate)
    }
    for (const { isWitness, keys } of held) {
      if (isWitness) this.#witnesses.set(keys.concurrency, (this.#witnesses.get(keys.concurrency) ?? 0) + 1)
    }
  }

  /** Where the newest take the place of the oldest, who starts is only known when all have asked. */
  hasFree({ keys }: HeldGate): boolean {
    if (this.whenFull === 'replace') return false
    return (this.#taken.get(keys.concurrency) ?? 0) < this.#limit
  }

  take({ keys }: HeldGate): void {
    if (this.whenFull !== undefined) this.#taken.set(keys.concurrency, (this.#taken.get(keys.concurrency) ?? 0) + 1)
  }

  ask(gate: HeldGate): void {
    const asking = this.#asking.get(gate.keys.concurrency)
    if (asking === undefined) this.#asking.set(gate.keys.concurrency, [gate])
    else asking.push(gate)
  }

  /** `replace`: the newest get the free places; for the rest of them, the oldest that run are asked to end. Those in between end. */
  makeRoom(made: GateDecisions, throttle: Throttle): void {
    for (const [key, asking] of this.#asking) {
      const kept = Math.max(0, this.#limit - (this.#witnesses.get(key) ?? 0))
      const dropped = asking.splice(0, Math.max(0, asking.length - kept))
      for (const { runId } of dropped) made.end.push({ runId, outcome: ending('replaced') })
      const running = this.#admitted.get(key) ?? []
      for (const gate of asking.splice(0, Math.max(0, this.#limit - running.length))) start(gate, throttle, made)
      const leaving = running.filter((gate) => gate.isReplaced).length
      const staying = running.filter((gate) => !gate.isReplaced)
      for (const gate of staying.slice(0, Math.max(0, asking.length - leaving))) made.replace.push(gate.runId)
    }
  }
}

/** Others of this look may have started since it was asked. */
function start(gate: HeldGate, throttle: Throttle, made: GateDecisions): void {
  const waitUntil = throttle.waitUntil(gate)
  if (waitUntil !== null) {
    made.due.push({ runId: gate.runId, at: waitUntil })
    return
  }
  throttle.start(gate)
  made.admit.push(gate)
}
