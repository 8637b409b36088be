import type { Json } from '@tomada/sdk'
import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys'
import { addressOf, isGroup } from './addresses.ts'
import { statusOf, stepOf } from './message-status.ts'
import type { Level, SentMessage, SentMessages } from './sent-messages.ts'

/** What a receipt says of messages of ours; null when it is about something else. */
export interface Receipt {
  ids: string[]
  level: Level
  /** Whose device says so. */
  from: string
  at: string
}

/** A receipt without a type means: it reached the device. `inactive` ones are of devices in the background, and mean the same. */
const LEVELS: Readonly<Record<string, Level>> = { '': 'delivered', inactive: 'delivered', read: 'read', played: 'played' }

export function receiptOf(node: BinaryNode): Receipt | null {
  // The first frames of a socket are the handshake's: bytes, and no stanza.
  if (node.tag !== 'receipt') return null
  const { id, type = '', t = '0', participant, from = '' } = node.attrs
  const level = LEVELS[type]
  if (level === undefined || id === undefined) return null
  const more = getBinaryNodeChildren(getBinaryNodeChild(node, 'list'), 'item').flatMap((item) => item.attrs['id'] ?? [])
  return { ids: [id, ...more], level, from: participant ?? from, at: new Date(Number(t) * 1000).toISOString() }
}

/** What is delivered of a message of ours. */
export interface StatusNews {
  topic: 'status' | 'refused'
  key: string
  data: { [name: string]: Json }
}

/**
 * Stores the level, and answers what to tell: nothing for a message that is not ours, and nothing for one that was as far before, with
 * this member if it is in a group. Receipts come in any order; what is told only goes forward.
 */
export async function noteLevel(sent: SentMessages, id: string, receipt: Omit<Receipt, 'ids'>): Promise<StatusNews | null> {
  const news: StatusNews[] = []
  await sent.change(id, (message) => {
    const { next, isNews, who } = moved(message, receipt)
    if (isNews) news.push(newsOf(id, message, { ...receipt, who }))
    return next
  })
  return news[0] ?? null
}

function moved(message: SentMessage, { level, from, at }: Omit<Receipt, 'ids'>) {
  const who = isGroup(message.chatId) && from !== '' ? addressOf(from, null).id : null
  const known = who === null ? statusOf({ levels: message.levels }) : (message.members?.[who] ?? 'sending')
  const isNews = stepOf(level) > stepOf(known)
  if (!isNews && message.levels[level] !== undefined) return { next: message, isNews, who }
  const members = who === null || !isNews ? {} : { members: { ...message.members, [who]: level } }
  return { next: { ...message, levels: { [level]: at, ...message.levels }, ...members }, isNews, who }
}

function newsOf(id: string, { chatId }: SentMessage, { level, at, who }: { level: Level; at: string; who: string | null }): StatusNews {
  return {
    topic: 'status',
    key: [chatId, 'status', id, level, who ?? ''].join('|'),
    data: { messageId: id, chat: { id: chatId, isGroup: isGroup(chatId) }, status: level, by: who, at },
  }
}

/** WhatsApp did not take the message. It says so also of what is sent again to one receiver: a message that went out stays sent. */
export async function noteRefusal(sent: SentMessages, id: string, code: string): Promise<StatusNews | null> {
  const news: StatusNews[] = []
  await sent.change(id, (message) => {
    if (statusOf(message) !== 'sending') return message
    news.push({ topic: 'refused', key: [message.chatId, 'refused', id].join('|'), data: { messageId: id, code } })
    return { ...message, refused: code }
  })
  return news[0] ?? null
}
