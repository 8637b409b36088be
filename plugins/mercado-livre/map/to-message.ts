import { at, type Json, listOf, textOf } from '@tomada/sdk'

/** Who wrote it and whether the seller has seen it, and the pack it belongs to: what an inbox needs and no path leads to. */
export function toMessage(message: Json, seller: string): Json {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message
  const isOwn = textOf(at(message, 'from', 'user_id')) === seller
  const isRead = at(message, 'message_date', 'read') !== null
  const packs = listOf(at(message, 'message_resources')).filter((one) => at(one, 'name') === 'packs')
  return { ...message, pack_id: textOf(at(packs[0] ?? null, 'id')), state: isOwn ? 'sent' : isRead ? 'read' : 'unread' }
}
