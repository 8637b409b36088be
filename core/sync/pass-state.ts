import type { Json } from '../../sdk/flow/definition.ts'
import type { Origin } from '../resources/resources.types.ts'
import type { Span, Window } from './sync-window.ts'

/** How far one resource of a job is: written with each page, and all that a worker needs to go on where another was killed. */
export interface PassState {
  /** `list`: pages. `parents`: one list for each parent. `verify`: what a scan did not list is asked for by its id. `reread`: what is open is. */
  phase: 'list' | 'parents' | 'verify' | 'reread'
  origin: Origin
  span: Span
  window: Window
  /** The provider's own; null: first page of the window. */
  checkpoint: Json
  /** Newest time of change that was seen, in milliseconds. */
  newest: number | null
  /** Of the page under way: records that were read whole, and stored, before one of the others failed. */
  detailed: number
  /** Records of the window under way. */
  windowRead: number
  emptyDays: number
  /** Narrower than the manifest says, since the provider refused more; null: as declared. */
  widthMs: number | null
  /** Times that this pass began its window again, because the provider's checkpoint had died. */
  restarts: number
  /** Opaque place in the list of stored records that is gone through. */
  parentCursor: string | null
  /** Last key that was asked for. */
  verifiedKey: string
}

export function parsePassState(text: string): PassState | null {
  // A pass that a former version began knows of no page that was stored in parts.
  return text === '' ? null : { detailed: 0, ...JSON.parse(text) }
}
