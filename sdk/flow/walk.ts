import type { FlowDefinition, RunState, StepPath, StepRecord } from './definition.ts'
import { type Plan, type PlanStep, planOf } from './plan.ts'
import type { LaneStanding, WalkDecision, Walker } from './walk.types.ts'
import { loopItems, parallelItems } from './walk-containers.ts'

export type { WalkDecision, WalkItem } from './walk.types.ts'

/**
 * What may run next, or how the run ended, from what is decided so far. Pure: the same records give the same answer.
 *
 * Steps of one lane run one after the other, in topological order; only a parallel and a for-each with several at once have more
 * than one step ready. A step runs when every edge into it is decided and at least one was taken. A container is over when the
 * lanes it took are. A failed step fails its lane unless its policy goes on: `continue`, or `lane`, which runs its `error`
 * lane. A failed lane fails what it is in, up to the first loop or parallel, whose own policy then decides; else the run.
 */
export function nextInPlan(plan: Plan, state: RunState, busy: ReadonlySet<StepPath> = NOTHING): WalkDecision {
  const lane = state.outcome === undefined ? plan.root : plan.finally
  const walker: Walker = { plan, state, busy, walkLane: (inner, prefix) => walkLane(walker, inner, prefix) }
  const standing = walkLane(walker, lane, '')
  switch (standing.is) {
    case 'open':
      return { kind: 'open', items: standing.items }
    case 'failed':
    case 'stopped': {
      const isError = standing.is === 'failed' || standing.outcome === 'error'
      if (!isError) return { kind: 'ended', outcome: 'success' }
      return {
        kind: 'ended',
        outcome: 'error',
        failedPath: standing.path,
        ...(standing.error === undefined ? {} : { error: standing.error }),
      }
    }
    case 'over':
      return { kind: 'ended', outcome: 'success' }
    default:
      return standing satisfies never
  }
}

const NOTHING: ReadonlySet<StepPath> = new Set()

/** `nextInPlan` for a definition. */
export function nextReady(
  definition: Pick<FlowDefinition, 'steps' | 'edges'>,
  state: RunState,
  busy?: ReadonlySet<StepPath>,
): WalkDecision {
  return nextInPlan(planOf(definition), state, busy)
}

function walkLane(walker: Walker, lane: readonly string[], prefix: string): LaneStanding {
  const decided = new Map<string, 'over' | 'skipped'>()
  for (const id of lane) {
    const step = walker.plan.steps[id]
    if (step === undefined) continue
    const isReached = step.after.length === 0 || step.after.some((before) => decided.get(before) === 'over')
    const record = recordOf(walker.state, prefix + id)
    if (!isReached || record?.status === 'skipped') {
      decided.set(id, 'skipped')
      continue
    }
    const standing = step.disabled === true ? OVER : walkStep(walker, step, id, prefix + id, record)
    if (standing.is !== 'over') return standing
    decided.set(id, 'over')
  }
  return OVER
}

const OVER: LaneStanding = { is: 'over' }

function walkStep(walker: Walker, step: PlanStep, id: string, path: StepPath, record: StepRecord | undefined): LaneStanding {
  if (record === undefined) return { is: 'open', items: walker.busy.has(path) ? [] : [{ do: 'run', path, stepId: id }] }
  if (step.kind === 'stop' && record.skippedBy === undefined) {
    const failed = record.status === 'failed'
    return { is: 'stopped', outcome: failed ? 'error' : 'success', path, ...(record.error === undefined ? {} : { error: record.error }) }
  }
  if (record.status === 'failed') return afterFailure(walker, step, path, record)
  if (record.status === 'open') {
    const loop = Object.hasOwn(walker.state.loops, path) ? walker.state.loops[path] : undefined
    return loop === undefined ? parallelItems(walker, step, id, path) : loopItems(walker, step, id, path, loop)
  }
  const inside = walkTaken(walker, step, path, record)
  // A step that was skipped has nothing to stop for.
  if (inside.is !== 'over' || step.mayStop !== true || record.skippedBy !== undefined) return inside
  return mayStopHere(walker, id, path)
}

function afterFailure(walker: Walker, step: PlanStep, path: StepPath, record: StepRecord): LaneStanding {
  if (step.onError === 'continue') return OVER
  if (step.onError === 'lane') return walkLane(walker, step.lanes.error ?? [], prefixBefore(path))
  return { is: 'failed', error: record.error, path: record.failedPath ?? path }
}

function walkTaken(walker: Walker, step: PlanStep, path: StepPath, record: StepRecord): LaneStanding {
  const taken = record.lanes ?? (record.lane === undefined ? [] : [record.lane])
  for (const lane of taken) {
    const inside = walkLane(walker, Object.hasOwn(step.lanes, lane) ? (step.lanes[lane] ?? []) : [], prefixBefore(path))
    if (inside.is !== 'over') return inside
  }
  return OVER
}

function mayStopHere(walker: Walker, id: string, path: StepPath): LaneStanding {
  const check = recordOf(walker.state, `${path}?stop`)
  if (check === undefined) return { is: 'open', items: [{ do: 'check', path: `${path}?stop`, stepId: id }] }
  if (check.status === 'failed') return { is: 'failed', error: check.error, path }
  return check.output === true ? { is: 'stopped', outcome: 'success', path } : OVER
}

function recordOf(state: RunState, path: StepPath): StepRecord | undefined {
  return Object.hasOwn(state.steps, path) ? state.steps[path] : undefined
}

function prefixBefore(path: StepPath): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
