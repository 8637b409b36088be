import type { Json, Step } from '@tomada/sdk/flow'

/** What the form of one step kind gets. `set` takes a JSON Pointer into the step; undefined takes the field away. */
export interface ConfigProps<Kind extends Step['kind']> {
  step: Extract<Step, { kind: Kind }>
  errors: (field: string) => string | undefined
  set: (field: string, value: Json | undefined) => void
}
