import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import nodemailer from 'nodemailer'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { MailAccount, MailMessage, MailServer } from './mail.types.ts'
import { MailFailure, smtpFailure } from './mail-failure.ts'

export interface SmtpDialogue {
  account: MailAccount
  server: MailServer
  socket: Socket
  timeoutMs: number
}

const MAX_ATTACHMENT_BYTES = 15_000_000
const QUIET_MS = 20_000

/** Hands the message to the server. Throws MailFailure. The output names whom the server took it for, and whom not. */
export async function sendMail(dialogue: SmtpDialogue, message: MailMessage, effectKey: string): Promise<Json> {
  const { account } = dialogue
  const attachments = attachmentsOf(message)
  const progress = { hasBegun: false }
  const transport = openTransport(dialogue, progress)
  try {
    const sent = await transport.sendMail({
      from: message.from ?? account.address,
      to: message.to,
      cc: message.cc ?? [],
      bcc: message.bcc ?? [],
      ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
      ...(message.inReplyTo === undefined ? {} : { inReplyTo: message.inReplyTo, references: message.inReplyTo }),
      subject: message.subject,
      ...(message.text === undefined ? {} : { text: message.text }),
      ...(message.html === undefined ? {} : { html: message.html }),
      messageId: messageIdOf(account, effectKey),
      attachments,
    })
    return { messageId: sent.messageId, accepted: addresses(sent.accepted), rejected: addresses(sent.rejected), answer: sent.response }
  } catch (error) {
    throw smtpFailure(error, progress.hasBegun)
  } finally {
    transport.close()
  }
}

/** Signs in and leaves. Throws MailFailure. */
export async function verifySmtp(dialogue: SmtpDialogue): Promise<void> {
  const transport = openTransport(dialogue, { hasBegun: false })
  try {
    await transport.verify()
  } catch (error) {
    throw smtpFailure(error, false)
  } finally {
    transport.close()
  }
}

/**
 * Over the socket that the guard made; nodemailer opens none, and reads no file and no URL that a message may name. `progress` is
 * told from its log when DATA goes out: a connection that closes later says in no other way how far it had come.
 */
function openTransport({ account, server, socket, timeoutMs }: SmtpDialogue, progress: { hasBegun: boolean }) {
  return nodemailer.createTransport({
    host: server.host,
    port: server.port,
    // Over TLS already: nodemailer starts it itself only for STARTTLS.
    secure: false,
    secured: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security !== 'starttls',
    tls: { servername: server.host },
    auth: authOf(account),
    getSocket: (_options, callback) => callback(null, { connection: socket, secured: server.security === 'tls' }),
    transactionLog: true,
    logger: watching(progress),
    disableFileAccess: true,
    disableUrlAccess: true,
    greetingTimeout: Math.min(timeoutMs, QUIET_MS),
    socketTimeout: timeoutMs,
    name: account.address.split('@').at(-1) ?? 'localhost',
  })
}

/** With a token nodemailer speaks XOAUTH2; it has nothing to renew it with, which is ours to do. */
function authOf(account: MailAccount) {
  if ('accessToken' in account) return { type: 'OAuth2' as const, user: account.username, accessToken: account.accessToken }
  return { user: account.username, pass: account.password }
}

function watching(progress: { hasBegun: boolean }) {
  const look = (entry: unknown, ...said: unknown[]) => {
    const isClient = typeof entry === 'object' && entry !== null && 'tnx' in entry && entry.tnx === 'client'
    if (isClient && said[0] === 'DATA') progress.hasBegun = true
  }
  return { level: () => {}, trace: look, debug: look, info: look, warn: look, error: look, fatal: look }
}

function attachmentsOf({ attachments = [] }: MailMessage) {
  const made = attachments.map(({ filename, contentType, contentBase64 }) => ({
    filename,
    ...(contentType === undefined ? {} : { contentType }),
    content: Buffer.from(contentBase64, 'base64'),
  }))
  const sizeBytes = made.reduce((sum, { content }) => sum + content.length, 0)
  if (sizeBytes > MAX_ATTACHMENT_BYTES) throw new MailFailure('mail_refused', 'the attachments are larger than 15 MB together')
  return made
}

/** RFC 5322 3.6.4. Mailboxes show one message for one id, and a person can tell a copy by it. */
function messageIdOf({ address }: MailAccount, effectKey: string): string {
  const id = createHash('sha256').update(effectKey).digest('hex').slice(0, 32)
  return `<${id}@${address.split('@').at(-1) ?? 'localhost'}>`
}

function addresses(list: ReadonlyArray<string | { address: string }>): string[] {
  return list.map((one) => (typeof one === 'string' ? one : one.address))
}
