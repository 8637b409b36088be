import type { Json } from '../../sdk/flow/definition.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { StoredRecord } from '../resources/resources.types.ts'
import type { ResourcePlan } from '../resources/tables/resource-plan.ts'

/** Which record of which account. */
export interface RecordAt {
  plugin: string
  resource: string
  connectionId: string
  key: string
}

/**
 * How far an edit is. `pending`: written down here, nothing was sent. `sent`: on its way to the provider. `confirmed`: the provider
 * said that it is done. `failed`: certainly not done. `uncertain`: it may have been done; nobody sends it again unasked.
 */
export type EditState = 'pending' | 'sent' | 'confirmed' | 'failed' | 'uncertain'

/** One thing that a person had an action do with a record. */
export interface RecordEdit extends RecordAt {
  id: string
  action: string
  state: EditState
  input: Json
  /** The provider's answer; null when there is none, or it is too large to keep. */
  output: Json
  error: { code: string; message: string } | null
  requestedBy: { userId: string; name: string | null }
  requestedAt: string
  sentAt: string | null
  endedAt: string | null
  /** What reading the record again brought; null when it was not read. */
  reread: 'stored' | 'unchanged' | 'deleted' | 'failed' | null
}

/** An action as a record offers it: what it takes from the record, and what is left for a person. */
export interface RecordOffer {
  name: string
  displayName: string
  description: string
  effect: 'read' | 'create' | 'update' | 'delete' | 'send'
  /** Why not now; null when it can be done. */
  unavailable: 'deleted' | 'condition' | null
  /** JSON Schema of what a person gives: the action's input without what the record decides. */
  input: Json
  /** Where a person begins. */
  values: { [name: string]: Json }
  /** What the record decides. */
  decided: { [name: string]: Json }
}

export interface RelatedRecords {
  plugin: string
  resource: string
  displayName: string
  records: Array<{ plan: ResourcePlan; record: StoredRecord }>
  /** There are more than are shown. */
  hasMore: boolean
}

export interface Moment {
  at: string
  kind: 'told' | 'created' | 'changed' | 'deleted' | 'edit'
  /** Resource that it is about, when it is not the record's own. */
  of: string | null
  title: string
  /** Of a change: the status before and after, as people read it. */
  before: string | null
  after: string | null
  /** Of an edit. */
  state: EditState | null
  byName: string | null
}

export interface RecordViewer {
  tenantId: string
  userId: string
  locale: Locale
}
