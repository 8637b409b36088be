import type { Json, Step } from '@tomada/sdk/flow'

export type Fields = ReadonlyArray<readonly [field: string, value: Json | undefined]>

/** What the form of one step kind gets. */
export interface ConfigProps<Kind extends Step['kind']> {
  step: Extract<Step, { kind: Kind }>
  errors: (field: string) => string | undefined
  /** `field` is a JSON Pointer into the step; undefined takes it away. What is typed into one field is one entry of the history, unless `typing` is false. */
  set: (field: string, value: Json | undefined, typing?: boolean) => void
}

/** Of forms that change several fields at once. */
export interface ManyFields {
  setMany: (fields: Fields) => void
}
