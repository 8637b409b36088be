import type { FlowDefinition, Step } from './definition.ts'
import type { LoopName } from './expressions-names.ts'
import { ancestorsOf, descendantsOf, type FlowGraph, graphOf, stepOf } from './graph.ts'
import { isInFinally } from './plan.ts'
import type { Sees } from './step-texts.ts'

type Steps = Pick<FlowDefinition, 'steps'>

export function isLoop(step: Step | undefined): boolean {
  return step?.kind === 'forEach' || step?.kind === 'while'
}

/** The loops in whose iterations a step runs, outermost first. A loop's error lane is outside of its iterations. */
export function loopsAround(definition: Steps, id: string): string[] {
  const chain = [id, ...ancestorsOf(definition, id)]
  const inIteration = (child: string): string[] => {
    const parent = stepOf(definition, child)?.parent
    return parent?.lane === 'each' && isLoop(stepOf(definition, parent.container)) ? [parent.container] : []
  }
  return chain.flatMap(inIteration).reverse()
}

/** The loops in whose iterations a text of a step is evaluated: for what a loop says of its iterations, itself too. */
export function loopsAroundText(definition: Steps, id: string, sees: Sees): string[] {
  const around = loopsAround(definition, id)
  return sees === 'inside' || sees === 'iteration' ? [...around, id] : around
}

/** `item` is the innermost for-each's, `index` and `previous` the innermost loop's. */
export function loopNamesKnown(definition: Steps, id: string, sees: Sees): Set<LoopName> {
  const known = new Set<LoopName>(sees === 'item' ? ['item', 'index'] : [])
  for (const loop of loopsAroundText(definition, id, sees)) {
    known.add('index').add('previous')
    if (stepOf(definition, loop)?.kind === 'forEach') known.add('item')
  }
  return known
}

/**
 * Steps whose output a text may use: everything that is decided before it is evaluated. Walks back along edges at each level and
 * takes what the finished containers held; those may not have run, which is why `?.` exists. The `finally` lane sees all others.
 * `graph`: the definition's, for who asks about many of its steps.
 */
export function upstreamOf(
  definition: Pick<FlowDefinition, 'steps' | 'edges'>,
  id: string,
  sees: Sees = 'step',
  graph: FlowGraph = graphOf(definition),
): string[] {
  const found = new Set<string>()
  const levels = [id, ...ancestorsOf(definition, id)]
  for (const start of levels) {
    const queue = [...(graph.predecessors.get(start) ?? [])]
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (found.has(at)) continue
      found.add(at)
      for (const inner of descendantsOf(graph.inside, at)) found.add(inner)
      queue.push(...(graph.predecessors.get(at) ?? []))
    }
  }
  // A container's own decision is known inside it, and an error lane may read why it runs.
  for (const container of levels.slice(1)) found.add(container)
  if (sees === 'after' || sees === 'inside' || sees === 'iteration') found.add(id)
  if (sees === 'after' || sees === 'inside') for (const inner of descendantsOf(graph.inside, id)) found.add(inner)
  if (isInFinally(definition, id)) for (const other of Object.keys(definition.steps)) if (!isInFinally(definition, other)) found.add(other)
  return [...found].sort()
}

/** The outermost loop that the used step runs in and the text does not: its iterations are over when the text is evaluated. */
export function closedLoop(definition: Steps, id: string, used: string, sees: Sees = 'step'): string | undefined {
  const known = loopsAroundText(definition, id, sees)
  return loopsAround(definition, used).find((loop, i) => known[i] !== loop)
}

/** Whether a step that is decided before another one may have been passed by: a reference to it should be optional. */
export function mayNotHaveRun(definition: Pick<FlowDefinition, 'steps' | 'edges'>, id: string, used: string): boolean {
  if (isInFinally(definition, id) && !isInFinally(definition, used)) return true
  const around = [id, ...ancestorsOf(definition, id)]
  return [used, ...ancestorsOf(definition, used)].some((inner) => {
    const parent = stepOf(definition, inner)?.parent
    return parent !== undefined && parent.container !== 'flow' && !around.includes(parent.container) && !isAlwaysTaken(definition, parent)
  })
}

/** Whoever gets past a parallel that needs all its lanes has been through each. */
function isAlwaysTaken(definition: Steps, { container, lane }: NonNullable<Step['parent']>): boolean {
  const step = stepOf(definition, container)
  if (step?.kind !== 'parallel' || lane === 'error') return false
  return step.join === 'all' && step.fail !== 'continue' && (step.onError ?? 'fail') === 'fail'
}
