import type { FlowDefinition } from './definition.ts'
import { ancestorsOf, type FlowGraph, joinsSiblings, laneKey, ownsLane, stepIds, stepOf } from './graph.ts'
import { FINALLY_LANE } from './plan.ts'
import type { Report } from './validate.ts'

/** Rules that a JSON Schema cannot say: edges join siblings and form no circle; a parent exists and owns the lane. */
export function graphProblems(definition: FlowDefinition, graph: FlowGraph, report: Report): void {
  for (const id of stepIds(definition)) parentProblems(definition, id, report)
  for (const id of graph.cyclic) report(id, '', 'cycle')
  for (const edgeId of Object.keys(definition.edges).sort()) edgeProblems(definition, edgeId, report)
}

function parentProblems(definition: FlowDefinition, id: string, report: Report): void {
  const parent = stepOf(definition, id)?.parent
  if (parent === undefined || laneKey(parent) === FINALLY_LANE) return
  const container = stepOf(definition, parent.container)
  if (container === undefined) report(id, '/parent', 'parent_unknown')
  else if (!ownsLane(container, parent.lane)) {
    report(id, '/parent/lane', 'lane_unknown', { container: container.name, lane: parent.lane.slice(0, 40) })
  } else if (parent.container === id || ancestorsOf(definition, id).includes(id)) report(id, '/parent', 'parent_cycle')
}

function edgeProblems(definition: FlowDefinition, edgeId: string, report: Report): void {
  const edge = definition.edges[edgeId]
  if (edge === undefined) return
  const field = `/edges/${edgeId}`
  const from = stepOf(definition, edge.from)
  const to = stepOf(definition, edge.to)
  if (from === undefined || to === undefined) report(to === undefined ? 'flow' : edge.to, field, 'edge_unknown_step')
  else if (edge.from === edge.to) report(edge.to, field, 'edge_self')
  else if (!joinsSiblings(definition, edge)) report(edge.to, field, 'edge_crosses_lanes')
}
