import type { Json } from '../../sdk/flow/definition.ts'
import type { MailAccount, MailRequest, MailResult } from './mail/mail.types.ts'

export interface EgressRule {
  /** Exact host, or `*.domain`. Lower case, no port. */
  host: string
  methods: readonly string[]
  pathPrefix?: string
  scheme?: 'https' | 'http'
  port?: number
}

/**
 * Where a request may go: the hosts that a manifest declares, or any host of the public internet, http or https, for requests
 * that people write themselves. The second never carries a credential, and private addresses stay out of reach.
 */
export type EgressRules = readonly EgressRule[] | 'anyPublicHost'

export interface OutboundRequest {
  tenantId: string
  /** `plugin` of the manifest whose rules apply, for records and quotas. */
  plugin: string
  rules: EgressRules
  /** Whose credential is added; null sends without. */
  connectionId: string | null
  method: string
  url: string
  headers?: Record<string, string>
  body?: { json?: Json; form?: Record<string, string | readonly string[]>; text?: string }
  timeoutMs?: number
  maxAnswerBytes?: number
  /** An answer that is no text comes as `base64` instead of text that nobody can use. */
  keepBinary?: boolean
  signal?: AbortSignal
  /** `live` goes ahead of `backfill` in the quota scheduler. */
  priority?: 'live' | 'backfill'
  /** Asked right before the bytes leave: a process whose lease expired must not act any more (G9). */
  maySend?: () => Promise<boolean>
  /** Whether the provider only reads, whatever the method; unsaid: GET and HEAD do. For reads that it refuses to repeat. */
  isRead?: boolean
  /** A person tests the connection: also a credential that was refused is tried, once. */
  isTest?: boolean
  /** Values for `{setting:name}` in the URL of a call without a connection; with one, its own settings stand there. */
  settings?: Readonly<Record<string, string>>
  /** The bodies hold credentials themselves (token requests): the record keeps neither headers nor bodies, and nothing is masked. */
  confidential?: boolean
}

/** One call as the run inspector shows it: masked, cut, no credential anywhere. */
export interface CallRecord {
  startedAt: string
  durationMs: number
  /** Part of the duration that was spent waiting for the connection's quota. */
  waitedMs: number
  method: string
  /** The declared origin, never the emulator's address. */
  url: string
  requestHeaders: Record<string, string>
  requestBody: string | null
  status: number | null
  answerHeaders: Record<string, string>
  answerBody: string | null
  error: string | null
}

export type OutboundResult =
  /** `base64`: only when `keepBinary` was asked for and the answer is no text; `text` is empty then. */
  | { ok: true; status: number; headers: Record<string, string>; text: string; json: Json | null; base64?: string; call: CallRecord }
  /** `sent: 'no'`: no byte of the request can have reached the provider, or it refused it with a 401; so it may be repeated. */
  | {
      ok: false
      code: 'egress_refused' | 'timeout' | 'network' | 'too_large' | 'reauthorise' | 'quota' | 'lease_lost'
      message: string
      sent: 'no' | 'maybe'
      retryAfterMs?: number
      call: CallRecord
    }

/** The only code that makes outbound requests. Made by `openBroker()` in `core/egress/broker.ts`. */
export interface Broker {
  send(request: OutboundRequest): Promise<OutboundResult>
  /** One dialogue with a mail server, over SMTP or IMAP, through the same guard. */
  mail(request: MailRequest): Promise<MailResult>
  close(): Promise<void>
}

/** What the broker asks of the connections slice: how to add this connection's credential, and what must be masked. */
export interface CredentialSource {
  /**
   * Fresh credential parts; refreshes near expiry, once cluster-wide. `null` when the connection needs a person.
   * Throws EgressRefusal when the connection is not one of `plugin` (security.md C17), SendFailure when it cannot be read now.
   */
  credentialFor(tenantId: string, connectionId: string, plugin: string, isTest?: boolean): Promise<Credential | null>
  /** The provider said that the token is not accepted: refresh once more, or mark "reconnect needed". True = try again. */
  rejected(tenantId: string, connectionId: string, version: number): Promise<boolean>
  /** Of a final credential, asked right before it is sent: what became of it while the call stood in line. Absent: nobody remembers. */
  standing?(tenantId: string, connectionId: string, version: number): Promise<'current' | 'replaced' | 'refused'>
}

/** Never changed once it was handed out: the broker remembers what it made of it. */
export interface Credential {
  readonly version: number
  /** `isPublic`: a fixed text of the manifest, such as an API version. Everything else is a secret and is never shown. */
  readonly inject: ReadonlyArray<{ in: 'header' | 'query' | 'json' | 'form'; name: string; value: string; isPublic?: boolean }>
  /** Every secret text of the connection, current and previous, 8 characters or more. */
  readonly secrets: readonly string[]
  /** Settings of the connection as texts, for `{setting:name}` in addresses and for quotas that depend on a plan. */
  readonly settings?: Readonly<Record<string, string>>
  /** Client id of the OAuth app in use: quotas of an application are counted by it. */
  readonly appId?: string
  /** The mail account that it is; then nothing is injected into HTTP requests. */
  readonly mail?: MailAccount
  /** Answers besides 401 that mean: this credential is over. */
  readonly isOver?: (answer: { status: number; json: Json | null; text: string }) => boolean
  /** The provider locks an account after a few refusals: one that was refused is not sent again, by no process, until a person acts. */
  readonly isFinal?: true
}

/** One quota of a connection, application or address, shared by all processes. */
export interface QuotaRule {
  /** For example `acme:con_…:0`. */
  key: string
  /** Calls per window, or per calendar day; absent: only the rest of the rule holds. */
  quota?: number
  windowSeconds?: number
  /** The window is the calendar day of this timezone. */
  dayTimezone?: string
  concurrency?: number
  /** Several workspaces draw from it: equal shares for those that wait. */
  shared?: boolean
  /** So many faulty answers in a row, or calls without one, and nothing is sent for a while; an answer with a status of `openOn` (`425`, `5xx`) is enough by itself. */
  breaker?: { failures: number; pauseSeconds: number; openOn?: readonly string[] }
  /** The provider refuses the same read twice within this time. */
  redundantReadSeconds?: number
  /** Beginnings of the paths whose writes change what such a read gives; absent: every write of the connection does. */
  changedBy?: readonly string[]
}

export interface QuotaSource {
  quotasFor(request: QuotaRequest): readonly QuotaRule[]
  /** Whether an answer counts as a fault for breakers; absent: a status of 400 and more does. */
  isFaulty?(plugin: string, answer: JudgedAnswer): boolean
  /** Whether an answer says that the same may be answered otherwise in a while; absent: none does. */
  isPassing?(plugin: string, answer: JudgedAnswer): boolean
  /** Milliseconds that an answer says to wait, where it says so. */
  pauseMsOf?(plugin: string, answer: JudgedAnswer, now: number): number | undefined
}

/** What breakers look at. */
export interface JudgedAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  json: Json | null
  text: string
}

export type QuotaRequest = Pick<OutboundRequest, 'plugin' | 'connectionId' | 'method' | 'url' | 'tenantId' | 'body' | 'isRead'> &
  Pick<Credential, 'settings' | 'appId'>
