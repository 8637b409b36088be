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

export interface SentMessages {
  find(id: string): Promise<SentMessage | null>
  save(id: string, message: SentMessage): Promise<void>
  /** Changes what is stored; one change after the other. Nothing happens when there is none. */
  change(id: string, change: (message: SentMessage) => SentMessage): Promise<SentMessage | null>
}

export function openSentMessages({ store }: Pick<DriverHost, 'store'>): SentMessages {
  let tail: Promise<unknown> = Promise.resolve()
  async function find(id: string): Promise<SentMessage | null> {
    const text = (await store.get(KIND, [id]))[id]
    return text === undefined ? null : JSON.parse(text, BufferJSON.reviver)
  }
  async function save(id: string, message: SentMessage): Promise<void> {
    await store.set([{ kind: KIND, id, value: JSON.stringify(message, BufferJSON.replacer), keepSeconds: KEEP_SECONDS }])
  }
  return {
    find,
    save,
    change(id, change) {
      const changed = tail
        .catch(() => {})
        .then(async () => {
          const message = await find(id)
          if (message === null) return null
          const next = change(message)
          await save(id, next)
          return next
        })
      tail = changed
      return changed
    },
  }
}
