import type { Trigger, TriggerKind } from '@tomada/sdk/flow'

/** What the form of one trigger kind gets. */
export interface TriggerProps<Kind extends TriggerKind> {
  trigger: Extract<Trigger, { kind: Kind }>
  /** The first problem of a field: a JSON Pointer into the trigger. */
  errors: (field: string) => string | undefined
  /** Changes with the same group, close in time, are one entry of the history. */
  set: (trigger: Trigger, group?: string | null) => void
}
