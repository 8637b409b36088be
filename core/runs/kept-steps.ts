import type { FlowDefinition, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { isInFinally } from '../../sdk/flow/plan.ts'
import { stepsFrom } from '../../sdk/flow/retry-steps.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'

type Graph = Pick<FlowDefinition, 'steps' | 'edges'>

/**
 * Records that a retry from this step keeps: all but the step, what is in it, and what comes after it or after what it is in.
 * A branch around the step keeps its decision. A loop around it starts again as a whole, because what its iterations knew is gone;
 * effects that are done are not repeated all the same. A parallel around it opens again, and keeps what its other lanes did.
 * What failed without being survived, and what was only open, is never kept: it would end the retry at once, or hang it.
 */
export function keptSteps(
  definition: Graph,
  steps: Readonly<Record<StepPath, StepRecord>>,
  fromStepId: string,
): Record<StepPath, StepRecord> {
  const dropped = stepsFrom(definition, fromStepId)
  const isKept = (path: StepPath, record: StepRecord): boolean => {
    const id = stepIdOf(path)
    const step = stepOf(definition, id)
    if (step === undefined || path.includes('[') || dropped.has(id) || isInFinally(definition, id)) return false
    return record.status === 'failed' ? step.onError === 'continue' || step.onError === 'lane' : record.status !== 'open'
  }
  return Object.fromEntries(Object.entries(steps).filter(([path, record]) => isKept(path, record)))
}
