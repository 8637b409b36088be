import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import type { Api } from '../durability/api.ts'

/** What a line of business works with: the product's own API, and the providers as emulators. */
export interface Workshop {
  origin: string
  /** Who signed up. */
  owner: { email: string; password: string }
  api: Api
  /** Throws for a connector whose emulator was not started. */
  provider(plugin: string): SpawnedEmulator
}

/** One line of business that goes on for as long as the soak lasts: something happens at one provider, and another must hear of it once. */
export interface Line {
  name: string
  /** Installs and publishes its flow. */
  open(workshop: Workshop): Promise<OpenLine>
}

export interface OpenLine {
  /** Milliseconds between one event and the next. */
  everyMs: number
  /** Makes one thing happen. */
  happen(): Promise<Happened>
  /** As a person who looks it up there: what a step gave that nobody knows the fate of; null when the provider has nothing of it. */
  seenAtProvider?(step: { name: string; input: unknown }): Promise<Json | null>
  /** How often the other providers were made to do it, by key: from their ledgers, which no part of the product can write. */
  done(): Promise<Map<string, number>>
}

interface Happened {
  /** By which ledgers will know it. */
  keys: string[]
  /** Whether the product took it in; else it may hear of it later, or never. */
  isPromised: boolean
}
