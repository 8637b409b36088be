import type { Json } from '@tomada/sdk'
import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys'
import { addressOf, isGroup } from './addresses.ts'
import type { Level, SentMessages } from './sent-messages.ts'

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

/** Stores the level, and answers what to tell: nothing for one that was reached before, or for a message that is not ours. */
export async function noteLevel(
  sent: SentMessages,
  id: string,
  { level, from, at }: Omit<Receipt, 'ids'>,
): Promise<{ key: string; data: { [name: string]: Json } } | null> {
  const before = await sent.find(id)
  if (before === null) return null
  const inGroup = isGroup(before.chatId)
  if (!inGroup && before.levels[level] !== undefined) return null
  await sent.change(id, (message) => ({ ...message, levels: { [level]: at, ...message.levels } }))
  const who = inGroup && from !== '' ? addressOf(from, null).id : null
  return {
    key: [before.chatId, 'status', id, level, who ?? ''].join('|'),
    data: { messageId: id, chat: { id: before.chatId, isGroup: inGroup }, status: level, by: who, at },
  }
}
