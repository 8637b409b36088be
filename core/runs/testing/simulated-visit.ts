import { isOutsideKind, type LoopState, type RunState, type StepPath, type StepRecord } from '../../../sdk/flow/definition.ts'
import { applyRecord } from '../../../sdk/flow/run-state.ts'
import { nextInPlan, type WalkItem } from '../../../sdk/flow/walk.ts'
import type { PureEntry, VisitResult } from '../../sandbox/sandbox.types.ts'
import type { SimulatedFlow } from './simulated-flows.ts'

/** Three items in every loop: more than run at once, few enough for a short history. */
const ITEMS = [0, 1, 2]

/** What a sandbox would give: pure steps are done, outside steps may start. `most`: entries after which it stops half-way. */
export function simulatedVisit({ walkPlan }: SimulatedFlow, given: RunState, busy: ReadonlySet<StepPath>, most: number): VisitResult {
  const entries: PureEntry[] = []
  const state = copyOf(given)
  for (;;) {
    const decision = nextInPlan(walkPlan, state, busy)
    if (decision.kind === 'ended') {
      const { outcome, error, failedPath } = decision
      return { entries, next: { kind: 'end', outcome, error, failedPath }, logs: [], guestMs: 0 }
    }
    const pure = decision.items.find((item) => !isOutside(item))
    if (pure === undefined) {
      const steps = decision.items.map(({ path, stepId }) => ({ path, stepId, input: path }))
      return { entries, next: { kind: 'outside', steps }, logs: [], guestMs: 0 }
    }
    if (entries.length >= most) return { entries, next: { kind: 'more' }, logs: [], guestMs: 0 }
    const record = recordOf(pure)
    entries.push({ path: pure.path, record, durationMs: 0 })
    applyRecord(state, pure.path, record)
  }

  function isOutside(item: WalkItem): boolean {
    return item.do === 'run' && isOutsideKind(walkPlan.steps[item.stepId]?.kind ?? 'map')
  }

  function recordOf(item: WalkItem): StepRecord {
    if (item.do === 'close') return item.record
    const kind = item.do === 'run' ? walkPlan.steps[item.stepId]?.kind : undefined
    if (kind === 'forEach') return { status: 'open', output: { items: ITEMS } }
    return kind === 'parallel' ? { status: 'open' } : { status: 'done', output: item.path }
  }
}

/** Records never change once made; loops do. */
function copyOf(state: RunState): RunState {
  const loops: Record<StepPath, LoopState> = {}
  for (const path of Object.keys(state.loops)) {
    const loop = state.loops[path]
    if (loop === undefined) continue
    loops[path] = { ...loop, open: [...loop.open], results: { ...loop.results }, ...(loop.items && { items: { ...loop.items } }) }
  }
  return { ...state, steps: { ...state.steps }, loops }
}
