import { CommandRefused, type Fragment } from './commands-refused.ts'
import type { Edge, FlowDefinition, Step } from './definition.ts'
import {
  edgesInto,
  edgesOutOf,
  freeName,
  isLane,
  type Lane,
  laneOf,
  lanesStarts,
  type Mint,
  reaches,
  sameLane,
  withDescendants,
} from './draft.ts'

/** Where a step goes. Its neighbours are rejoined around it. */
export type Target =
  /** First in its lane; what started the lane follows it. */
  | { kind: 'start'; lane: Lane }
  /** Right after a step, taking over what follows it. */
  | { kind: 'after'; stepId: string }
  /** Beside what already follows a step: one more way out. */
  | { kind: 'beside'; stepId: string }
  | { kind: 'edge'; edgeId: string }

function stepAt(definition: FlowDefinition, id: string): Step {
  const step = definition.steps[id]
  if (!step) throw new CommandRefused('not_found')
  return step
}

/** Takes steps away, with every edge and position of theirs; neighbours are not rejoined. */
export function dropSteps(definition: FlowDefinition, ids: readonly string[]): FlowDefinition {
  const gone = new Set(ids)
  const keep = <Value>(record: Record<string, Value>, test: (id: string, value: Value) => boolean) =>
    Object.fromEntries(Object.entries(record).filter(([id, value]) => test(id, value)))
  return {
    ...definition,
    steps: keep(definition.steps, (id) => !gone.has(id)),
    edges: keep(definition.edges, (_id, edge) => !gone.has(edge.from) && !gone.has(edge.to)),
    layout: keep(definition.layout, (id) => !gone.has(id)),
  }
}

function withEdges(definition: FlowDefinition, wanted: readonly Edge[], mint: Mint): FlowDefinition {
  const edges = { ...definition.edges }
  const has = (edge: Edge) => Object.values(edges).some(({ from, to }) => from === edge.from && to === edge.to)
  for (const edge of wanted) if (edge.from !== edge.to && !has(edge)) edges[mint('e')] = edge
  return { ...definition, edges }
}

function withoutEdges(definition: FlowDefinition, ids: readonly string[]): FlowDefinition {
  return { ...definition, edges: Object.fromEntries(Object.entries(definition.edges).filter(([id]) => !ids.includes(id))) }
}

/** Edges from each predecessor to each successor, so that taking the step away leaves no gap. */
function bridges(definition: FlowDefinition, id: string): Edge[] {
  const [into, out] = [edgesInto(definition, id), edgesOutOf(definition, id)]
  return into.flatMap(([, { from }]) => out.map(([, { to }]) => ({ from, to })))
}

export function removeSteps(definition: FlowDefinition, ids: readonly string[], mint: Mint): FlowDefinition {
  return ids.reduce((current, id) => {
    // An earlier id of the same command may have taken it along.
    if (!current.steps[id] && definition.steps[id]) return current
    stepAt(current, id)
    return withEdges(dropSteps(current, withDescendants(current, id)), bridges(current, id), mint)
  }, definition)
}

/** What the target means in the graph: the lane, what comes before, what comes after, and the wires that are cut for it. */
function placeOf(definition: FlowDefinition, at: Target): { lane: Lane; before: string[]; after: string[]; cut: string[] } {
  switch (at.kind) {
    case 'start': {
      if (!isLane(definition, at.lane)) throw new CommandRefused('not_found')
      return { lane: at.lane, before: [], after: lanesStarts(definition, at.lane), cut: [] }
    }
    case 'after': {
      const out = edgesOutOf(definition, at.stepId)
      const lane = laneOf(stepAt(definition, at.stepId))
      return { lane, before: [at.stepId], after: out.map(([, edge]) => edge.to), cut: out.map(([id]) => id) }
    }
    case 'beside':
      return { lane: laneOf(stepAt(definition, at.stepId)), before: [at.stepId], after: [], cut: [] }
    case 'edge': {
      const edge = definition.edges[at.edgeId]
      if (!edge) throw new CommandRefused('not_found')
      return { lane: laneOf(stepAt(definition, edge.from)), before: [edge.from], after: [edge.to], cut: [at.edgeId] }
    }
    default:
      return at satisfies never
  }
}

