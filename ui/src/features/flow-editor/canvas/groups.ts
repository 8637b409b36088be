import { type FlowDefinition, type Lane, laneOf, withDescendants } from '@tomada/sdk/flow'
import { type Box, type CanvasLayout, STEP_HEIGHT, STEP_WIDTH } from './layout.ts'

export interface PlacedGroup extends Box {
  id: string
  title: string
  lane: Lane
  collapsed: boolean
  /** Those that still exist. */
  steps: readonly string[]
}

const PAD = 16
export const GROUP_HEAD = 32

/** Where the groups are, relative to the origin of their lane: around their steps, or as one card where the first of them would be. */
export function placedGroups(definition: FlowDefinition, layout: CanvasLayout): PlacedGroup[] {
  return Object.entries(definition.groups ?? {}).flatMap(([id, group]): PlacedGroup[] => {
    const placed = group.steps.flatMap((stepId) => layout.steps.get(stepId) ?? [])
    const [first] = placed
    const step = first && definition.steps[first.id]
    if (!first || !step) return []
    const [x, y] = [Math.min(...placed.map((one) => one.x)), Math.min(...placed.map((one) => one.y))]
    const common = { id, title: group.title, lane: laneOf(step), steps: placed.map((one) => one.id) }
    if (group.collapsed) return [{ ...common, collapsed: true, x, y, width: STEP_WIDTH, height: STEP_HEIGHT }]
    const right = Math.max(...placed.map((one) => one.x + one.width))
    const bottom = Math.max(...placed.map((one) => one.y + one.height))
    return [
      {
        ...common,
        collapsed: false,
        x: x - PAD,
        y: y - PAD - GROUP_HEAD,
        width: right - x + 2 * PAD,
        height: bottom - y + 2 * PAD + GROUP_HEAD,
      },
    ]
  })
}

/** Steps that a collapsed group hides, with everything inside them, and the group that stands for each. */
export function hiddenBy(definition: FlowDefinition): Map<string, string> {
  const hidden = new Map<string, string>()
  for (const [id, group] of Object.entries(definition.groups ?? {})) {
    if (!group.collapsed) continue
    for (const stepId of group.steps) {
      if (!definition.steps[stepId]) continue
      for (const inner of withDescendants(definition, stepId)) hidden.set(inner, id)
    }
  }
  return hidden
}
