import type { World } from '@tomada/sdk/emulator'
import PostalMime from 'postal-mime'

/** Names and ports as a person types them, or as the connector declares them; PROVIDER_ENDPOINTS leads them here. */
export const SMTP_ORIGIN = 'smtp://smtp.loja.example:587'
export const IMAP_ORIGIN = 'imap://imap.loja.example:143'
export const ACCOUNT = { address: 'loja@loja.example', username: 'loja@loja.example', password: 'senha-da-caixa-de-teste' }

/** Where people sign in instead of typing a password: one account each. */
export const SIGN_INS = {
  google: {
    login: 'loja@gmail.example',
    title: 'Google',
    smtp: 'smtp://smtp.gmail.com:587',
    imap: 'imap://imap.gmail.com:993',
    scopes: { smtp: 'https://mail.google.com/', imap: 'https://mail.google.com/' },
  },
  microsoft: {
    login: 'loja@outlook.example',
    title: 'Microsoft',
    smtp: 'smtp://smtp.office365.com:587',
    imap: 'imap://outlook.office365.com:993',
    scopes: { smtp: 'https://outlook.office.com/SMTP.Send', imap: 'https://outlook.office.com/IMAP.AccessAsUser.All' },
  },
} as const
export type SignInName = keyof typeof SIGN_INS

const ADDRESSES: readonly string[] = [ACCOUNT.address, SIGN_INS.google.login, SIGN_INS.microsoft.login]

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

/** Takes a message that `account` sent; it also arrives in the inbox, which is one for all accounts, when it is for one of them. */
export async function takeMessage(
  world: World,
  account: string,
  bytes: Buffer,
  envelope: { from: string; to: string[] },
): Promise<SentMessage> {
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
    account,
    requestId: null,
    details: { to: message.to, subject: message.subject, attachments: message.attachments.map((file) => file.filename) },
  })
  if (envelope.to.some((address) => ADDRESSES.includes(address))) putInInbox(world, bytes)
  return message
}

export function putInInbox(world: World, bytes: Buffer): StoredMessage {
  const office = officeOf(world)
  const stored = { uid: office.nextUid, bytes, receivedAt: world.clock.now(), flags: new Set<string>() }
  office.nextUid += 1
  office.inbox.push(stored)
  return stored
}
