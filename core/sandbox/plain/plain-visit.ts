import type { FlowDefinition, StepKind } from '../../../sdk/flow/definition.ts'
import { stepIds, stepOf } from '../../../sdk/flow/graph.ts'
import { type Plan, planOf } from '../../../sdk/flow/plan.ts'
import { stepNamesOf } from '../../../sdk/flow/references.ts'
import { NotCompilable } from '../compile/compile-template.ts'
import { functionsOf } from '../compile/step-functions.ts'
import { shapeOf } from '../compile/step-shape.ts'
import { Evaluator } from '../guest/evaluator.ts'
import type { FlowFunctions, StepShape } from '../guest/flow-parts.ts'
import { FlowScope } from '../guest/flow-scope.ts'
import { LogBuffer } from '../guest/log-buffer.ts'
import { Visit } from '../guest/visit.ts'
import { visitOf } from '../read-results.ts'
import type { VisitRequest, VisitResult } from '../sandbox.types.ts'
import { NotPlain, type PlainBudget, type PlainFunction, plainFunction } from './plain-expression.ts'

/** Characters of what a run knows. A look-up may copy them all, so these three bound what a visit can cost the core. */
export const MAX_PLAIN_CHARS = 64 * 1024
const MAX_LOOK_UPS = 60
const MAX_ENTRY_CHARS = 128 * 1024
const MAX_STEPS = 50
const MAX_ENTRIES = 2_000

/** Kinds whose values are expressions and nothing else. Loops, lists and code are the sandbox's. */
const PLAIN_KINDS: ReadonlySet<StepKind> = new Set([
  'map',
  'branch',
  'respond',
  'stop',
  'action',
  'http',
  'store',
  'delay',
  'wait',
  'subflow',
])

/**
 * A visit of a flow in which nothing is run: its expressions only look up, compare, calculate and put together. They are evaluated
 * here by walking their syntax trees with the guest's own scope, walk and records, so that a visit gives the same bytes in both
 * places (tested), without the two process changes. Null: the flow takes a sandbox. See docs/adr/0014.
 */
export function plainVisit({ definition, ...request }: VisitRequest): VisitResult | null {
  const flow = definition === undefined ? null : plainFlowOf(definition)
  if (flow === null) return null
  const { state, busy, now, seed, run } = request
  const { plan, evaluator } = flow
  const steps = { ...state.steps }
  const input = {
    ...state,
    steps,
    loops: {},
    busy,
    now,
    seed,
    run,
    maxEntries: MAX_ENTRIES,
    maxMs: Number.POSITIVE_INFINITY,
    maxChars: MAX_ENTRY_CHARS,
  }
  return visitOf(new Visit(input, plan, evaluator, KIT).run())
}

/** Nothing here can log, read a clock or hang. Steps take microseconds: their durations are told as 0 ms. */
const KIT = { begin: () => undefined, realNow: () => 0, logs: new LogBuffer(), mark: () => undefined, freeze: () => undefined }

interface PlainFlow {
  plan: Plan
  evaluator: Evaluator
}

const known = new WeakMap<FlowDefinition, PlainFlow | null>()

function plainFlowOf(definition: FlowDefinition): PlainFlow | null {
  const before = known.get(definition)
  if (before !== undefined) return before
  const made = makePlainFlow(definition)
  known.set(definition, made)
  return made
}

function makePlainFlow(definition: FlowDefinition): PlainFlow | null {
  const ids = stepIds(definition)
  if (ids.length > MAX_STEPS) return null
  const plan = planOf(definition)
  const shapes: Record<string, StepShape> = {}
  const disabled = new Set(ids.filter((id) => stepOf(definition, id)?.disabled === true))
  const scope = new FlowScope(shapes, disabled)
  const functions: FlowFunctions = { values: Object.create(null), cases: {}, lists: {}, beside: {} }
  const names = stepNamesOf(definition)
  const budget: PlainBudget = { lookUps: MAX_LOOK_UPS }
  try {
    for (const id of ids) {
      const step = stepOf(definition, id)
      if (step === undefined || !PLAIN_KINDS.has(step.kind)) return null
      const { value, beside } = functionsOf(definition, names, id, step)
      if (value === undefined || beside !== undefined) return null
      shapes[id] = shapeOf(definition, id, step, undefined)
      const run: PlainFunction = plainFunction(value, budget)
      functions.values[id] = () => run(scope)
    }
  } catch (error) {
    if (error instanceof NotPlain || error instanceof NotCompilable) return null
    throw error
  }
  return { plan, evaluator: new Evaluator({ plan, shapes, functions, codes: {}, scope }) }
}
