import {
  type BinaryNode,
  decodeMessageNode,
  proto,
  type SignalKeyStoreWithTransaction,
  type SocketConfig,
  unpadRandomMax16,
  type WAMessage,
} from '@whiskeysockets/baileys'

type MakeRepository = SocketConfig['makeSignalRepository']

export interface JournalOptions {
  /** Own addresses: who "me" is in an envelope. */
  me(): { id: string; lid: string } | null
  /** Resolves when the message is on disk. */
  store(message: WAMessage): Promise<void>
  /** Is told of each sealed part that came, and that it was opened or cannot be. */
  watch: { came(sealed: Uint8Array): void; handled(sealed: Uint8Array): void }
  isIgnored(jid: string): boolean
}

/** Sealed in ways that the library opens. */
const SEALS = ['pkmsg', 'msg', 'skmsg']

export interface Journal {
  /** Every stanza that came in, before the library looks at it. */
  heard(node: BinaryNode): void
  wrap(make: MakeRepository): MakeRepository
}

/**
 * Messages are on disk before anybody is told that they arrived. The library confirms a message before it says that there is one, so a
 * process that ends in between would lose it: therefore the bytes are taken where they are decrypted. Storing happens inside the same
 * transaction as the step of the ratchet: if the process ends before both are there, the server sends the message again and it decrypts
 * again; if it ends after, the repeated one finds its key.
 */
export function openJournal(options: JournalOptions): Journal {
  /** A sealed part knows its envelope only by being the very object that came with it. */
  const envelopes = new WeakMap<Uint8Array, BinaryNode>()

  async function store(sealed: Uint8Array, plain: Uint8Array): Promise<void> {
    const envelope = envelopes.get(sealed)
    const me = options.me()
    if (envelope === undefined || me === null) return
    const { fullMessage } = decodeMessageNode(envelope, me.id, me.lid)
    const decoded = proto.Message.decode(unpadRandomMax16(plain))
    await options.store({ ...fullMessage, message: decoded.deviceSentMessage?.message ?? decoded })
  }

  return {
    heard(node) {
      if (node.tag !== 'message' || !Array.isArray(node.content)) return
      for (const { tag, content, attrs } of node.content) {
        if (tag !== 'enc' || !(content instanceof Uint8Array)) continue
        envelopes.set(content, node)
        if (SEALS.includes(attrs['type'] ?? '') && !options.isIgnored(node.attrs['from'] ?? '')) options.watch.came(content)
      }
    },
    wrap(make) {
      return (auth, logger, lookUp) => {
        const repository = make(auth, logger, lookUp)
        const { decryptMessage, decryptGroupMessage } = repository
        const together = <T>(work: () => Promise<T>, key: string): Promise<T> => transactionsOf(auth.keys).transaction(work, key)
        return Object.assign(repository, {
          decryptMessage: (sealed: Parameters<typeof decryptMessage>[0]) =>
            together(async () => {
              const plain = await decryptMessage(sealed)
              await store(sealed.ciphertext, plain)
              return plain
            }, sealed.jid).finally(() => options.watch.handled(sealed.ciphertext)),
          decryptGroupMessage: (sealed: Parameters<typeof decryptGroupMessage>[0]) =>
            together(async () => {
              const plain = await decryptGroupMessage(sealed)
              await store(sealed.msg, plain)
              return plain
            }, sealed.group).finally(() => options.watch.handled(sealed.msg)),
        })
      }
    },
  }
}

function transactionsOf(keys: Parameters<MakeRepository>[0]['keys']): SignalKeyStoreWithTransaction {
  if ('transaction' in keys) return keys
  throw new Error('the library gave its repository a key store without transactions')
}
