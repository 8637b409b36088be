import type { DriverHost } from '@tomada/sdk/driver'
import { BufferJSON, type proto } from '@whiskeysockets/baileys'

/** How far a message of ours has come; each stays true once it was. */
export type Level = 'sent' | 'delivered' | 'read' | 'played'

export interface SentMessage {
  chatId: string
  /** RFC 3339. */
  startedAt: string
  /** When each level was first reached, RFC 3339. */
  levels: Partial<Record<Level, string>>
  /** In a group: how far it has come with each member, by the member's address. */
  members?: Record<string, Level>
  /** The content, for a receiver that could not read it and asks again; absent until the library has made it. */
  content?: proto.IMessage
  /** Of a poll: what its votes are opened with. */
  secret?: Uint8Array
  /** Why WhatsApp refused it; absent unless it did. */
  refused?: string
}

const KIND = 'sent'
/** Receivers ask again within days, and people answer polls later than that. */
const KEEP_SECONDS = 30 * 24 * 60 * 60
const LOG = 'sent-log'
/** Messages that can be listed; older ones can only be asked for by their id. */
const LISTED = 200

export interface SentMessages {
  find(id: string): Promise<SentMessage | null>
  /** Before it leaves. */
  begin(id: string, message: SentMessage): Promise<void>
  /**
   * Changes what is stored; one change after the other, in the order of the calls. Nothing happens when there is none, or when `change`
   * gives back what it was given.
   */
  change(id: string, change: (message: SentMessage) => SentMessage): Promise<SentMessage | null>
  /** The last ones, newest first. */
  recent(): Promise<Array<{ id: string; message: SentMessage }>>
}

export function openSentMessages({ store }: Pick<DriverHost, 'store'>): SentMessages {
  let tail: Promise<unknown> = Promise.resolve()
  /** One after the other: each caller hears of its own failure, and the next one begins all the same. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = tail.then(work, work)
    tail = done
    return done
  }
  async function found(ids: readonly string[]): Promise<Map<string, SentMessage>> {
    const texts = await store.get(KIND, ids)
    return new Map(Object.entries(texts).map(([id, text]) => [id, JSON.parse(text, BufferJSON.reviver)]))
  }
  async function find(id: string): Promise<SentMessage | null> {
    return (await found([id])).get(id) ?? null
  }
  const entryOf = (id: string, message: SentMessage) => ({
    kind: KIND,
    id,
    value: JSON.stringify(message, BufferJSON.replacer),
    keepSeconds: KEEP_SECONDS,
  })
  async function listed(): Promise<string[]> {
    const text = (await store.get(LOG, [LOG]))[LOG]
    return text === undefined ? [] : JSON.parse(text)
  }
  return {
    find,
    begin: (id, message) =>
      inTurn(async () => {
        const others = (await listed()).filter((one) => one !== id)
        const value = JSON.stringify([id, ...others].slice(0, LISTED))
        await store.set([entryOf(id, message), { kind: LOG, id: LOG, value, keepSeconds: KEEP_SECONDS }])
      }),
    change: (id, change) =>
      inTurn(async () => {
        const message = await find(id)
        if (message === null) return null
        const next = change(message)
        if (next !== message) await store.set([entryOf(id, next)])
        return next
      }),
    async recent() {
      const ids = await listed()
      const messages = await found(ids)
      return ids.flatMap((id) => {
        const message = messages.get(id)
        return message === undefined ? [] : [{ id, message }]
      })
    },
  }
}
