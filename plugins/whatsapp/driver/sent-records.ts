import type { Json } from '@tomada/sdk'
import { normalizeMessageContent } from '@whiskeysockets/baileys'
import { addressOf, isGroup } from './addresses.ts'
import { gistOf } from './incoming.ts'
import { statusOf, stepOf } from './message-status.ts'
import type { SentMessage, SentMessages } from './sent-messages.ts'

type Fields = { readonly [name: string]: Json | undefined }

/** What is read of sent messages without a word to WhatsApp: entries `driver#<name>` of the resource. */
const READS: Readonly<Record<string, (sent: SentMessages, input: Fields) => Promise<Json>>> = {
  async listSent(sent, { checkpoint, limit }) {
    const from = typeof checkpoint === 'number' ? checkpoint : 0
    const to = from + (typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY)
    const all = await sent.recent()
    const done = to >= all.length
    return { records: all.slice(from, to).map(({ id, message }) => recordOf(id, message)), checkpoint: done ? null : to, done }
  },
  async readSent(sent, { key }) {
    const id = String(key)
    const message = await sent.find(id)
    return message === null ? null : recordOf(id, message)
  },
}

export function readNamed(name: string) {
  return Object.hasOwn(READS, name) ? (READS[name] ?? null) : null
}

function recordOf(id: string, message: SentMessage): Json {
  const { chatId, startedAt, levels, refused } = message
  const status = statusOf(message)
  const { kind, text } = gistOf(normalizeMessageContent(message.content))
  return {
    id,
    chatId,
    isGroup: isGroup(chatId),
    phone: addressOf(chatId, null).phone,
    kind,
    text,
    status,
    step: stepOf(status),
    startedAt,
    sentAt: levels.sent ?? null,
    deliveredAt: levels.delivered ?? null,
    readAt: levels.read ?? null,
    playedAt: levels.played ?? null,
    refusedWith: refused ?? null,
  }
}
