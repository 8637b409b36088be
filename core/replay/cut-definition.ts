import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { ancestorsOf, descendantsOf, insideOf } from '../../sdk/flow/graph.ts'
import { isInFinally } from '../../sdk/flow/plan.ts'

/** The flow up to this step: what comes after it, or after what it is in, is left out, and so is the `finally` lane. */
export function upTo(definition: FlowDefinition, stepId: string): FlowDefinition {
  const inside = insideOf(definition)
  const dropped = new Set(Object.keys(definition.steps).filter((id) => isInFinally(definition, id) && !isInFinally(definition, stepId)))
  const queue = [stepId, ...ancestorsOf(definition, stepId)]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const { from, to } of Object.values(definition.edges)) {
      if (from !== at || dropped.has(to)) continue
      dropped.add(to)
      for (const inner of descendantsOf(inside, to)) dropped.add(inner)
      queue.push(to)
    }
  }
  const steps = Object.fromEntries(Object.entries(definition.steps).filter(([id]) => !dropped.has(id)))
  const edges = Object.fromEntries(Object.entries(definition.edges).filter(([, { from, to }]) => from in steps && to in steps))
  return { ...definition, steps, edges }
}
