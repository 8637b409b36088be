import type { Socket } from 'node:net'
import tls from 'node:tls'
import { ImapFlow, type ImapTransport } from 'imapflow'
import PostalMime, { type Address, type Email } from 'postal-mime'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { MailAccount, MailListing, MailServer } from './mail.types.ts'
import { imapFailure, MailFailure } from './mail-failure.ts'

export interface ImapDialogue {
  account: MailAccount
  server: MailServer
  socket: Socket
  timeoutMs: number
  /** Milliseconds since the epoch. */
  now: number
}

const DEFAULT_LIMIT = 50
/** As servers name them: what Google and Microsoft made, and the standard (RFC 7628). */
const TOKEN_WAYS = ['AUTH=XOAUTH2', 'AUTH=OAUTHBEARER']
/** Of one message; what is longer is read up to here and says so. */
const MAX_MESSAGE_BYTES = 8_000_000
/** Of all attachments of one listing: they become part of a step's output. */
const MAX_FILES_BYTES = 6_000_000
/** After a mailbox was made anew: its old messages all have new numbers, and only the latest of them are news. */
const RESTARTED_DAYS_MS = 86_400_000

/**
 * Messages of a mailbox, oldest first, without marking any of them as read. Without `after` the newest `limit` ones; with it
 * those behind it. Throws MailFailure.
 */
export async function listMail(dialogue: ImapDialogue, listing: MailListing): Promise<Json> {
  return withClient(dialogue, async (client) => {
    const mailbox = await client.mailboxOpen(listing.mailbox ?? 'INBOX', { readOnly: true })
    const validity = String(mailbox.uidValidity)
    const uids = await wantedUids(client, listing, validity, dialogue.now)
    const messages: Json[] = []
    const room = { bytes: MAX_FILES_BYTES }
    if (uids.length > 0) {
      const query = { uid: true, flags: true, internalDate: true, size: true, source: { maxLength: MAX_MESSAGE_BYTES } }
      for (const found of await client.fetchAll(uids, query, { uid: true })) {
        const email = await PostalMime.parse(found.source ?? Buffer.alloc(0))
        const { uid, flags, size = 0 } = found
        const seen = flags?.has('\\Seen') ?? false
        messages.push(messageOf(email, { uid, seen, validity, isCut: size > MAX_MESSAGE_BYTES }, listing, room))
      }
    }
    return { mailbox: mailbox.path, messages }
  })
}

/** Signs in and leaves. Throws MailFailure. */
export function verifyImap(dialogue: ImapDialogue): Promise<void> {
  return withClient(dialogue, async () => {})
}

async function wantedUids(client: ImapFlow, listing: MailListing, validity: string, now: number): Promise<number[]> {
  const { after, limit = DEFAULT_LIMIT, unseenOnly = false } = listing
  const [known, lastUid] = after === undefined ? [null, 0] : [after.split(':')[0] ?? '', Number(after.split(':')[1])]
  const seen = unseenOnly ? { seen: false } : {}
  if (known === null) return ordered(await client.search({ all: true, ...seen }, { uid: true })).slice(-limit)
  if (Number(known) !== Number(validity))
    return ordered(await client.search({ since: new Date(now - RESTARTED_DAYS_MS), ...seen }, { uid: true })).slice(0, limit)
  const found = ordered(await client.search({ uid: `${lastUid + 1}:*`, ...seen }, { uid: true }))
  // `n:*` names the last message even when its number is below n (RFC 3501 6.4.8).
  return found.filter((uid) => uid > lastUid).slice(0, limit)
}

/** A search that the server refused is no empty mailbox. Throws MailFailure. */
function ordered(found: number[] | false | undefined): number[] {
  if (!Array.isArray(found)) throw new MailFailure('mail_later', 'the server did not search the mailbox')
  return found.toSorted((a, b) => a - b)
}

interface Place {
  uid: number
  seen: boolean
  validity: string
  isCut: boolean
}

function messageOf(
  email: Email,
  { uid, seen, validity, isCut }: Place,
  { withAttachments = false }: MailListing,
  room: { bytes: number },
): Json {
  return {
    // A message that was moved out and back has another number and the same id.
    key: email.messageId ?? `${validity}-${uid}`,
    cursor: `${validity.padStart(10, '0')}:${String(uid).padStart(10, '0')}`,
    messageId: email.messageId ?? null,
    inReplyTo: email.inReplyTo ?? null,
    from: person(email.from),
    to: people(email.to),
    cc: people(email.cc),
    replyTo: people(email.replyTo)[0] ?? null,
    subject: email.subject ?? '',
    date: instant(email.date),
    text: email.text ?? null,
    html: email.html ?? null,
    seen,
    isCut,
    attachments: email.attachments.map(({ filename, mimeType, content }) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content))
      const isKept = withAttachments && bytes.length <= room.bytes
      if (isKept) room.bytes -= bytes.length
      return { filename, contentType: mimeType, sizeBytes: bytes.length, contentBase64: isKept ? bytes.toString('base64') : null }
    }),
  }
}

function person(address: Address | undefined): Json {
  const { name, address: mail } = address ?? {}
  return mail === undefined ? null : { name: name ?? '', address: mail }
}

function people(list: readonly Address[] = []): Json[] {
  return list.map(person).filter((one) => one !== null)
}

function instant(date: string | undefined): string | null {
  const at = Date.parse(date ?? '')
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

async function withClient<T>(dialogue: ImapDialogue, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { account, server, timeoutMs } = dialogue
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    doSTARTTLS: server.security === 'starttls',
    servername: server.host,
    auth: {
      user: account.username,
      ...('accessToken' in account ? { accessToken: account.accessToken } : { pass: account.password }),
    },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    transport: overSocket(dialogue),
  })
  // A late error of the socket must not be one that nobody hears; what matters rejects the call that is under way.
  client.on('error', () => {})
  try {
    await client.connect()
    const result = await work(client)
    await client.logout()
    return result
  } catch (error) {
    if ('accessToken' in account && client.capabilities.size > 0 && !TOKEN_WAYS.some((way) => client.capabilities.has(way)))
      throw new MailFailure('mail_refused', 'the server takes no sign-in by token (XOAUTH2)', { cause: error })
    throw imapFailure(error)
  } finally {
    client.close()
  }
}

/** The socket that the guard made, over TLS already where it has to be; STARTTLS verifies the declared name. */
function overSocket({ socket, server }: ImapDialogue): ImapTransport {
  return {
    connect(_options, onConnect) {
      setImmediate(onConnect)
      return socket
    },
    upgrade(_plain, _options, onSecure) {
      return tls.connect({ socket, servername: server.host, host: server.host }, onSecure)
    },
  }
}
