import type { Json, StepError, StepRecord } from '../../../sdk/flow/definition.ts'
import { HELPER_NAMES } from '../../../sdk/flow/expressions-names.ts'
import { FUNCTIONS } from '../../../sdk/flow/functions.ts'
import type { Plan } from '../../../sdk/flow/plan.ts'
import { nextInPlan } from '../../../sdk/flow/walk.ts'
import type { Kit } from './bootstrap.ts'
import { describeThrown, GuestFault } from './faults.ts'
import { FlowScope } from './flow-scope.ts'
import { toJsonText } from './json-out.ts'
import { finishedRecord, type StepShape } from './step-outcomes.ts'

/** The objects of `functions.ts`, in the order of HELPER_NAMES. */
type Names = ReadonlyArray<Readonly<Record<string, unknown>>>

/** A flow version, as its script carries it. */
export interface FlowParts {
  plan: Plan
  /** Name and, for stop steps, outcome by step id. */
  shapes: Record<string, StepShape>
  /** One function per step with templates: gives the step's value, with `$.at` at the field it evaluates. */
  expressions(scope: FlowScope, ...names: Names): Record<string, () => unknown>
  codes(...names: Names): Record<string, (trigger: unknown, steps: object, vars: object, now: Date) => unknown>
}

interface VisitInput {
  trigger: Json
  steps: Record<string, StepRecord>
  now: number
  seed: string
  only?: string
  /** Faults of a former try of this visit that only the process outside could see: those steps fail with them. */
  faults?: Record<string, StepError>
}

/** Makes the one function of a flow's context: JSON text of a VisitInput in, JSON text of a VisitResult out. */
export function load(parts: FlowParts, kit: Kit): (input: string) => string {
  const names: Names = [...HELPER_NAMES].map((name) => Object.freeze({ ...FUNCTIONS[name] }))
  const disabled = new Set(Object.keys(parts.plan.steps).filter((id) => parts.plan.steps[id]?.disabled === true))
  const stepNames = Object.fromEntries(Object.entries(parts.shapes).map(([id, shape]) => [id, shape.name]))
  const scope = new FlowScope(stepNames, disabled)
  const evaluator = new Evaluator(parts, kit, scope, names)
  kit.freeze(names)
  return (input) => evaluator.visit(JSON.parse(input))
}

/** Lives as long as its context; everything of a run is reset when a visit begins. */
class Evaluator {
  private readonly parts: FlowParts
  private readonly kit: Kit
  private readonly scope: FlowScope
  private readonly expressions: Record<string, () => unknown>
  private readonly codes: ReturnType<FlowParts['codes']>
  private nowMs = 0

  constructor(parts: FlowParts, kit: Kit, scope: FlowScope, names: Names) {
    this.parts = parts
    this.kit = kit
    this.scope = scope
    this.expressions = parts.expressions(scope, ...names)
    this.codes = parts.codes(...names)
    kit.freeze([this.expressions, this.codes])
  }

  visit(input: VisitInput): string {
    const { kit } = this
    kit.begin(input.now, input.seed)
    kit.logs.startVisit()
    this.nowMs = input.now
    const steps = { ...input.steps }
    this.scope.begin(input.trigger, steps, input.now)
    const entries: string[] = []
    const next = this.walk(input, steps, entries)
    return `{"entries":[${entries.join(',')}],"next":${next},"logs":${JSON.stringify(kit.logs.take())}}`
  }

  /** Evaluates pure steps until an effect or the end; JSON text of the VisitNext. */
  private walk(input: VisitInput, steps: Record<string, StepRecord>, entries: string[]): string {
    for (;;) {
      const decision = input.only === undefined ? nextInPlan(this.parts.plan, steps) : onlyStep(input.only, steps)
      if (decision.kind === 'ended') return JSON.stringify({ ...decision, kind: 'end' })
      const { path, stepId } = decision
      const effect = this.runStep(path, stepId, steps, entries, input.faults)
      if (effect !== null) return `{"kind":"effect","path":${JSON.stringify(path)},"stepId":${JSON.stringify(stepId)},"input":${effect}}`
    }
  }

  /** Records a pure step, or gives the JSON text of an effect's input. */
  private runStep(
    path: string,
    stepId: string,
    steps: Record<string, StepRecord>,
    entries: string[],
    faults: Record<string, StepError> | undefined,
  ): string | null {
    const { kit, scope } = this
    const startedMs = kit.realNow()
    kit.logs.startStep(path)
    kit.mark(path)
    scope.at = ''
    let record: StepRecord
    let recordText: string
    try {
      const fault = faults !== undefined && Object.hasOwn(faults, path) ? faults[path] : undefined
      if (fault !== undefined) throw new OutsideFault(fault)
      const value = this.valueOf(stepId)
      scope.at = ''
      if (this.parts.plan.steps[stepId]?.kind === 'action') return toJsonText(value)
      ;({ record, text: recordText } = finishedRecord(this.shapeOf(stepId), value))
    } catch (thrown) {
      record = { status: 'failed', error: this.errorOf(thrown, stepId) }
      recordText = JSON.stringify(record)
    }
    steps[path] = record
    entries.push(`{"path":${JSON.stringify(path)},"record":${recordText},"durationMs":${kit.realNow() - startedMs}}`)
    return null
  }

  private valueOf(stepId: string): unknown {
    const code = Object.hasOwn(this.codes, stepId) ? this.codes[stepId] : undefined
    if (code === undefined) return this.expressions[stepId]?.()
    const { trigger, steps } = this.scope.startCode()
    const value = code(trigger, steps, {}, new Date(this.nowMs))
    if (value instanceof Promise) throw new GuestFault('code', 'the code returned a promise: code steps cannot wait')
    return value
  }

  private shapeOf(stepId: string): StepShape & { kind: string } {
    const shape = this.parts.shapes[stepId] ?? { name: stepId }
    return { ...shape, kind: this.parts.plan.steps[stepId]?.kind ?? 'map' }
  }

  private errorOf(thrown: unknown, stepId: string): StepError {
    if (OutsideFault.is(thrown)) return thrown.error
    const isCode = this.parts.plan.steps[stepId]?.kind === 'code'
    const described = describeThrown(thrown, isCode ? 'code' : 'expression')
    return this.scope.at === '' ? described : { ...described, at: this.scope.at }
  }
}

class OutsideFault extends Error {
  readonly error: StepError
  readonly #isOurs = true

  constructor(error: StepError) {
    super(error.message)
    this.error = error
  }

  static is(thrown: unknown): thrown is OutsideFault {
    return typeof thrown === 'object' && thrown !== null && #isOurs in thrown
  }
}

function onlyStep(path: string, steps: Record<string, StepRecord>): ReturnType<typeof nextInPlan> {
  const record = Object.hasOwn(steps, path) ? steps[path] : undefined
  if (record === undefined) return { kind: 'run', path, stepId: path }
  if (record.status !== 'failed') return { kind: 'ended', outcome: 'success' }
  return { kind: 'ended', outcome: 'error', failedPath: path, ...(record.error === undefined ? {} : { error: record.error }) }
}
