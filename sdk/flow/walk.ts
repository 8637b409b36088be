import type { FlowDefinition, Step, StepError, StepPath, StepRecord } from './definition.ts'
import { graphOf, ROOT_LANE, stepOf } from './graph.ts'

/** What the walk needs of a step. The compiled script carries only this much of the definition. */
export type PlanStep = Pick<Step, 'kind' | 'onError' | 'disabled'> & { lanes: Record<string, readonly string[]>; after: readonly string[] }

/** A flow definition reduced to the order of its steps. Plain JSON. */
export interface Plan {
  root: readonly string[]
  steps: Record<string, PlanStep>
}

export type WalkDecision =
  /** `path` is the key of the step's record. */
  | { kind: 'run'; path: StepPath; stepId: string }
  | { kind: 'ended'; outcome: 'success' | 'error'; error?: StepError; failedPath?: StepPath }

export function planOf(definition: Pick<FlowDefinition, 'steps' | 'edges'>): Plan {
  const graph = graphOf(definition)
  const plan: Plan = { root: graph.lanes.get(ROOT_LANE) ?? [], steps: {} }
  for (const [id, after] of graph.predecessors) {
    const step = stepOf(definition, id)
    if (step === undefined) continue
    const prefix = `${id}/`
    const lanes: Record<string, readonly string[]> = {}
    for (const [key, ids] of graph.lanes) if (key.startsWith(prefix)) lanes[key.slice(prefix.length)] = ids
    plan.steps[id] = { kind: step.kind, lanes, after }
    if (step.onError !== undefined) plan.steps[id].onError = step.onError
    if (step.disabled === true) plan.steps[id].disabled = true
  }
  return plan
}

/**
 * Which step runs next, or how the run ended, from what is decided so far. Pure: the same records give the same answer.
 *
 * A step runs when every edge into it is decided and at least one was taken. A container's record says which lane it took;
 * it is over when that lane is over, and only then are its own edges taken. A failed step ends the run unless its policy
 * goes on: `continue`, or `lane`, which makes the step a container whose `error` lane was taken. A step that is switched
 * off counts as done without a record. A stop step ends the run whatever else could run.
 */
export function nextReady(definition: Pick<FlowDefinition, 'steps' | 'edges'>, steps: Record<StepPath, StepRecord>): WalkDecision {
  return nextInPlan(planOf(definition), steps)
}

/** `nextReady` for a plan made beforehand. */
export function nextInPlan(plan: Plan, steps: Record<StepPath, StepRecord>): WalkDecision {
  return walkLane(plan, plan.root, steps, new Map()) ?? { kind: 'ended', outcome: 'success' }
}

/** Whether a step's edges are taken (`over`), never will be (`skipped`), or are undecided (`open`). */
type Standing = 'over' | 'skipped' | 'open'

/** The decision the lane leads to, or null when every step of it is over or skipped. */
function walkLane(
  plan: Plan,
  lane: readonly string[],
  steps: Record<StepPath, StepRecord>,
  standings: Map<string, Standing>,
): WalkDecision | null {
  let firstOpen: WalkDecision | null = null
  for (const id of lane) {
    const decision = walkStep(plan, id, steps, standings)
    if (decision?.kind === 'ended') return decision
    firstOpen ??= decision
  }
  return firstOpen
}

function walkStep(plan: Plan, id: string, steps: Record<StepPath, StepRecord>, standings: Map<string, Standing>): WalkDecision | null {
  const step = plan.steps[id]
  if (step === undefined) return null
  const entry = entryOf(step, standings)
  standings.set(id, entry)
  if (entry !== 'over') return null
  if (step.disabled === true) return null
  const record = Object.hasOwn(steps, id) ? steps[id] : undefined
  if (record === undefined) {
    standings.set(id, 'open')
    return { kind: 'run', path: id, stepId: id }
  }
  if (record.status === 'skipped') {
    standings.set(id, 'skipped')
    return null
  }
  const ended = endBy(id, step, record)
  if (ended !== null) return ended
  const inside = walkLane(plan, takenLane(step, record), steps, standings)
  if (inside !== null) standings.set(id, 'open')
  return inside
}

/** May the step start: `over` = yes, all that leads to it is decided. */
function entryOf(step: PlanStep, standings: ReadonlyMap<string, Standing>): Standing {
  if (step.after.length === 0) return 'over'
  const before = step.after.map((id) => standings.get(id) ?? 'open')
  if (before.includes('open')) return 'open'
  return before.includes('over') ? 'over' : 'skipped'
}

function endBy(id: string, step: PlanStep, record: StepRecord): WalkDecision | null {
  if (record.status === 'failed' && (step.kind === 'stop' || (step.onError ?? 'fail') === 'fail')) {
    return { kind: 'ended', outcome: 'error', failedPath: id, ...(record.error === undefined ? {} : { error: record.error }) }
  }
  return step.kind === 'stop' ? { kind: 'ended', outcome: 'success' } : null
}

function takenLane(step: PlanStep, record: StepRecord): readonly string[] {
  const lane = record.status === 'failed' ? (step.onError === 'lane' ? 'error' : undefined) : record.lane
  return lane !== undefined && Object.hasOwn(step.lanes, lane) ? (step.lanes[lane] ?? []) : []
}
