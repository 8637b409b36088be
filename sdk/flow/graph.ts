import { type Edge, type FlowDefinition, lanesOf, type Step } from './definition.ts'

/** The lane key of steps that have no parent. */
export const ROOT_LANE = ''

/** `<container>/<lane>`, or ROOT_LANE. Two steps are siblings when this is equal. */
export function laneKey(parent: Step['parent']): string {
  return parent === undefined ? ROOT_LANE : `${parent.container}/${parent.lane}`
}

/** Step ids by the container that is their parent. */
export type Inside = ReadonlyMap<string, readonly string[]>

export interface FlowGraph {
  /** Step ids of each lane, in the order they run: topological, ties by step id, so that every process and every replay agree. */
  lanes: Map<string, string[]>
  /** Steps with an edge into the step. A repeated edge counts once. */
  predecessors: Map<string, string[]>
  /** Steps of each container, whatever lane they name. */
  inside: Inside
  /** Steps that sit in a cycle and so could never start. */
  cyclic: string[]
  /** Lanes that a step owns, in the order they run. */
  laneNames(id: string): readonly string[]
}

/** The definition's lanes and order. Edges that do not join two siblings are left out: `validate.ts` reports them. */
export function graphOf(definition: Pick<FlowDefinition, 'steps' | 'edges'>): FlowGraph {
  const laneNames = (id: string): readonly string[] => {
    const step = stepOf(definition, id)
    return step === undefined ? [] : lanesOf(step)
  }
  const graph: FlowGraph = { lanes: new Map(), predecessors: new Map(), inside: insideOf(definition), cyclic: [], laneNames }
  for (const id of stepIds(definition)) {
    graph.predecessors.set(id, [])
    listed(graph.lanes, laneKey(stepOf(definition, id)?.parent)).push(id)
  }
  for (const edge of Object.values(definition.edges)) {
    if (!joinsSiblings(definition, edge)) continue
    const into = graph.predecessors.get(edge.to)
    if (into !== undefined && !into.includes(edge.from)) into.push(edge.from)
  }
  for (const [key, ids] of graph.lanes) {
    const order = topologicalOrder(ids, graph.predecessors)
    graph.lanes.set(key, order)
    if (order.length < ids.length) graph.cyclic.push(...ids.filter((id) => !order.includes(id)))
  }
  return graph
}

/** Own steps only: a step id such as `toString` finds nothing it should not. */
export function stepOf(definition: Pick<FlowDefinition, 'steps'>, id: string): Step | undefined {
  return Object.hasOwn(definition.steps, id) ? definition.steps[id] : undefined
}

/** Step ids in a stable order, whatever order the stored keys came back in. */
export function stepIds(definition: Pick<FlowDefinition, 'steps'>): string[] {
  return Object.keys(definition.steps).sort()
}

/** Whether an edge joins two known, different steps of one lane. */
export function joinsSiblings(definition: Pick<FlowDefinition, 'steps'>, edge: Edge): boolean {
  const from = stepOf(definition, edge.from)
  const to = stepOf(definition, edge.to)
  if (from === undefined || to === undefined || edge.from === edge.to) return false
  return laneKey(from.parent) === laneKey(to.parent)
}

/** Steps of one lane of a container, in the order they run. */
export function childrenOf(graph: FlowGraph, container: string, lane: string): readonly string[] {
  return graph.lanes.get(`${container}/${lane}`) ?? []
}

export function insideOf(definition: Pick<FlowDefinition, 'steps'>): Inside {
  const inside = new Map<string, string[]>()
  for (const [id, { parent }] of Object.entries(definition.steps)) if (parent !== undefined) listed(inside, parent.container).push(id)
  return inside
}

/** Everything inside a container, at any depth. */
export function descendantsOf(inside: Inside, container: string): string[] {
  const found = new Set<string>()
  const queue = [container]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const child of inside.get(id) ?? []) {
      if (found.has(child)) continue
      found.add(child)
      queue.push(child)
    }
  }
  return [...found]
}

/** The list under that key, which is made when it is not there. */
function listed(lists: Map<string, string[]>, key: string): string[] {
  const known = lists.get(key)
  if (known !== undefined) return known
  const fresh: string[] = []
  lists.set(key, fresh)
  return fresh
}

/** The containers a step sits in, innermost first. Ends at an unknown or repeated container. */
export function ancestorsOf(definition: Pick<FlowDefinition, 'steps'>, id: string): string[] {
  const chain: string[] = []
  let parent = stepOf(definition, id)?.parent
  while (parent !== undefined && !chain.includes(parent.container) && stepOf(definition, parent.container) !== undefined) {
    chain.push(parent.container)
    parent = stepOf(definition, parent.container)?.parent
  }
  return chain
}

/** Whether the step owns that lane: its kind's lanes, and `error` when its policy is the error lane. */
export function ownsLane(step: Step, lane: string): boolean {
  return lanesOf(step).includes(lane)
}

function topologicalOrder(ids: readonly string[], predecessors: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = []
  const placed = new Set<string>()
  const waiting = [...ids]
  for (;;) {
    const next = waiting.findIndex((id) => (predecessors.get(id) ?? []).every((before) => placed.has(before)))
    const id = waiting[next]
    if (id === undefined) return order
    waiting.splice(next, 1)
    placed.add(id)
    order.push(id)
  }
}
