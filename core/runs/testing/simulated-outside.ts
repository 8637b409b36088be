import type { Json, StepPath } from '../../../sdk/flow/definition.ts'
import { stepIdOf } from '../../../sdk/flow/run-state.ts'
import { foldJournal } from '../chain-effects.ts'
import type { ArrivalOutcome, Decision, EarlierEffect, JournalEntry } from '../journal.types.ts'
import type { MachineEvent, PreparedWait, RunPlan, StepCommand } from '../machine.types.ts'
import type { SimulatedArrival, SimulatedDatabase } from './simulated-database.ts'
import type { SimulatedFlow } from './simulated-flows.ts'
import { SIMULATED_RETRY, SimulatedProvider } from './simulated-provider.ts'

const WAIT_MS = 60_000
const HELD_MS = 5_000

/** Everything outside the engine: the provider, people, callers of links, and the runs that sub-flow steps start. */
export class SimulatedOutside {
  readonly provider: SimulatedProvider
  /** Steps that a person had run again, knowing that they may happen twice. */
  readonly runAgain = new Set<StepPath>()
  calls = 0
  /** The provider has no more trouble. */
  isCalm = false
  readonly #random: () => number
  readonly #flow: SimulatedFlow
  readonly #waits: readonly string[]
  /** Sub-flows that were started, by id. */
  readonly #children = new Map<string, StepPath>()
  #arrivals = 0
  #last: SimulatedArrival | null = null

  constructor(random: () => number, flow: SimulatedFlow, startedAt: number) {
    this.#random = random
    this.#flow = flow
    this.provider = new SimulatedProvider(random, startedAt)
    this.#waits = Object.keys(flow.definition.steps).filter((id) => ['wait', 'approval'].includes(flow.definition.steps[id]?.kind ?? ''))
  }

  /** The flow's real plan, with this history's declarations. */
  plan(): RunPlan {
    const isAction = (stepId: string) => this.#flow.runPlan.kindOf(stepId) === 'action'
    return {
      ...this.#flow.runPlan,
      facts: (stepId) => (isAction(stepId) ? this.provider.facts(stepId) : null),
      retry: () => SIMULATED_RETRY,
      naturalKey: (stepId) => (isAction(stepId) && this.provider.modeOf(stepId).mode === 'lookupFirst' ? stepId : null),
    }
  }

