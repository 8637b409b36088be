import type { FlowDefinition, Step } from './definition.ts'
import { ancestorsOf, descendantsOf, insideOf, stepOf } from './graph.ts'

type Graph = Pick<FlowDefinition, 'steps' | 'edges'>

/** The step, what is in it, and everything that comes after it: what a retry from there runs. */
export function stepsFrom(definition: Graph, stepId: string): Set<string> {
  const inside = insideOf(definition)
  const around = ancestorsOf(definition, stepId)
  const outermostLoop = around.findLast((id) => isLoop(stepOf(definition, id)))
  const first = outermostLoop ?? stepId
  const dropped = new Set<string>([first, ...descendantsOf(inside, first)])
  const queue = [first]
  for (const container of ancestorsOf(definition, first)) {
    if (stepOf(definition, container)?.kind === 'parallel') dropped.add(container)
    queue.push(container)
  }
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const { from, to } of Object.values(definition.edges)) {
      if (from !== at || dropped.has(to)) continue
      dropped.add(to)
      for (const inner of descendantsOf(inside, to)) dropped.add(inner)
      queue.push(to)
    }
  }
  return dropped
}

function isLoop(step: Step | undefined): boolean {
  return step?.kind === 'forEach' || step?.kind === 'while'
}
