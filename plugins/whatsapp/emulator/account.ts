import {
  addTransactionCapability,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  initAuthCreds,
  proto,
  type SignalRepositoryWithLIDStore,
  signedKeyPair,
  unpadRandomMax16,
} from '@whiskeysockets/baileys'
import type { Client } from './client.ts'
import { type Message, SERVER } from './stanza.ts'

export interface PreKey {
  id: number
  public: Uint8Array
  /** A phone of ours has one key that it gives to everybody. */
  isForAll?: boolean
}

/** One linked device of an account: device 0 is its phone, which lives in here. */
export interface Device {
  id: number
  /** The Noise key it paired with; null for the phone. */
  noiseKey: Buffer | null
  identity: Uint8Array
  registrationId: number
  signedPreKey: { id: number; public: Uint8Array; signature: Uint8Array }
  preKeys: PreKey[]
  client: Client | null
  phone: Phone | null
  isFresh: boolean
  /** Sent to it and not yet receipted, by message id: it gets them again when it comes back. */
  unread: Map<string, { message: BinaryNode; wasSent: boolean }>
  /** Receipts sent to it and not yet confirmed. */
  untold: Map<string, BinaryNode>
  /** Ids of messages that it could not read and has asked for again. */
  wantsAgain: Set<string>
}

export interface Account {
  /** Digits with country code. */
  number: string
  /** Digits of its linked id, which hides the number. */
  lid: string
  name: string
  identity: { public: Uint8Array; private: Uint8Array }
  devices: Map<number, Device>
  nextDevice: number
  phone: Phone
  /** Chats and ids of the messages that its devices have sent: a repeated one goes only to who asked for it again. */
  seenIds: Set<string>
}

export interface ReceivedMessage {
  id: string
  from: string
  group: string | null
  /** A copy of what one of the account's own devices sent. */
  isOwn: boolean
  message: Message
}

export const numberJid = (account: Account): string => `${account.number}@${SERVER}`
export const lidJid = (account: Account): string => `${account.lid}@lid`

/** The phone of an account: a real Signal party without a socket. */
export interface Phone {
  repository: SignalRepositoryWithLIDStore
  received: ReceivedMessage[]
  /** What it sent lately, by id: sent again when a device could not read it. */
  sent: Map<string, Message>
  /** How often it has asked for a message again, by id. */
  tries: Map<string, number>
  /** What came while it was switched off; null while it is on. */
  waiting: Array<() => Promise<void>> | null
  /** So many of the next messages arrive damaged. */
  damaged: number
  /** As after it was restored from a backup: it knows nothing of the chats it had keys for. */
  forgetKeys(): void
  decrypt(from: string, sealed: BinaryNode): Promise<Message>
  decryptGroup(group: string, author: string, sealed: Uint8Array): Promise<Message>
}

export async function openAccount(number: string, name: string): Promise<Account> {
  const identity = Curve.generateKeyPair()
  const lid = `7${number.slice(-12).padStart(12, '0')}1`
  const creds = { ...initAuthCreds(), signedIdentityKey: identity, signedPreKey: await signedKeyPair(identity, 1) }
  const oneTime = Curve.generateKeyPair()
  const { keys, forget } = memoryKeys()
  await keys.set({ 'pre-key': { 1: oneTime } })
  const phone = openPhone(creds, keys, forget)
  const device: Device = {
    id: 0,
    noiseKey: null,
    identity: identity.public,
    registrationId: creds.registrationId,
    signedPreKey: { id: 1, public: creds.signedPreKey.keyPair.public, signature: creds.signedPreKey.signature },
    preKeys: [{ id: 1, public: oneTime.public, isForAll: true }],
    client: null,
    phone,
    isFresh: false,
    unread: new Map(),
    untold: new Map(),
    wantsAgain: new Set(),
  }
  return { number, lid, name, identity, devices: new Map([[0, device]]), nextDevice: 1, phone, seenIds: new Set() }
}

export const SILENT = {
  level: 'silent',
  child: () => SILENT,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
}

type Keys = ReturnType<typeof addTransactionCapability>

/** `forget`: everything but the keys that others were given. */
function memoryKeys(): { keys: Keys; forget(): void } {
  const store = new Map<string, unknown>()
  const keys = addTransactionCapability(
    {
      // What was put in under a type's name comes out under it.
      get: (type, ids) =>
        Object.fromEntries(ids.flatMap((id) => (store.has(`${type} ${id}`) ? [[id, store.get(`${type} ${id}`)]] : []))) as never,
      set(entries) {
        for (const [type, values] of Object.entries(entries))
          for (const [id, value] of Object.entries(values))
            if (value !== null) store.set(`${type} ${id}`, value)
            // The one-time key is served to everybody: it is never used up.
            else if (type !== 'pre-key') store.delete(`${type} ${id}`)
      },
    },
    SILENT,
    { maxCommitRetries: 1, delayBetweenTriesMs: 1 },
  )
  const forget = () => {
    for (const name of [...store.keys()]) if (!name.startsWith('pre-key ')) store.delete(name)
  }
  return { keys, forget }
}

function openPhone(creds: ReturnType<typeof initAuthCreds>, keys: Keys, forgetKeys: () => void): Phone {
  const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, SILENT, async () => [])
  const phone: Phone = {
    repository,
    received: [],
    sent: new Map(),
    tries: new Map(),
    waiting: null,
    damaged: 0,
    forgetKeys,
    async decrypt(from, sealed) {
      const { type } = sealed.attrs
      if (type !== 'pkmsg' && type !== 'msg') throw new Error(`a phone cannot read ${type}`)
      const { content } = sealed
      if (!(content instanceof Uint8Array)) throw new Error('nothing to decrypt')
      if (phone.damaged > 0) {
        phone.damaged--
        throw new Error('the message is damaged')
      }
      const plain = await repository.decryptMessage({ jid: from, type, ciphertext: content })
      return proto.Message.decode(unpadRandomMax16(plain))
    },
    async decryptGroup(group, author, sealed) {
      return proto.Message.decode(unpadRandomMax16(await repository.decryptGroupMessage({ group, authorJid: author, msg: sealed })))
    },
  }
  return phone
}
