import type { Json } from './flow/definition.ts'

/** One call to the provider. The host checks it against the manifest, adds the credential and records it. */
export interface ProviderRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute. Its host, method and path must be in `permissions.egress`. */
  url: string
  headers?: Record<string, string>
  /** At most one of them; structured, so that the host can merge a credential into it unseen. */
  body?: { json?: Json; form?: Record<string, string>; text?: string }
  /**
   * True: this call changes nothing at the provider, although its method says otherwise. Within an action that writes, a call that
   * got no answer then leaves no doubt whether anything was done, and it counts for the limits of reads.
   */
  reads?: boolean
}

export interface ProviderAnswer {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** Null when the answer is not JSON. Integers beyond 2^53 lose digits here; `text` has them. */
  json: Json | null
  text: string
}

/** Lines for the run inspector; `ctx.log(text)` is `ctx.log.info(text)`. Never a place for personal data. */
export interface HandlerLog {
  (text: string): void
  debug(text: string): void
  info(text: string): void
  warn(text: string): void
  error(text: string): void
}

/** What every handler gets besides its input. There is nothing else: no fetch, no timers, no files, no process. */
export interface HandlerContext {
  /**
   * Calls the provider. Rejects when the call failed or when the answer matches a rule of the manifest's `errors[]` (or has a
   * status of 400 and above): such failures are already classified, so let them pass, or catch and look at `code` and
   * `provider.status`.
   */
  http(request: ProviderRequest): Promise<ProviderAnswer>
  readonly log: HandlerLog
  /** Milliseconds since the Unix epoch: the run's time, the same on a replay. */
  readonly now: number
  /** The connection's account at the provider; null when it has none. */
  readonly accountId: string | null
  /** Id of the manifest's `auth` that the connection was made with: a provider's generations of an API may differ by it. Null without a connection. */
  readonly authId: string | null
  /** The public id of the OAuth app that the connection was made with; null without one. */
  readonly appId: string | null
  /** Settings of the connection, as the manifest's `settings` describes them; empty when there are none. Never a secret. */
  readonly settings: { readonly [name: string]: Json }
}
