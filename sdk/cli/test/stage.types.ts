import type { Fields } from '../../emulator/fields.ts'
import type { Json } from '../../flow/definition.ts'

/** The running emulator, as a stage uses it. */
export interface StageEmulator {
  url: string
  /** The JSON line that it printed at the start. */
  line: Fields
  admin(method: string, path: string, body?: unknown): Promise<Fields>
}

/**
 * Default export of `testing/stage.ts`: what `tomada test` cannot know by itself. Everything may be left out; then an action gets the
 * input of its sample (with another value at each pointer of `repeatable.by`), and records come from the resource's own list.
 */
export interface ConnectorStage {
  /** Before anything: more data, wider limits. */
  prepare?: (emulator: StageEmulator) => Promise<void>
  /** Settings of the connection. */
  settings?: { [name: string]: Json }
  /** What a person types; unsaid: `accounts[0].fields` of the emulator's line. */
  fields?: (emulator: StageEmulator) => Promise<Record<string, unknown>>
  /** By action: something at the provider for one run. `count` is another number each time. */
  inputs?: { [action: string]: (emulator: StageEmulator, count: number) => Promise<Json> }
  /** By resource: the key of a record that is there. */
  keys?: { [resource: string]: (emulator: StageEmulator) => Promise<string> }
  /** By resource: what its list is asked with. */
  lists?: { [resource: string]: (emulator: StageEmulator) => Promise<{ parent?: Json; since?: number }> }
  /** Brings deliveries into being that nobody takes. */
  missDeliveries?: (emulator: StageEmulator) => Promise<void>
  /** Unsaid: `POST /scenario/revoke`. Afterwards the emulator's announcement holds what a person would connect with. */
  revoke?: (emulator: StageEmulator) => Promise<void>
  /** Faults that this provider cannot have, each with its reason. */
  lacking?: { [fault: string]: string }
}
