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
  /** Device ids and message ids that it has had from elsewhere: a repeated one is dropped. */
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
  decrypt(from: string, sealed: BinaryNode): Promise<Message>
  decryptGroup(group: string, author: string, sealed: Uint8Array): Promise<Message>
}

export async function openAccount(number: string, name: string): Promise<Account> {
  const identity = Curve.generateKeyPair()
  const lid = `7${number.slice(-12).padStart(12, '0')}1`
  const creds = { ...initAuthCreds(), signedIdentityKey: identity, signedPreKey: await signedKeyPair(identity, 1) }
  const oneTime = Curve.generateKeyPair()
  const keys = memoryKeys()
  await keys.set({ 'pre-key': { 1: oneTime } })
  const phone = openPhone(creds, keys)
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

function memoryKeys(): Keys {
  const store = new Map<string, unknown>()
  return addTransactionCapability(
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
}

function openPhone(creds: ReturnType<typeof initAuthCreds>, keys: Keys): Phone {
  const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, SILENT, async () => [])
  return {
    repository,
    received: [],
    sent: new Map(),
    async decrypt(from, sealed) {
      const { type } = sealed.attrs
      if (type !== 'pkmsg' && type !== 'msg') throw new Error(`a phone cannot read ${type}`)
      const { content } = sealed
      if (!(content instanceof Uint8Array)) throw new Error('nothing to decrypt')
      const plain = await repository.decryptMessage({ jid: from, type, ciphertext: content })
      return proto.Message.decode(unpadRandomMax16(plain))
    },
    async decryptGroup(group, author, sealed) {
      return proto.Message.decode(unpadRandomMax16(await repository.decryptGroupMessage({ group, authorJid: author, msg: sealed })))
    },
  }
}
