import { FINALLY, FLOW_CONTAINER, type FlowDefinition, type Lane, lanesStarts, sameLane, type Target } from '@tomada/sdk/flow'
import type { Edge, Node } from '@xyflow/svelte'
import { hiddenBy, type PlacedGroup, placedGroups } from './groups.ts'
import { type CanvasLayout, laneBoxOf, PILL_HEIGHT, PILL_WIDTH, PORT_Y, STEP_HEIGHT, STEP_WIDTH } from './layout.ts'

export type CanvasNode =
  | Node<{ stepId: string }, 'step'>
  | Node<{ stepId: string; width: number; height: number }, 'container'>
  | Node<{ container: string; lane: string; isEmpty: boolean }, 'pill'>
  | Node<{ isEmpty: boolean }, 'finally'>
  | Node<Record<string, never>, 'trigger'>
  | Node<{ text: string }, 'note'>
  | Node<{ title: string; collapsed: boolean; count: number; width: number; height: number }, 'group'>

export type CanvasEdge = Edge<{ target: Target; from: string; to: string; start: Lane }, 'wire'>

export const NOTE_WIDTH = 200
export const NOTE_HEIGHT = 96

const pillId = (container: string, lane: string) => `${container}:${lane}`

/** Everything the canvas shows, derived from the definition. xyflow's arrays are never a source of truth. */
export function nodesOf(layout: CanvasLayout, definition: FlowDefinition, selected: readonly string[], readOnly: boolean): CanvasNode[] {
  const nodes: CanvasNode[] = [
    {
      id: 'trigger',
      type: 'trigger',
      position: { x: layout.trigger.x, y: layout.trigger.y },
      data: {},
      width: STEP_WIDTH,
      height: STEP_HEIGHT,
      selected: selected.includes('trigger'),
      draggable: !readOnly,
    },
  ]
  const hidden = hiddenBy(definition)
  const groups = placedGroups(definition, layout)
  const addLane = (lane: Lane): void => {
    nodes.push(...groupNodes(groups, layout, lane, hidden, readOnly))
    for (const placed of layout.steps.values()) {
      if (hidden.has(placed.id)) continue
      if (JSON.stringify(placed.lane) !== JSON.stringify(lane)) continue
      const box = laneBoxOf(layout, lane)
      const common = {
        id: placed.id,
        position: { x: placed.x + (box?.originX ?? 0), y: placed.y + (box?.originY ?? 0) },
        width: placed.width,
        height: placed.height,
        selected: selected.includes(placed.id),
        draggable: !readOnly,
        ...(lane === null ? {} : { parentId: lane.container, extent: 'parent' as const }),
      }
      if (placed.lanes.length === 0) nodes.push({ ...common, type: 'step', data: { stepId: placed.id } })
      else nodes.push({ ...common, type: 'container', data: { stepId: placed.id, width: placed.width, height: placed.height }, zIndex: -1 })
      for (const row of placed.lanes) {
        const inner = { container: placed.id, lane: row.lane }
        nodes.push({
          id: pillId(placed.id, row.lane),
          type: 'pill',
          parentId: placed.id,
          position: { x: 20, y: row.originY + PORT_Y - PILL_HEIGHT / 2 },
          width: PILL_WIDTH,
          height: PILL_HEIGHT,
          data: { ...inner, isEmpty: lanesStarts(definition, inner).length === 0 },
          draggable: false,
          selectable: false,
        })
        addLane(inner)
      }
    }
  }
  addLane(null)
  nodes.push({
    id: FLOW_CONTAINER,
    type: 'finally',
    position: { x: layout.finally.x, y: layout.finally.y },
    width: layout.finally.width,
    height: layout.finally.height,
    data: { isEmpty: lanesStarts(definition, FINALLY).length === 0 },
    draggable: false,
    selectable: false,
    zIndex: -1,
  })
  addLane(FINALLY)
  for (const [id, { text, x, y }] of Object.entries(definition.notes ?? {})) {
    nodes.push({
      id,
      type: 'note',
      position: { x, y },
      width: NOTE_WIDTH,
      height: NOTE_HEIGHT,
      data: { text },
      draggable: !readOnly,
      connectable: false,
    })
  }
  return nodes
}

/** A group inside a collapsed one is not shown. */
function groupNodes(
  groups: readonly PlacedGroup[],
  layout: CanvasLayout,
  lane: Lane,
  hidden: ReadonlyMap<string, string>,
  readOnly: boolean,
): CanvasNode[] {
  const box = laneBoxOf(layout, lane)
  return groups
    .filter((group) => sameLane(group.lane, lane) && (lane === null || !hidden.has(lane.container)))
    .map(({ id, title, steps, collapsed, x, y, width, height }) => ({
      id,
      type: 'group',
      position: { x: x + (box?.originX ?? 0), y: y + (box?.originY ?? 0) },
      width,
      height,
      data: { title, collapsed, count: steps.length, width, height },
      draggable: !readOnly,
      connectable: false,
      zIndex: collapsed ? 0 : -2,
      ...(lane === null ? {} : { parentId: lane.container }),
    }))
}

/** Stored wires, and the implied ones from the trigger and from each lane's start to the steps that begin there. */
export function edgesOf(layout: CanvasLayout, definition: FlowDefinition): CanvasEdge[] {
  const hidden = hiddenBy(definition)
  const shown = (id: string) => hidden.get(id) ?? id
  const edges: CanvasEdge[] = Object.entries(definition.edges).map(([id, { from, to }]) => ({
    id,
    type: 'wire',
    source: shown(from),
    target: shown(to),
    focusable: false,
    data: { target: { kind: 'edge', edgeId: id }, from, to, start: null },
  }))
  const addStarts = (lane: Lane, source: string): void => {
    const starts = lanesStarts(definition, lane)
    if (lane !== null && hidden.has(lane.container)) return
    for (const [index, to] of starts.entries()) {
      edges.push({
        id: `${source}>${to}`,
        type: 'wire',
        source,
        target: shown(to),
        focusable: false,
        // One "+" is enough for a lane's start: what is added there goes before all of them.
        data: { target: { kind: 'start', lane }, from: index === 0 ? source : '', to, start: lane },
      })
    }
  }
  addStarts(null, 'trigger')
  for (const placed of layout.steps.values()) {
    for (const row of placed.lanes) addStarts({ container: placed.id, lane: row.lane }, pillId(placed.id, row.lane))
  }
  // Inside a collapsed group there is nothing to see.
  return edges.filter((edge) => edge.source !== edge.target)
}