/**
 * Puts a fragment at a target. Its steps without a predecessor inside it become the first, those without a successor the last.
 * `renew` gives every step a new id and a free name (paste); `keep` is for a step that was just made.
 */
export function insertFragment(
  definition: FlowDefinition,
  fragment: Fragment,
  at: Target,
  mint: Mint,
  identity: 'keep' | 'renew',
): FlowDefinition {
  const place = placeOf(definition, at)
  const ids = new Map(Object.keys(fragment.steps).map((id) => [id, identity === 'keep' ? id : mint('s')]))
  let next = withoutEdges(definition, place.cut)
  const tops: string[] = []
  for (const [oldId, step] of Object.entries(fragment.steps)) {
    const id = ids.get(oldId) ?? oldId
    if (next.steps[id]) throw new CommandRefused('duplicate')
    const container = step.parent && ids.get(step.parent.container)
    if (container === undefined) tops.push(id)
    const placed = placedStep(
      step,
      container && step.parent ? { container, lane: step.parent.lane } : place.lane,
      freeName(next, step.name),
    )
    next = { ...next, steps: { ...next.steps, [id]: placed } }
  }
  const inner = Object.values(fragment.edges).flatMap(({ from, to }) => {
    const [newFrom, newTo] = [ids.get(from), ids.get(to)]
    return newFrom !== undefined && newTo !== undefined ? [{ from: newFrom, to: newTo }] : []
  })
  return withEdges(next, [...inner, ...outerEdges(tops, inner, place)], mint)
}

function placedStep(step: Step, lane: Lane, name: string): Step {
  const { parent: _parent, ...rest } = step
  return lane ? { ...rest, name, parent: lane } : { ...rest, name }
}

function outerEdges(tops: readonly string[], inner: readonly Edge[], place: { before: string[]; after: string[] }): Edge[] {
  const firsts = tops.filter((id) => !inner.some((edge) => edge.to === id))
  const lasts = tops.filter((id) => !inner.some((edge) => edge.from === id))
  return [
    ...place.before.flatMap((from) => firsts.map((to) => ({ from, to }))),
    ...lasts.flatMap((from) => place.after.map((to) => ({ from, to }))),
  ]
}

export function moveTo(definition: FlowDefinition, id: string, at: Target, mint: Mint): FlowDefinition {
  const step = stepAt(definition, id)
  const own = withDescendants(definition, id)
  const place = placeOf(definition, at)
  const intoItself = (place.lane && own.includes(place.lane.container)) || place.before.includes(id)
  if (intoItself) throw new CommandRefused('into_itself')
  if (at.kind === 'edge' && place.after.includes(id)) return definition
  const touching = [...edgesInto(definition, id), ...edgesOutOf(definition, id)].map(([edgeId]) => edgeId)
  const detached = withEdges(withoutEdges(definition, touching), bridges(definition, id), mint)
  // The place is read again: detaching may have changed what follows it.
  const { lane, before, after, cut } = placeOf(detached, at)
  const { [id]: _position, ...layout } = detached.layout
  const moved = { ...withoutEdges(detached, cut), layout, steps: { ...detached.steps, [id]: placedStep(step, lane, step.name) } }
  const followers = after.filter((other) => other !== id)
  return withEdges(moved, [...before.map((from) => ({ from, to: id })), ...followers.map((to) => ({ from: id, to }))], mint)
}

export function connect(definition: FlowDefinition, from: string, to: string, mint: Mint): FlowDefinition {
  const [source, target] = [stepAt(definition, from), stepAt(definition, to)]
  if (!sameLane(laneOf(source), laneOf(target))) throw new CommandRefused('not_siblings')
  if (from === to || reaches(definition, to, from)) throw new CommandRefused('cycle')
  if (edgesOutOf(definition, from).some(([, edge]) => edge.to === to)) throw new CommandRefused('duplicate')
  return withEdges(definition, [{ from, to }], mint)
}

export function disconnect(definition: FlowDefinition, edgeId: string): FlowDefinition {
  if (!definition.edges[edgeId]) throw new CommandRefused('not_found')
  return withoutEdges(definition, [edgeId])
}
