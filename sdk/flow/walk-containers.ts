import type { Json, LoopState, StepError, StepPath } from './definition.ts'
import type { PlanStep } from './plan.ts'
import type { LaneStanding, Walker, WalkItem } from './walk.types.ts'

/** An open loop: what its open iterations may do next, iterations that may start included. */
export function loopItems(walker: Walker, step: PlanStep, stepId: string, path: StepPath, loop: LoopState): LaneStanding {
  const items: WalkItem[] = []
  const open = iterationsOf(walker, step, path, loop)
  for (const index of open) {
    const iteration = `${path}[${index}]`
    const standing = walker.walkLane(step.lanes.each ?? [], `${iteration}/`)
    if (standing.is === 'stopped') return standing
    if (standing.is === 'open') items.push(...standing.items)
    else if (standing.is === 'over') items.push({ do: 'collect', path: iteration, stepId })
    else if (step.survivesIterations === true) items.push({ do: 'collect', path: iteration, stepId, error: standing.error ?? UNKNOWN })
    else return closing(stepId, path, standing)
  }
  if (open.length > 0) return { is: 'open', items }
  if (step.kind === 'while' && !loop.stopped) return { is: 'open', items: [{ do: 'iterate', path, stepId, index: loop.next }] }
  return { is: 'open', items: [{ do: 'close', path, stepId, record: { status: 'done' } }] }
}

/** Open iterations, and for a for-each as many new ones as may run at once. */
function iterationsOf(walker: Walker, step: PlanStep, path: StepPath, loop: LoopState): number[] {
  if (step.kind !== 'forEach') return loop.open
  if (loop.stopped) return [...loop.open, ...busyBeyond(walker, path, loop)]
  const open = [...loop.open]
  for (let index = loop.next; index < loop.count && open.length < (step.atOnce ?? 1); index++) open.push(index)
  return open
}

/** Iterations of which nothing is recorded yet, but whose first step is out. */
function busyBeyond(walker: Walker, path: StepPath, loop: LoopState): number[] {
  const inside = [...walker.busy].filter((busy) => busy.startsWith(`${path}[`))
  const indexes = inside.map((busy) => Number.parseInt(busy.slice(path.length + 1), 10))
  return [...new Set(indexes)].filter((index) => index >= loop.next).sort((a, b) => a - b)
}

/** An open parallel: what its lanes may do next, or its record when its join or fail policy is met. */
export function parallelItems(walker: Walker, step: PlanStep, stepId: string, path: StepPath): LaneStanding {
  const policy = step.parallel
  if (policy === undefined) return { is: 'open', items: [] }
  const prefix = path.slice(0, path.lastIndexOf('/') + 1)
  const items: WalkItem[] = []
  const finished: string[] = []
  const failed: Array<{ lane: string; error: StepError; path: StepPath }> = []
  const lanes = Object.keys(policy.titles)
  for (const lane of lanes) {
    const standing = walker.walkLane(step.lanes[lane] ?? [], prefix)
    const title = policy.titles[lane] ?? lane
    if (standing.is === 'stopped') return standing
    if (standing.is === 'open') items.push(...standing.items)
    else if (standing.is === 'over') finished.push(title)
    else failed.push({ lane: title, error: standing.error ?? UNKNOWN, path: standing.path })
  }
  const [first] = failed
  if (first !== undefined && policy.fail === 'fast') return closing(stepId, path, first)
  const wanted = policy.join === 'all' ? lanes.length : policy.join === 'any' ? 1 : Math.min(policy.join.first, lanes.length)
  const isOpen = finished.length + failed.length < lanes.length
  if (isOpen && finished.length < wanted) return { is: 'open', items }
  if (finished.length < wanted && first !== undefined && policy.fail === 'wait') return closing(stepId, path, first)
  const output: Json = {
    finished,
    failed: failed.map(({ lane, error }) => ({ lane, error: { code: error.code, message: error.message } })),
  }
  return { is: 'open', items: [{ do: 'close', path, stepId, record: { status: 'done', output } }] }
}

const UNKNOWN: StepError = { code: 'internal', message: 'A step failed without saying why.' }

function closing(stepId: string, path: StepPath, failed: { error: StepError | undefined; path: StepPath }): LaneStanding {
  const { error = UNKNOWN, path: failedPath } = failed
  return { is: 'open', items: [{ do: 'close', path, stepId, record: { status: 'failed', error, failedPath } }] }
}
