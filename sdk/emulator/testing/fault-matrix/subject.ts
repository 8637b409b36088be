import type { Json } from '../../../flow/definition.ts'
import type { Manifest } from '../../../manifest.gen.ts'
import type { Fields } from '../../fields.ts'

/** Why something failed, as the host tells it. */
export interface Failure {
  class: string
  code: string
  effect: 'no' | 'maybe'
  message: string
}

export type Tried<T> = ({ ok: true } & T) | { ok: false; failure: Failure }

export interface RecordRead {
  key: string
  hash: string
}

export interface PageRead {
  records: RecordRead[]
  checkpoint: Json
  done: boolean
}

/** How the matrix reaches a connector that runs against a fresh or shared emulator. */
export interface MatrixSubject {
  manifest: Manifest
  /** HTTP method of the provider's reads; GET unless said: some take every call as POST. */
  readMethod?: string
  /** The emulator's admin port. */
  admin(method: string, path: string, body?: unknown): Promise<Fields>
  /** Something at the provider for one run of this action: its input. Never the same thing twice. */
  inputOf(action: string): Promise<Json>
  /** What the list of this resource is asked with, such as a parent's record; the key of one of its records. */
  listOf(resource: string): Promise<{ parent?: Json; since?: number }>
  keyOf(resource: string): Promise<string>
  /** Brings deliveries into being that nobody takes. */
  missDeliveries(webhook: string): Promise<void>
  /** A recorded delivery of this trigger. */
  deliveryOf(trigger: string): Promise<Json>

  run(action: string, input: Json, timeoutMs?: number): Promise<Tried<{ output: Json }>>
  lookup(action: string, input: Json): Promise<Tried<{ output: Json }>>
  list(resource: string, more: { checkpoint: Json; parent?: Json; since?: number; signal?: AbortSignal }): Promise<Tried<PageRead>>
  read(resource: string, key: string, signal?: AbortSignal): Promise<Tried<{ record: RecordRead }> & { missing?: boolean }>
  missed(
    webhook: string,
    checkpoint: Json,
    signal?: AbortSignal,
  ): Promise<Tried<{ output: { deliveries: Json[]; checkpoint: Json; done: boolean } }>>
  /** The event's data; null when the delivery makes none. */
  eventOf(trigger: string, delivery: Json): Promise<Json>

  /** Moves the emulator's clock past the life of an access token. */
  expireToken(): Promise<void>
  revoke(): Promise<void>
  /** A person consents again. */
  reconnect(): Promise<void>
}
