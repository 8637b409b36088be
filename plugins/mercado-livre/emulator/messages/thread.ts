import { utcDate } from '../dates.ts'
import type { Market } from '../market.ts'
import type { Message, Order } from '../market.types.ts'
import { shipmentOf } from '../shipments/shipment-states.ts'

/** The sales agent that speaks for buyers on MLB. */
export const AGENT_ID = 3037675074

const THREAD_LIFE_MS = 30 * 86_400_000

export interface Thread {
  packId: number
  order: Order
}

/** An order without a pack is its own pack: the order id stands in the same place. */
export function findThread(market: Market, id: number): Thread | undefined {
  const order = market.orders.ofThread(id)
  return order && { packId: id, order }
}

export function addMessage(
  market: Market,
  thread: Thread,
  sent: { fromId: number; toId: number; text: string; attachments?: string[] },
): Message {
  const message: Message = {
    id: market.random.hex(32),
    packId: thread.packId,
    attachments: [],
    ...sent,
    createdAt: market.world.clock.now(),
    readAt: null,
  }
  market.messages.set(message.id, message)
  market.threads.set(thread.packId, [...(market.threads.get(thread.packId) ?? []), message])
  return message
}

/** Why nobody may write here now, in the words of `conversation_status.substatus`; null when one may. */
export function blockOf(market: Market, { order }: Thread): string | null {
  const claims = [...market.claims.values()]
  if (claims.some((claim) => claim.orderId === order.id && claim.type === 'mediations' && claim.status === 'opened'))
    return 'blocked_by_mediation'
  const shipment = shipmentOf(market, order)
  if (shipment.logisticType === 'fulfillment' && shipment.status !== 'delivered') return 'blocked_by_fulfillment'
  return market.world.clock.now() - order.createdAt > THREAD_LIFE_MS ? 'blocked_by_time' : null
}

export function viewMessage(message: Message): Record<string, unknown> {
  const at = utcDate(message.createdAt)
  const read = message.readAt === null ? null : utcDate(message.readAt)
  return {
    id: message.id,
    site_id: 'MLB',
    from: { user_id: message.fromId },
    to: { user_id: message.toId },
    status: 'available',
    text: message.text,
    message_date: { received: at, available: at, notified: at, created: at, read },
    message_attachments: message.attachments.map((filename) => ({
      filename,
      original_filename: filename,
      type: 'application/pdf',
      size: 1,
    })),
    message_resources: [{ id: String(message.packId), name: 'packs' }],
  }
}
