import type { DriverEntry, Pairing, SessionState } from '../../sdk/driver.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import type { CallResult } from './drivers.types.ts'

/** What a worker and its driver process say to each other, as JSON. `session` is the worker's name for one opened session. */
export type ToChild =
  | { kind: 'open'; session: string; module: string; settings: { [name: string]: Json }; pairing: Pairing | null }
  | { kind: 'close'; session: string; forget: boolean }
  | { kind: 'call'; session: string; id: number; name: string; input: Json; effectKey: string }
  | { kind: 'answer'; id: number; value: Answer }
  | { kind: 'refused'; id: number; message: string }

export type FromChild =
  | { kind: 'ready' }
  | { kind: 'ask'; id: number; session: string; question: Question }
  | { kind: 'state'; session: string; state: SessionState }
  | { kind: 'called'; id: number; result: CallResult }
  | { kind: 'closed'; session: string }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; text: string }

export type Question =
  | { ask: 'get'; kind: string; ids: readonly string[] }
  | { ask: 'set'; entries: readonly DriverEntry[] }
  | { ask: 'clear' }
  | { ask: 'deliver'; body: Json }
  | { ask: 'route'; hostname: string; port: number }

/** `found` answers `get`, `route` answers `route`; the others are answered by `done`. */
export type Answer = { found: Record<string, string> } | { route: Route } | { done: true }

/** Where a declared host's socket goes: the public one, or the address that the operator put in its place. */
export type Route = { to: 'public' } | { to: 'mapped'; hostname: string; port: number; secure: boolean }
