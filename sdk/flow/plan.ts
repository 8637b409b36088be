import type { FlowDefinition, ParallelStep, Step, StepKind } from './definition.ts'
import { ancestorsOf, graphOf, laneKey, ROOT_LANE, stepOf } from './graph.ts'

/** What the walk needs of a step. The compiled script carries only this much of the definition. */
export interface PlanStep {
  kind: StepKind
  /** Step ids of each lane, lanes in the order they run. */
  lanes: Record<string, readonly string[]>
  /** Steps of the same lane with an edge into this one. */
  after: readonly string[]
  onError?: Step['onError']
  disabled?: true
  /** It has a `stopWhen`. */
  mayStop?: true
  /** forEach: iterations at once. */
  atOnce?: number
  /** Loops: a failed iteration leaves `{error}` as its result. */
  survivesIterations?: true
  parallel?: Pick<ParallelStep, 'join' | 'fail'> & { titles: Record<string, string> }
}

/** A flow definition reduced to the order of its steps. Plain JSON. */
export interface Plan {
  root: readonly string[]
  /** Runs when the rest is over, however it ended. */
  finally: readonly string[]
  steps: Record<string, PlanStep>
}

/** The lane that runs last of all. */
export const FINALLY_LANE = laneKey({ container: 'flow', lane: 'finally' })

/** Whether a step runs when the rest of the run is over. */
export function isInFinally(definition: Pick<FlowDefinition, 'steps'>, id: string): boolean {
  const outermost = [id, ...ancestorsOf(definition, id)].at(-1) ?? id
  return laneKey(stepOf(definition, outermost)?.parent) === FINALLY_LANE
}

export function planOf(definition: Pick<FlowDefinition, 'steps' | 'edges'>): Plan {
  const graph = graphOf(definition)
  const plan: Plan = { root: graph.lanes.get(ROOT_LANE) ?? [], finally: graph.lanes.get(FINALLY_LANE) ?? [], steps: {} }
  for (const [id, after] of graph.predecessors) {
    const step = stepOf(definition, id)
    if (step === undefined) continue
    const lanes: PlanStep['lanes'] = {}
    for (const lane of graph.laneNames(id)) lanes[lane] = graph.lanes.get(`${id}/${lane}`) ?? []
    plan.steps[id] = { kind: step.kind, lanes, after, ...optionsOf(step) }
  }
  return plan
}

function optionsOf(step: Step): Partial<PlanStep> {
  const options: Partial<PlanStep> = {}
  if (step.onError !== undefined) options.onError = step.onError
  if (step.disabled === true) options.disabled = true
  if (step.stopWhen !== undefined && step.stopWhen.trim() !== '') options.mayStop = true
  if (step.kind === 'forEach') options.atOnce = step.atOnce
  if ((step.kind === 'forEach' || step.kind === 'while') && step.onIterationError === 'continue') options.survivesIterations = true
  if (step.kind === 'parallel') {
    const titles = Object.fromEntries(step.lanes.map((each) => [each.lane, each.title]))
    options.parallel = { join: step.join, fail: step.fail, titles }
  }
  return options
}
