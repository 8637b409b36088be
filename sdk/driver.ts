import type { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import type { Json } from './flow/definition.ts'

/**
 * The native tier: code that is reviewed like the host's own, for providers that are spoken to over a socket that stays open. A driver
 * runs in a process of its own, without the vault's key and without the database; what it keeps, hears and says goes through its host.
 */
export interface Driver {
  /** Called in the one process of the installation that holds this connection. It connects by itself, and again after a loss. */
  open(host: DriverHost, pairing: Pairing | null): Promise<DriverSession>
}

/** How a person links the account; null when it is linked already, or must be by now. */
export type Pairing = { by: 'qr' } | { by: 'code'; phone: string }

export interface DriverSession {
  /** Does what an action with the entry `driver#<name>` asks for. Throws the classes of `errors.ts`; anything else may have had its effect. */
  call(name: string, input: Json, context: { effectKey: string }): Promise<Json>
  /** Ends the socket. `forget`: the account is unlinked at the provider too. */
  close(options: { forget: boolean }): Promise<void>
}

/** What a driver may do beside computing. */
export interface DriverHost {
  readonly settings: { readonly [name: string]: Json }
  readonly store: DriverStore
  /**
   * Stores a message of the provider as a delivery of the connection's webhook. Once it resolves, the message survives everything, and
   * a repeated one (by the webhook's dedupe) is kept once.
   */
  deliver(body: Json): Promise<void>
  /** Says how the session stands; called on a change only. */
  report(state: SessionState): void
  /** A socket to a declared host, with TLS verified. Rejects when the manifest does not allow it. */
  dial(target: { hostname: string; port: number }): Promise<Duplex>
  /**
   * For libraries that make their own requests: every socket of these comes from `dial`. `dispatcher` is what the platform's `fetch`
   * takes under that name.
   */
  readonly http: { agent: Agent; dispatcher: unknown }
  /** Milliseconds since the epoch. */
  now(): number
  /** Never a place for personal data or keys. */
  log(level: 'info' | 'warn' | 'error', text: string): void
}

/** Sealed by the host before it is stored. A kind is any name, an id any text. */
export interface DriverStore {
  /** Only those that are there. */
  get(kind: string, ids: readonly string[]): Promise<Record<string, string>>
  /** All of it or nothing; null deletes. Rejects when another process has taken over the connection. */
  set(entries: readonly DriverEntry[]): Promise<void>
  clear(): Promise<void>
}

export interface DriverEntry {
  kind: string
  id: string
  value: string | null
  /** Gone after this time; unsaid: kept until it is deleted. */
  keepSeconds?: number
}

/** A sentence for people, and a code that does not change with it. */
export interface StateReason {
  code: string
  text: { en: string; 'pt-BR': string }
}

export type SessionState =
  | { is: 'connecting' }
  /** Shown to who may link the account, and to nobody else: it is a credential. */
  | { is: 'pairing'; show: { kind: 'qr' | 'code'; value: string; forMs: number } }
  | { is: 'connected'; account: { id: string; label: string } }
  /** It will try again by itself. */
  | { is: 'waiting'; reason: StateReason; againInMs: number }
  /** It will not. `needsPairing`: the account must be linked again. */
  | { is: 'ended'; reason: StateReason; needsPairing: boolean }

/** Default export of a connector's `driver.ts`. */
export function defineDriver(driver: Driver): Driver {
  return driver
}
