import { m } from '#lib/paraglide/messages.js'

// A map: an object with a key `then` would look like a promise.
const LANES = new Map<string, () => string>([
  ['then', m.editor_lane_then],
  ['else', m.editor_lane_else],
  ['error', m.editor_lane_error],
  ['each', m.editor_lane_each],
  ['overdue', m.editor_lane_overdue],
  ['finally', m.editor_lane_finally],
])

/** What a branch's way is called; one that has no words yet keeps its own name. */
export function laneText(lane: string): string {
  return LANES.get(lane)?.() ?? lane
}
