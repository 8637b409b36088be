import type { Json, RunState, StepError, StepPath } from '../../../sdk/flow/definition.ts'
import { isOutsideKind } from '../../../sdk/flow/definition-steps.ts'
import type { Plan } from '../../../sdk/flow/plan.ts'
import { applyRecord, stepIdOf } from '../../../sdk/flow/run-state.ts'
import { nextInPlan, type WalkDecision, type WalkItem } from '../../../sdk/flow/walk.ts'
import type { Kit } from './bootstrap.ts'
import type { Evaluator } from './evaluator.ts'
import type { RunNames } from './flow-scope.ts'
import type { FinishedRecord } from './step-outcomes.ts'

/** What `visit-job.ts` sends. */
export interface VisitInput {
  trigger: Json
  steps: RunState['steps']
  loops: RunState['loops']
  outcome?: RunState['outcome']
  busy?: readonly StepPath[]
  run?: RunNames
  now: number
  seed: string
  only?: StepPath
  /** Faults of a former try of this visit that only the process outside could see: those items fail with them. */
  faults?: Record<string, StepError>
  /** After so many entries, or so much time, the visit ends with `more`. */
  maxEntries: number
  maxMs: number
  /** Of one step's output; absent: the usual. */
  maxOutputBytes?: number
  /** Instead of 1 MB of entries. */
  maxChars?: number
  /** Which of the texts after the input are the trigger, and the outputs of these steps; counted from 1. */
  large?: { trigger?: number; steps: Record<StepPath, number> }
}

/** Large values are parsed when something first looks at them: most visits of a loop look at few. */
export function placeLarge(input: VisitInput, texts: readonly string[]): void {
  if (texts.length === 0) return
  const { trigger, steps = {} } = input.large ?? {}
  if (trigger !== undefined) parseLater(input, 'trigger', texts[trigger - 1])
  for (const path of Object.keys(steps)) parseLater(input.steps[path], 'output', texts[(steps[path] ?? 0) - 1])
}

function parseLater(holder: object | undefined, key: string, text: string | undefined): void {
  if (holder === undefined || text === undefined) return
  let value: Json | undefined
  const get = (): Json => {
    value ??= JSON.parse(text)
    return value ?? null
  }
  Object.defineProperty(holder, key, { get, enumerable: true, configurable: true })
}

/** Characters of entries, and of inputs, after which a visit ends. One more may still come on top. */
const MAX_CHARS = 1024 * 1024

/** Of an entry beside its path and its record, about. */
const ENTRY_CHARS = 40

export interface EvaluatedEntry {
  path: StepPath
  finished: FinishedRecord
  durationMs: number
}

export interface OutsideInput {
  path: StepPath
  stepId: string
  /** JSON text. */
  input: string
}

/** Why a visit ends. */
export type VisitStop = Extract<WalkDecision, { kind: 'ended' }> | { kind: 'more' } | { kind: 'outside'; steps: OutsideInput[] }

export interface VisitOutcome {
  entries: readonly EvaluatedEntry[]
  next: VisitStop
}

/** One visit: evaluates what the walk offers until only outside work is left, the run is over, or the budget is used up. */
export class Visit {
  private readonly input: VisitInput
  private readonly plan: Plan
  private readonly evaluator: Evaluator
  private readonly kit: Kit
  private readonly state: RunState
  private readonly busy: ReadonlySet<StepPath>
  /** Loops that started in an earlier visit: their results, and most of their items, are not here. */
  private readonly given: ReadonlySet<StepPath>
  private readonly entries: EvaluatedEntry[] = []
  private readonly inputs = new Map<StepPath, string>()
  private readonly startedMs: number
  private chars = 0
  /** A given loop is over: what it collected is known outside only. */
  private hasClosedGiven = false

  constructor(input: VisitInput, plan: Plan, evaluator: Evaluator, kit: Kit) {
    this.input = input
    this.plan = plan
    this.evaluator = evaluator
    this.kit = kit
    // The input itself: its large values are not looked at here.
    this.state = input
    this.busy = new Set(input.busy)
    this.given = new Set(Object.keys(input.loops))
    this.startedMs = kit.realNow()
  }

  run(): VisitOutcome {
    const { input, state } = this
    this.evaluator.begin(state, input.run, input.now)
    const next = this.walk()
    return { entries: this.entries, next }
  }

  private walk(): VisitStop {
    for (;;) {
      const decision = this.decide()
      if (decision.kind === 'ended') return decision
      if (this.hasClosedGiven || this.isUsedUp()) return MORE
      const pure = decision.items.find((item) => !this.isOutside(item))
      if (pure !== undefined) {
        if (this.lacksItem(pure.path)) return MORE
        this.evaluate(pure)
        continue
      }
      const answer = this.outside(decision.items)
      if (answer !== null) return answer
    }
  }

