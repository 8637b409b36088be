import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { closedLoop, mayNotHaveRun, upstreamOf } from '../../sdk/flow/visibility.ts'

export interface EarlierStep {
  id: string
  /** It sits in a lane that may not be taken, or skips: a reference to it should be optional. */
  mayNotHaveRun: boolean
}

/**
 * The steps whose outputs a field of `stepId` may refer to, in execution order: what is decided before it, without what ran inside
 * a loop that is over by then.
 */
export function stepsBefore(definition: FlowDefinition, stepId: string): EarlierStep[] {
  const order = executionOrder(definition)
  return upstreamOf(definition, stepId)
    .filter((id) => closedLoop(definition, stepId, id) === undefined)
    .map((id) => ({ id, mayNotHaveRun: mayNotHaveRun(definition, stepId, id) }))
    .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
}

/** Position of each step when lanes are walked depth first along their edges; ties keep the order of the definition. */
function executionOrder(definition: FlowDefinition): Map<string, number> {
  const order = new Map<string, number>()
  const waiting = new Map<string, number>()
  for (const edge of Object.values(definition.edges)) waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1)
  const visit = (id: string): void => {
    if (order.has(id)) return
    order.set(id, order.size)
    for (const [child, step] of Object.entries(definition.steps)) {
      if (step.parent?.container === id && (waiting.get(child) ?? 0) === 0) visit(child)
    }
    for (const edge of Object.values(definition.edges)) {
      if (edge.from !== id) continue
      const left = (waiting.get(edge.to) ?? 1) - 1
      waiting.set(edge.to, left)
      if (left === 0) visit(edge.to)
    }
  }
  for (const [id, step] of Object.entries(definition.steps)) if (step.parent === undefined && (waiting.get(id) ?? 0) === 0) visit(id)
  for (const id of Object.keys(definition.steps)) visit(id)
  return order
}
