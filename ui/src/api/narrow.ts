import type { FlowDefinition, Json, StepError, StepKind, Trigger } from '@tomada/sdk/flow'
import type { StepAttempt } from './generated/types.gen.ts'

/**
 * The only place where the UI says more about an answer than `openapi.json` does. What the document leaves open on purpose
 * (flow definitions, JSON values, JSON Schemas) was checked against the flow's own schemas when it was stored.
 */

/** JSON Schema 2020-12 as a manifest writes it; texts are already in the reader's language. */
export type Schema = { [key: string]: unknown }

/** An answer whose open values are known to be JSON. */
export type InJson<Answer> = unknown extends Answer ? Json : Answer extends object ? { [Key in keyof Answer]: InJson<Answer[Key]> } : Answer

/** `Answer` with some of its fields said more exactly; a field that the API does not have is refused. */
export type Narrowed<Answer, Fields extends { [Key in keyof Fields]: Key extends keyof Answer ? unknown : never }> = Omit<
  InJson<Answer>,
  keyof Fields
> &
  Fields

/** Every answer came out of `JSON.parse`, so nothing in it is anything but JSON. */
export function inJson<Answer>(answer: Answer): InJson<Answer> {
  return answer as InJson<Answer>
}

export function flowDefinition(value: unknown): FlowDefinition {
  return value as FlowDefinition
}

export function triggerOrNull(value: unknown): Trigger | null {
  return value as Trigger | null
}

export function stepKind(value: string): StepKind {
  return value as StepKind
}

export function stepErrorOrNull(value: unknown): StepError | null {
  return value as StepError | null
}

export function callRecords(value: unknown): StepAttempt['calls'] {
  return value as StepAttempt['calls']
}

/** A schema that says nothing accepts everything. */
export function schema(value: unknown): Schema {
  return schemaOrNull(value) ?? {}
}

export function schemaOrNull(value: unknown): Schema | null {
  return isObject(value) ? value : null
}

/** What a form gave: its fields by name. A form without fields gives null. */
export function formFields(value: Json): { [key: string]: unknown } {
  return isObject(value) ? value : {}
}

/** What a form of settings gave: plain values by name; one that was emptied is left out. */
export function formSettings(value: Json): { [key: string]: string | number | boolean } {
  return Object.fromEntries(
    Object.entries(formFields(value)).filter((entry): entry is [string, string | number | boolean] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  )
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
