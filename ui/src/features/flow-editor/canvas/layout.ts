import { edgesInto, type FlowDefinition, type Lane, lanesOf, orderedLane } from '@tomada/sdk/flow'

/** Sizes in pixels of the canvas at 100 %. brand.md: a step is 240 × 64. */
export const STEP_WIDTH = 240
export const STEP_HEIGHT = 64
export const PORT_Y = STEP_HEIGHT / 2
export const PILL_WIDTH = 92
export const PILL_HEIGHT = 28
const GAP_X = 72
const GAP_Y = 40
const LANE_PAD = 20
const PILL_GAP = 48

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

/** Where everything is. Pure: the same definition always looks the same. */
export function layoutOf(definition: FlowDefinition): CanvasLayout {
  const at = definition.layout.trigger ?? { x: 0, y: 0 }
  const steps = new Map<string, PlacedStep>()
  placeLane(definition, null, STEP_WIDTH + GAP_X, steps)
  return { trigger: { x: at.x, y: at.y, width: STEP_WIDTH, height: STEP_HEIGHT }, steps }
}
