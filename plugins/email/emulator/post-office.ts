import type { World } from '@tomada/sdk/emulator'
import PostalMime from 'postal-mime'

/** Names and ports as a person types them; PROVIDER_ENDPOINTS leads them here. */
export const SMTP_ORIGIN = 'smtp://smtp.loja.example:587'
export const IMAP_ORIGIN = 'imap://imap.loja.example:143'
export const ACCOUNT = { address: 'loja@loja.example', username: 'loja@loja.example', password: 'senha-da-caixa-de-teste' }

export interface StoredMessage {
  uid: number
  bytes: Buffer
  receivedAt: number
  flags: Set<string>
}

export interface SentMessage {
  id: string
  from: string
  to: string[]
  subject: string
  text: string
  attachments: Array<{ filename: string; contentType: string; sizeBytes: number; contentBase64: string }>
}

/** One world's mail: what was sent through it, and what lies in the inbox. */
export interface PostOffice {
  password: string
  uidValidity: number
  nextUid: number
  inbox: StoredMessage[]
  sent: SentMessage[]
}

const offices = new WeakMap<World, PostOffice>()

/** The post office of this world: a reset makes a new world, and so a new one. */
export function officeOf(world: World): PostOffice {
  const known = offices.get(world)
  if (known !== undefined) return known
  const made: PostOffice = { password: ACCOUNT.password, uidValidity: 1, nextUid: 1, inbox: [], sent: [] }
  offices.set(world, made)
  return made
}

/** Takes a message that a client sent; it also arrives in the inbox when it is for the account itself. */
export async function takeMessage(world: World, bytes: Buffer, envelope: { from: string; to: string[] }): Promise<SentMessage> {
  const office = officeOf(world)
  const parsed = await PostalMime.parse(bytes)
  const message: SentMessage = {
    id: parsed.messageId ?? `queued-${office.sent.length + 1}`,
    from: envelope.from,
    to: envelope.to,
    subject: parsed.subject ?? '',
    text: parsed.text?.trimEnd() ?? '',
    attachments: parsed.attachments.map(({ filename, mimeType, content }) => {
      const file = typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content))
      return { filename: filename ?? '', contentType: mimeType, sizeBytes: file.length, contentBase64: file.toString('base64') }
    }),
  }
  office.sent.push(message)
  world.ledger.record({
    kind: 'message.sent',
    key: message.id,
    id: String(office.sent.length),
    account: ACCOUNT.address,
    requestId: null,
    details: { to: message.to, subject: message.subject, attachments: message.attachments.map((file) => file.filename) },
  })
  if (envelope.to.includes(ACCOUNT.address)) putInInbox(world, bytes)
  return message
}

export function putInInbox(world: World, bytes: Buffer): StoredMessage {
  const office = officeOf(world)
  const stored = { uid: office.nextUid, bytes, receivedAt: world.clock.now(), flags: new Set<string>() }
  office.nextUid += 1
  office.inbox.push(stored)
  return stored
}
