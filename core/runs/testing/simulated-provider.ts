import type { StepPath } from '../../../sdk/flow/definition.ts'
import { stepIdOf } from '../../../sdk/flow/run-state.ts'
import type { ActionFacts, ActionResult, Repeatable } from '../../actions/actions.types.ts'
import type { ClaimOutcome } from '../machine.types.ts'

const MODES: readonly Repeatable[] = [
  { mode: 'never' },
  { mode: 'natural' },
  { mode: 'idempotencyKey' },
  { mode: 'lookupFirst', by: [''], consistency: 'strong' },
  { mode: 'lookupFirst', by: [''], consistency: 'eventual' },
]
const NEVER: Repeatable = { mode: 'never' }
export const SIMULATED_RETRY = { attempts: 4, backoffMs: 100, maxBackoffMs: 10_000 }
/** An eventually consistent provider shows a new thing so late, at most. */
const LAG_MS = 9_000

/** The provider of one history: what it was made to do stands in `created`, whatever its answers said. */
export class SimulatedProvider {
  /** Things that exist, by the path of the step. An idempotency key or a natural write makes the same thing again. */
  readonly created = new Map<StepPath, number>()
  /** Effects that the provider denied although they happened: a 5xx that came after the write. */
  readonly denied = new Set<StepPath>()
  readonly #modes = new Map<string, Repeatable>()
  readonly #createdAt = new Map<StepPath, number>()
  readonly #random: () => number
  readonly #trouble: number
  /** Somebody else is making the same thing, until then. */
  readonly #rivalUntil: number

  constructor(random: () => number, startedAt: number) {
    this.#random = random
    this.#trouble = random() * 0.5
    this.#rivalUntil = random() < 0.1 ? startedAt + random() * 30_000 : 0
  }

  modeOf(stepId: string): Repeatable {
    const known = this.#modes.get(stepId)
    if (known !== undefined) return known
    const mode = MODES[Math.floor(this.#random() * MODES.length)] ?? NEVER
    this.#modes.set(stepId, mode)
    return mode
  }

  facts(stepId: string): ActionFacts {
    const repeatable = this.modeOf(stepId)
    return { plugin: 'p', action: stepId, version: '1.0.0', effect: 'create', repeatable, timeoutMs: 1, defaultRetry: SIMULATED_RETRY }
  }

  /** A call of an earlier run of the chain, whose answer was lost. */
  callLongAgo(path: StepPath, at: number): void {
    if (this.#random() < 0.5) this.#create(path, at - 100_000)
  }

  /** Another run may hold the natural key for a while; then it is done, or free. */
  claim(at: number, heldUntil: number): ClaimOutcome {
    if (at < this.#rivalUntil) return { status: 'held', readyAt: heldUntil }
    return this.#rivalUntil > 0 && this.#rivalUntil % 2 < 1 ? { status: 'done', output: 'by another run' } : { status: 'mine' }
  }

  call(path: StepPath, at: number): ActionResult {
    const dice = this.#random()
    if (dice < this.#trouble * 0.3) return failed('retry', 'no')
    if (dice < this.#trouble * 0.4) return failed('permanent', 'no')
    if (dice < this.#trouble * 0.5) return this.#deny(path, at)
    if (dice < this.#trouble * 0.6) return NO_ROOM
    const happens = dice >= this.#trouble || this.#random() < 0.5
    if (happens) this.#create(path, at)
    return dice < this.#trouble ? failed('retry', 'maybe') : { ok: true, output: path, calls: [], logs: [] }
  }

  /** A 5xx: the manifest says that it had no effect. Where the thing can be looked up at once, that need not be true. */
  #deny(path: StepPath, at: number): ActionResult {
    const mode = this.modeOf(stepIdOf(path))
    const canBeSeen = mode.mode === 'lookupFirst' && mode.consistency === 'strong'
    if (canBeSeen && this.#random() < 0.5) {
      this.#create(path, at)
      this.denied.add(path)
    }
    const failure = { code: 'provider', message: 'trouble', class: 'retry', effect: 'no', provider: { status: 503, body: null } } as const
    return { ok: false, failure, calls: [], logs: [] }
  }

  lookUp(path: StepPath, at: number): ActionResult {
    const dice = this.#random()
    if (dice < this.#trouble * 0.2) return failed('retry', 'no')
    if (dice < this.#trouble * 0.4) return NO_ROOM
    const mode = this.modeOf(stepIdOf(path))
    const lag = mode.mode === 'lookupFirst' && mode.consistency === 'eventual' ? LAG_MS * this.#random() : 0
    const since = this.#createdAt.get(path)
    return { ok: true, output: since !== undefined && at - since >= lag ? path : null, calls: [], logs: [] }
  }

  #create(path: StepPath, at: number): void {
    const { mode } = this.modeOf(stepIdOf(path))
    const isSame = mode === 'natural' || mode === 'idempotencyKey'
    this.created.set(path, isSame ? 1 : (this.created.get(path) ?? 0) + 1)
    if (!this.#createdAt.has(path)) this.#createdAt.set(path, at)
  }
}

/** Not sent: our own line before the provider's limit is long. */
const NO_ROOM: ActionResult = {
  ok: false,
  failure: { code: 'rate_limited', message: 'no room', class: 'rateLimited', effect: 'no', retryAfterMs: 50, isOurLimit: true },
  calls: [],
  logs: [],
}

function failed(kind: 'retry' | 'permanent', effect: 'no' | 'maybe'): ActionResult {
  return { ok: false, failure: { code: 'provider', message: 'trouble', class: kind, effect }, calls: [], logs: [] }
}