  /** What earlier runs of the chain did, when this is a retry. */
  earlierEffects(now: number): Record<StepPath, EarlierEffect> {
    const effects: Record<StepPath, EarlierEffect> = {}
    for (const [id, step] of Object.entries(this.#flow.definition.steps)) {
      if (step.kind !== 'action' || this.#random() < 0.5) continue
      const isDone = this.#random() < 0.5
      effects[id] = isDone ? { status: 'done', output: id } : { status: 'unknown', input: id }
      if (!isDone) this.provider.callLongAgo(id, now)
    }
    return effects
  }

  /** `now` is the time outside, `at` what the process's clock says. */
  carryOut(command: StepCommand, now: number, at: number): MachineEvent {
    const { path } = command.step
    switch (command.do) {
      case 'claim': {
        const isKeyed = command.naturalKey !== ''
        return { kind: 'claimed', at, path, outcome: isKeyed ? this.provider.claim(now, at + HELD_MS) : { status: 'mine' } }
      }
      case 'lookUp':
        return { kind: 'lookedUp', at, path, durationMs: 0, result: this.provider.lookUp(path, now) }
      case 'call':
        this.calls++
        return { kind: 'called', at, path, durationMs: 0, result: this.provider.call(path, now) }
      case 'findCached':
        return { kind: 'cacheAsked', at, path, output: this.#random() < 0.3 ? 'cached' : undefined }
      case 'prepare':
        return { kind: 'prepared', at, path, wait: this.#prepare(command.step.stepId, at) }
      case 'store':
        throw new Error('a store step is done inline')
      default:
        return command satisfies never
    }
  }

  #prepare(stepId: string, at: number): PreparedWait {
    const step = this.#flow.definition.steps[stepId]
    switch (step?.kind) {
      case 'delay':
        return { until: at + WAIT_MS }
      case 'subflow':
        return { until: null, child: { runId: `run_child${this.#arrivals++}`, flowId: 'f', version: 1 } }
      case 'wait':
        return { until: step.timeout === undefined ? null : at + WAIT_MS }
      case 'approval':
        return { until: step.deadline === undefined ? null : at + WAIT_MS }
      default:
        throw new Error(`nothing to prepare for ${stepId}`)
    }
  }

  /** A sub-flow starts with the commit that says so. */
  onCommitted(entries: readonly JournalEntry[]): void {
    for (const entry of entries) if (entry.kind === 'wait' && entry.child !== undefined) this.#children.set(entry.child.runId, entry.path)
  }

  /** An answer to some wait of the flow, early, in time, late or for the second time; or the end of a sub-flow. */
  deliverSomething(db: SimulatedDatabase, now: number): void {
    if (this.#last !== null && this.#random() < 0.3) {
      db.deliver(this.#last, now)
      return
    }
    const [child] = this.#children
    if (child !== undefined && this.#random() < 0.5) {
      this.#deliver(db, { id: child[0], path: child[1], outcome: this.#outcome() }, now)
      return
    }
    const stepId = this.#waits[Math.floor(this.#random() * this.#waits.length)]
    if (stepId === undefined) return
    const parent = this.#flow.definition.steps[stepId]?.parent?.container
    const isInLoop = parent !== undefined && this.#flow.definition.steps[parent]?.kind === 'forEach'
    const path = isInLoop ? `${parent}[${Math.floor(this.#random() * 3)}]/${stepId}` : stepId
    this.#deliver(db, { id: `arrival${this.#arrivals++}`, path, outcome: this.#outcome() }, now)
  }

  /** In the end somebody answers everything that is waited for. */
  deliverWanted(db: SimulatedDatabase, now: number): void {
    const { open } = foldJournal('run_simulated', db.rows.flat(), this.plan())
    for (const step of open.values()) {
      if (step.phase !== 'waiting' || step.readyAt !== null) continue
      const child = [...this.#children].find(([, path]) => path === step.path)
      this.#deliver(db, { id: child?.[0] ?? `arrival${this.#arrivals++}`, path: step.path, outcome: { status: 'done', output: null } }, now)
    }
  }

  #deliver(db: SimulatedDatabase, arrival: SimulatedArrival, now: number): void {
    this.#last = arrival
    db.deliver(arrival, now)
  }

  #outcome(): ArrivalOutcome {
    const dice = this.#random()
    if (dice < 0.85) return { status: 'done', output: null, lane: 'yes' }
    return dice < 0.97 ? { status: 'failed', error: { code: 'x', message: '' } } : { status: 'cancelRun', by: 'link' }
  }

  /** As `runs.service.ts` decides: only an uncertain step of a run that nobody holds. */
  decide(db: SimulatedDatabase, now: number): void {
    const { open } = foldJournal('run_simulated', db.rows.flat(), this.plan())
    const step = [...open.values()].find(({ phase }) => phase === 'uncertain')
    if (step === undefined) return
    const made = this.#decision(step.stepId, step.path)
    if (db.append([{ kind: 'decision', at: now, path: step.path, by: 'usr_x', made }], db.rows.length)) db.makeReady(now)
  }

  #decision(stepId: string, path: StepPath): Decision {
    const dice = this.#random()
    if (dice < 0.2 && this.provider.modeOf(stepIdOf(stepId)).mode === 'lookupFirst') return { decision: 'check' }
    if (dice > 0.6) {
      const output: Json = null
      return { decision: 'treatAsDone', output }
    }
    this.runAgain.add(path)
    return { decision: 'runAgain' }
  }
}
