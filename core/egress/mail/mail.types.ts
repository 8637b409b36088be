import type { Json } from '../../../sdk/flow/definition.ts'
import type { CallRecord } from '../egress.types.ts'

/** `tls` from the first byte, `starttls` required before anything secret is said, `none` only where the operator opened the way. */
export type MailSecurity = 'tls' | 'starttls' | 'none'

export interface MailServer {
  host: string
  port: number
  security: MailSecurity
}

/** A mail account, as a person typed it or as they signed in at the provider; servers that were left out are null. */
export type MailAccount = Mailbox & ({ password: string } | { accessToken: string })

export interface Mailbox {
  username: string
  /** The account's own address: the sender unless a message names another one. */
  address: string
  smtp: MailServer | null
  imap: MailServer | null
}

export interface MailAddress {
  name?: string
  address: string
}

export interface MailMessage {
  from?: string
  to: string[]
  cc?: string[]
  bcc?: string[]
  replyTo?: string
  subject: string
  text?: string
  html?: string
  /** Message-ID that this one answers. */
  inReplyTo?: string
  attachments?: Array<{ filename: string; contentType?: string; contentBase64: string }>
}

/** What is read of a mailbox. `after` is the `cursor` of a message that was listed before. */
export interface MailListing {
  mailbox?: string
  after?: string
  limit?: number
  unseenOnly?: boolean
  withAttachments?: boolean
}

export type MailOperation =
  | { kind: 'send'; message: MailMessage }
  | { kind: 'list'; listing: MailListing }
  /** Signs in at both servers and leaves. */
  | { kind: 'verify' }

export interface MailRequest {
  tenantId: string
  plugin: string
  connectionId: string
  operation: MailOperation
  /** The same on every attempt: the message's id is made of it, so that a copy can be told. */
  effectKey: string
  timeoutMs?: number
  signal?: AbortSignal
  /** Asked right before a message leaves (G9). */
  maySend?: () => Promise<boolean>
}

/**
 * - `mail_refused`: the server will not take it, now or later (5xx). `mail_later`: it said to try again (4xx).
 * - The others mean what they mean for HTTP.
 */
export type MailFailureCode =
  | 'egress_refused'
  | 'timeout'
  | 'network'
  | 'reauthorise'
  | 'quota'
  | 'lease_lost'
  | 'mail_refused'
  | 'mail_later'

export type MailResult =
  | { ok: true; output: Json; call: CallRecord }
  /** `sent: 'maybe'`: the message's last byte may have arrived, and no answer did. */
  | { ok: false; code: MailFailureCode; message: string; sent: 'no' | 'maybe'; retryAfterMs?: number; call: CallRecord }
