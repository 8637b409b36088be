import { isGated, priorityOf } from '../../../sdk/flow/admission-settings.ts'
import type { PublishedFlow } from '../engine.types.ts'
import type { RunChange } from '../run-write.types.ts'

/** How a new run comes in. Absent for flows without such settings: their runs write nothing more than before. */
export interface RunEntry {
  priority: -1 | 0 | 1
  /** `new`: waits to be let in. `paused`: waits for its flow to be resumed. Null: needs nobody's leave. */
  gate: 'new' | 'paused' | null
}

/** `isKept`: the flow is paused and keeps what comes. */
export function entryOf({ definition }: PublishedFlow, isKept: boolean): { entry?: RunEntry } {
  const gate = isKept ? 'paused' : isGated(definition.settings) ? 'new' : null
  const priority = priorityOf(definition.settings)
  return gate === null && priority === 0 ? {} : { entry: { priority, gate } }
}

/** A run that somebody has a slot for, or that waits to be let in first. */
export function queuedOrHeld(flow: PublishedFlow, isKept: boolean): Pick<RunChange, 'entry' | 'next'> {
  const { entry } = entryOf(flow, isKept)
  if (entry === undefined) return { next: { status: 'queued', heldBy: null } }
  return { entry, next: entry.gate === null ? { status: 'queued', heldBy: null } : { status: 'held' } }
}

/** Whether a commit of this run is news for those who wait to be let in. */
export function movesGates({ entry, leavesGate }: RunChange): boolean {
  return leavesGate === true || (entry !== undefined && entry.gate !== null)
}