  private decide(): WalkDecision {
    const { only } = this.input
    return only === undefined ? nextInPlan(this.plan, this.state, this.busy) : this.decideAlone(only)
  }

  /** Outside inputs, one after the other; null as soon as one became a record, because that may change what comes next. */
  private outside(items: readonly WalkItem[]): VisitStop | null {
    const steps: OutsideInput[] = []
    let chars = 0
    for (const item of items) {
      const { path, stepId } = item
      if (this.lacksItem(path)) return steps.length === 0 ? MORE : { kind: 'outside', steps }
      const input = this.inputs.get(path) ?? this.evaluate(item)
      if (input === null) return null
      steps.push({ path, stepId, input })
      chars += input.length
      // The rest is asked for again when one of these is over.
      if (chars > MAX_CHARS) break
    }
    return { kind: 'outside', steps }
  }

  /** Records what the item came to, or gives the JSON text of an outside step's input. */
  private evaluate(item: WalkItem): string | null {
    const { kit, input } = this
    const mark = item.do === 'iterate' ? `${item.path}[${item.index}]?while` : item.path
    const startedMs = kit.realNow()
    kit.logs.startStep(item.path)
    kit.mark(mark)
    const fault = input.faults !== undefined && Object.hasOwn(input.faults, mark) ? input.faults[mark] : undefined
    const made = this.evaluator.evaluate(item, fault, input.only !== undefined)
    if ('input' in made) {
      this.inputs.set(made.path, made.input)
      return made.input
    }
    const { path, finished } = made
    const isEnd = this.given.has(path) && finished.record.status !== 'open'
    if (isEnd && finished.record.status === 'done') this.hasClosedGiven = true
    applyRecord(this.state, path, finished.record)
    this.entries.push({ path, finished, durationMs: kit.realNow() - startedMs })
    this.chars += path.length + finished.text.length + ENTRY_CHARS
    return null
  }

  private isUsedUp(): boolean {
    const { maxEntries, maxMs, maxChars = MAX_CHARS } = this.input
    const count = this.entries.length
    return count >= maxEntries || this.chars >= maxChars || (count > 0 && this.kit.realNow() - this.startedMs >= maxMs)
  }

  private isOutside(item: WalkItem): boolean {
    return item.do === 'run' && isOutsideKind(this.plan.steps[item.stepId]?.kind ?? 'map')
  }

  /** Whether the path is in an iteration of a for-each whose item was not given. */
  private lacksItem(path: StepPath): boolean {
    if (this.input.only !== undefined) return false
    for (let end = path.indexOf(']'); end >= 0; end = path.indexOf(']', end + 1)) {
      const start = path.lastIndexOf('[', end)
      const loopPath = path.slice(0, start)
      const loop = Object.hasOwn(this.state.loops, loopPath) ? this.state.loops[loopPath] : undefined
      if (loop?.items !== undefined && !Object.hasOwn(loop.items, path.slice(start + 1, end))) return true
    }
    return false
  }

  private decideAlone(path: StepPath): WalkDecision {
    const record = Object.hasOwn(this.state.steps, path) ? this.state.steps[path] : undefined
    if (record === undefined) return { kind: 'open', items: [{ do: 'run', path, stepId: stepIdOf(path) }] }
    if (record.status !== 'failed') return { kind: 'ended', outcome: 'success' }
    return { kind: 'ended', outcome: 'error', failedPath: path, ...(record.error === undefined ? {} : { error: record.error }) }
  }
}

const MORE: VisitStop = { kind: 'more' }

/** JSON text of the VisitResult, for whoever is in another process. */
export function visitText({ entries, next }: VisitOutcome, logs: unknown): string {
  const texts = entries.map(
    ({ path, finished, durationMs }) => `{"path":${JSON.stringify(path)},"record":${finished.text},"durationMs":${durationMs}}`,
  )
  return `{"entries":[${texts.join(',')}],"next":${nextText(next)},"logs":${JSON.stringify(logs)}}`
}

function nextText(next: VisitStop): string {
  if (next.kind === 'ended') return JSON.stringify({ ...next, kind: 'end' })
  if (next.kind === 'more') return '{"kind":"more"}'
  const texts = next.steps.map(
    ({ path, stepId, input }) => `{"path":${JSON.stringify(path)},"stepId":${JSON.stringify(stepId)},"input":${input}}`,
  )
  return `{"kind":"outside","steps":[${texts.join(',')}]}`
}
