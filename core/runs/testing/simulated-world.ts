import type { Json, RunState } from '../../../sdk/flow/definition.ts'
import { planOf } from '../../../sdk/flow/plan.ts'
import { nextInPlan } from '../../../sdk/flow/walk.ts'
import type { ActionFacts, ActionResult, Repeatable } from '../../actions/actions.types.ts'
import type { VisitResult } from '../../sandbox/sandbox.types.ts'
import type { JournalEntry } from '../journal.types.ts'
import type { RunPlan } from '../machine.types.ts'
import { walkVisit } from './test-engine.ts'
import { actionStep, mapStep, testFlow } from './test-flow.ts'

/** Random numbers that a seed repeats exactly (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const FLOW = testFlow('t', 'f', {
  sA: mapStep('a'),
  sB: actionStep('b', 'read'),
  sC: actionStep('c', 'create'),
  sD: mapStep('d'),
  sE: actionStep('e', 'send'),
  sF: mapStep('f'),
})
const PLAN = planOf(FLOW.definition)

const MODES: readonly Repeatable[] = [
  { mode: 'never' },
  { mode: 'natural' },
  { mode: 'idempotencyKey' },
  { mode: 'lookupFirst', by: [''], consistency: 'strong' },
  { mode: 'lookupFirst', by: [''], consistency: 'eventual' },
]

/** The provider of one history: what it was made to do stands in `created`, whatever the answers said. */
export class SimulatedProvider {
  readonly modes: Record<string, Repeatable>
  /** Things that exist, by step. An idempotency key or a natural write makes the same thing again. */
  readonly created: Record<string, number> = { sC: 0, sE: 0 }
  readonly #random: () => number
  readonly #trouble: number
  #createdAt: Record<string, number> = {}

  constructor(random: () => number) {
    this.#random = random
    this.#trouble = random() * 0.5
    const pick = () => MODES[Math.floor(random() * MODES.length)] ?? { mode: 'never' as const }
    this.modes = { sC: pick(), sE: pick() }
  }

  /** The plan the machine gets: the real walk over a fixed flow, with this provider's declarations. */
  plan(): RunPlan {
    return {
      walk: (state, busy) => nextInPlan(PLAN, state, busy),
      kindOf: (stepId) => (FLOW.definition.steps[stepId]?.kind === 'action' ? 'action' : null),
      facts: (stepId) => this.facts(stepId),
      retry: () => ({ attempts: 4, backoffMs: 100, maxBackoffMs: 10_000 }),
      naturalKey: (stepId) => (this.modes[stepId]?.mode === 'lookupFirst' ? stepId : null),
      isCached: () => false,
      isRespond: () => false,
      isWanted: () => true,
      hasFinally: false,
      timeLimitMs: null,
    }
  }

  facts(stepId: string): ActionFacts {
    const repeatable = this.modes[stepId] ?? { mode: 'natural' }
    const effect = stepId === 'sB' ? 'read' : 'create'
    const defaultRetry = { attempts: 4, backoffMs: 100, maxBackoffMs: 10_000 }
    return { plugin: 'p', action: stepId, version: '1.0.0', effect, repeatable, timeoutMs: 1, defaultRetry }
  }

  call(stepId: string, at: number): ActionResult {
    const dice = this.#random()
    if (dice < this.#trouble * 0.4) return failed('retry', 'no')
    if (dice < this.#trouble * 0.5) return failed('permanent', 'no')
    const happens = dice >= this.#trouble || this.#random() < 0.5
    if (happens) this.#create(stepId, at)
    return dice < this.#trouble ? failed('retry', 'maybe') : { ok: true, output: { stepId }, calls: [], logs: [] }
  }

  lookUp(stepId: string, at: number): ActionResult {
    if (this.#random() < this.#trouble * 0.2) return failed('retry', 'no')
    const mode = this.modes[stepId]
    // An eventually consistent provider shows a new thing up to 9 s late.
    const lag = mode?.mode === 'lookupFirst' && mode.consistency === 'eventual' ? 9_000 * this.#random() : 0
    const since = this.#createdAt[stepId]
    return { ok: true, output: since !== undefined && at - since >= lag ? { stepId } : null, calls: [], logs: [] }
  }

  #create(stepId: string, at: number): void {
    const mode = this.modes[stepId]?.mode
    if (mode === undefined) return
    if (mode === 'natural' || mode === 'idempotencyKey') this.created[stepId] = 1
    else this.created[stepId] = (this.created[stepId] ?? 0) + 1
    this.#createdAt[stepId] ??= at
  }
}

function failed(kind: 'retry' | 'permanent', effect: 'no' | 'maybe'): ActionResult {
  return { ok: false, failure: { code: 'provider', message: 'trouble', class: kind, effect }, calls: [], logs: [] }
}

/** What a visit gives: maps are done, actions are what may start. */
export function simulatedVisit(state: RunState, busy: readonly string[]): VisitResult {
  return walkVisit(FLOW.definition, { state, busy })
}

/** The database of one run: rows of its journal, and who may work on it. */
export interface SimulatedDatabase {
  rows: JournalEntry[][]
  owner: number | null
  status: 'running' | 'waiting' | 'uncertain' | 'queued' | 'ended'
  readyAt: number
  remembered: Record<string, Json | undefined>
}
