import type { FlowDefinition, RunState, StepPath } from '../../sdk/flow/definition.ts'
import { applyRecord, openIterations } from '../../sdk/flow/run-state.ts'
import { loopsAround } from '../../sdk/flow/visibility.ts'
import type { VisitResult } from '../sandbox/sandbox.types.ts'

/**
 * Opens the loops around a step at their first item, as their lists are right now, and moves the samples of the steps inside to that
 * iteration. Gives the step's path there. Where a list cannot be evaluated, there is no item.
 */
export async function openLoopsAround(
  definition: FlowDefinition,
  stepId: string,
  state: RunState,
  visit: (only: StepPath) => Promise<VisitResult>,
): Promise<StepPath> {
  let prefix = ''
  const around = loopsAround(definition, stepId)
  for (const [depth, loopId] of around.entries()) {
    const path = prefix + loopId
    delete state.steps[path]
    const { entries } = await visit(path)
    const record = entries.find((entry) => entry.path === path)?.record
    if (record !== undefined) applyRecord(state, path, record)
    prefix = `${path}[0]/`
    openIterations(state, prefix)
    moveSamples(definition, state, around.slice(0, depth + 1), prefix)
  }
  return prefix + stepId
}

function moveSamples(definition: FlowDefinition, state: RunState, loops: readonly string[], prefix: string): void {
  for (const id of Object.keys(definition.steps)) {
    const sample = state.steps[id]
    if (sample === undefined || loopsAround(definition, id).join() !== loops.join()) continue
    state.steps[prefix + id] = sample
    delete state.steps[id]
  }
}
