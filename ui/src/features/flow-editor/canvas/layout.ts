import { edgesInto, FINALLY, type FlowDefinition, type Lane, lanesOf, orderedLane, sameLane } from '@tomada/sdk/flow'

/** Sizes in pixels of the canvas at 100 %. brand.md: a step is 240 × 64. */
export const STEP_WIDTH = 240
export const STEP_HEIGHT = 64
export const PORT_Y = STEP_HEIGHT / 2
export const PILL_WIDTH = 112
export const PILL_HEIGHT = 28
const GAP_X = 72
const GAP_Y = 40
const LANE_PAD = 20
const PILL_GAP = 48
export const FINALLY_HEAD = 44

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface LaneBox extends Box {
  lane: string
  /** Where positions of the lane's steps are counted from, relative to the container. */
  originX: number
  originY: number
}

export interface PlacedStep {
  id: string
  lane: Lane
  /** Relative to the lane's origin (the canvas at the root), as the definition's layout stores it. */
  x: number
  y: number
  width: number
  height: number
  /** Rows of a container, top to bottom; empty for a plain step. */
  lanes: LaneBox[]
}

export interface CanvasLayout {
  trigger: Box
  steps: Map<string, PlacedStep>
  /** The flow's last lane, below everything else. */
  finally: Box & { lane: LaneBox }
}

/** Where positions of a lane's steps are counted from, in its container; absent at the root. */
export function laneBoxOf(layout: CanvasLayout, lane: Lane): LaneBox | undefined {
  if (lane === null) return undefined
  if (sameLane(lane, FINALLY)) return layout.finally.lane
  return layout.steps.get(lane.container)?.lanes.find((box) => box.lane === lane.lane)
}

/** Longest way from the lane's start, in steps: the column of each. */
function columnsOf(definition: FlowDefinition, order: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>()
  for (const id of order) {
    const before = edgesInto(definition, id).flatMap(([, edge]) => columns.get(edge.from) ?? [])
    columns.set(id, before.length === 0 ? 0 : Math.max(...before) + 1)
  }
  return columns
}

interface LaneExtent {
  width: number
  height: number
}

/** Places one lane: stored positions where there are some, columns from left to right for the rest. */
function placeLane(definition: FlowDefinition, lane: Lane, firstX: number, into: Map<string, PlacedStep>): LaneExtent {
  const order = orderedLane(definition, lane)
  const sized = new Map(order.map((id) => [id, sizeOf(definition, id, lane, into)]))
  const columns = columnsOf(definition, order)
  const count = Math.max(0, ...order.map((id) => (columns.get(id) ?? 0) + 1))
  let x = firstX
  const extent = { width: 0, height: 0 }
  for (let column = 0; column < count; column++) {
    const members = order.filter((id) => columns.get(id) === column)
    let y = 0
    for (const id of members) {
      const size = sized.get(id)
      if (!size) continue
      const stored = definition.layout[id]
      const at = stored === undefined ? { x, y } : lane === null ? stored : { x: Math.max(0, stored.x), y: Math.max(0, stored.y) }
      into.set(id, { ...size, x: at.x, y: at.y })
      y += size.height + GAP_Y
      extent.width = Math.max(extent.width, at.x + size.width)
      extent.height = Math.max(extent.height, at.y + size.height)
    }
    x += Math.max(...members.map((id) => sized.get(id)?.width ?? 0)) + GAP_X
  }
  return extent
}

function sizeOf(definition: FlowDefinition, id: string, lane: Lane, into: Map<string, PlacedStep>): PlacedStep {
  const step = definition.steps[id]
  const names = step ? lanesOf(step) : []
  const placed: PlacedStep = { id, lane, x: 0, y: 0, width: STEP_WIDTH, height: STEP_HEIGHT, lanes: [] }
  if (names.length === 0) return placed
  const originX = LANE_PAD + PILL_WIDTH + PILL_GAP
  let y = STEP_HEIGHT
  for (const name of names) {
    const extent = placeLane(definition, { container: id, lane: name }, 0, into)
    const height = Math.max(STEP_HEIGHT, extent.height) + 2 * LANE_PAD
    placed.lanes.push({ lane: name, x: 0, y, width: 0, height, originX, originY: y + LANE_PAD })
    placed.width = Math.max(placed.width, originX + Math.max(extent.width, 40) + LANE_PAD + 36)
    y += height
  }
  placed.height = y
  for (const box of placed.lanes) box.width = placed.width
  return placed
}

function placeFinally(
  definition: FlowDefinition,
  { x, y }: { x: number; y: number },
  into: Map<string, PlacedStep>,
): CanvasLayout['finally'] {
  const originX = LANE_PAD
  const extent = placeLane(definition, FINALLY, 0, into)
  // Empty, it is one row: its name and where to add.
  if (extent.width === 0)
    return {
      x,
      y,
      width: STEP_WIDTH,
      height: FINALLY_HEAD,
      lane: { lane: FINALLY.lane, x: 0, y: 0, width: 0, height: 0, originX, originY: 0 },
    }
  const width = Math.max(STEP_WIDTH, originX + extent.width + LANE_PAD + 36)
  const height = FINALLY_HEAD + extent.height + 2 * LANE_PAD
  return {
    x,
    y,
    width,
    height,
    lane: { lane: FINALLY.lane, x: 0, y: FINALLY_HEAD, width, height, originX, originY: FINALLY_HEAD + LANE_PAD },
  }
}

/** Where everything is. Pure: the same definition always looks the same. */
export function layoutOf(definition: FlowDefinition): CanvasLayout {
  const at = definition.layout.trigger ?? { x: 0, y: 0 }
  const steps = new Map<string, PlacedStep>()
  const root = placeLane(definition, null, STEP_WIDTH + GAP_X, steps)
  const trigger = { x: at.x, y: at.y, width: STEP_WIDTH, height: STEP_HEIGHT }
  const top = Math.max(root.height, trigger.y + trigger.height) + 2 * GAP_Y
  return { trigger, steps, finally: placeFinally(definition, { x: trigger.x, y: top }, steps) }
}
