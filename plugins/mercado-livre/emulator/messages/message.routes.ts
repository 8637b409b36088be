import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, fieldsOf, json, numberOf, textOf } from '@tomada/sdk/emulator'
import { utcDate } from '../dates.ts'
import { badRequest, failure, notFound, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Message, Order } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'

const PAGE = 10
const SELLER_CHARS = 350
const BUYER_CHARS = 3500
/** The sales agent that speaks for buyers on MLB. */
export const AGENT_ID = 3037675074

export function messageRoutes(market: Market): EmulatorRoute[] {
  const path = '/messages/packs/:pack/sellers/:seller'
  const inThread = (answer: (thread: Thread, request: EmulatorRequest) => EmulatorAnswer) =>
    authorized(market, (request, userId) => {
      const thread = findThread(market, Number(request.params['pack']))
      if (!thread) return notFound('Pack not found')
      if (request.params['seller'] !== String(userId) || thread.order.sellerId !== userId) return notYours()
      return answer(thread, request)
    })
  return [
    { method: 'GET', path, answer: inThread((thread, request) => readThread(market, thread, request)) },
    { method: 'POST', path, answer: inThread((thread, request) => sendMessage(market, thread, request)) },
    { method: 'GET', path: '/messages/:id', answer: authorized(market, (request) => readMessage(market, request)) },
  ]
}

interface Thread {
  packId: number
  order: Order
}

/** An order without a pack is its own pack: the order id stands in the same place. */
export function findThread(market: Market, id: number): Thread | undefined {
  const order = [...market.orders.values()].find((known) => known.packId === id || (known.packId === null && known.id === id))
  return order && { packId: id, order }
}

/** A plain read marks what the seller got as read; `mark_as_read=false` does not. */
function readThread(market: Market, thread: Thread, request: EmulatorRequest): EmulatorAnswer {
  const { query } = request
  const limit = numberOf(query.get('limit')) ?? PAGE
  const offset = numberOf(query.get('offset')) ?? 0
  const all = market.messages.filter((message) => message.packId === thread.packId).reverse()
  const shown = all.slice(offset, offset + limit).map((message) => viewMessage(message))
  if (query.get('mark_as_read') !== 'false') {
    for (const message of all) if (message.toId === thread.order.sellerId) message.readAt ??= market.world.clock.now()
  }
  const isBlocked = hasMediation(market, thread.order)
  return json(200, {
    paging: { limit, offset, total: all.length },
    conversation_status: {
      path: `/packs/${thread.packId}/sellers/${thread.order.sellerId}`,
      status: isBlocked ? 'blocked' : 'active',
      substatus: isBlocked ? 'blocked_by_mediation' : null,
      status_date: utcDate(thread.order.createdAt),
      status_update_allowed: false,
      claim_ids: null,
      shipping_id: null,
    },
    messages: shown,
    seller_max_message_length: SELLER_CHARS,
    buyer_max_message_length: BUYER_CHARS,
  })
}

/**
 * To whom a message must go depends on the thread: the agent's id on an old thread is refused, but the real buyer's id on
 * a thread the agent has taken over is answered 200 and reaches nobody.
 */
function sendMessage(market: Market, thread: Thread, request: EmulatorRequest): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const text = textOf(body['text'])
  const toId = numberOf(fieldsOf(body['to'])['user_id'])
  if (hasMediation(market, thread.order)) return failure(403, 'forbidden', 'The conversation is blocked by a mediation')
  if (text === undefined || text.length > SELLER_CHARS) return badRequest(`The text must have 1 to ${SELLER_CHARS} characters`)
  const isWithAgent = market.agentThreads.has(thread.packId)
  const isKnown = toId === thread.order.buyerId || (isWithAgent && toId === AGENT_ID)
  if (toId === undefined || !isKnown) return badRequest(`User ${toId ?? ''} does not belong to pack`)
  const message = addMessage(market, thread, { fromId: thread.order.sellerId, toId, text })
  const isDelivered = !isWithAgent || toId === AGENT_ID
  market.world.ledger.record({
    kind: isDelivered ? 'message.sent' : 'message.lost',
    key: String(thread.packId),
    id: message.id,
    account: String(thread.order.sellerId),
    requestId: request.id,
    details: { text },
  })
  return json(201, { message_id: message.id, status: 'available', text, message_moderation: { status: 'clean' } })
}

export function addMessage(market: Market, thread: Thread, sent: { fromId: number; toId: number; text: string }): Message {
  const message: Message = { id: market.random.hex(32), packId: thread.packId, ...sent, createdAt: market.world.clock.now(), readAt: null }
  market.messages.push(message)
  return message
}

function hasMediation(market: Market, order: Order): boolean {
  return [...market.claims.values()].some((claim) => claim.orderId === order.id && claim.type === 'mediations' && claim.status === 'opened')
}

function readMessage(market: Market, request: EmulatorRequest): EmulatorAnswer {
  const message = market.messages.find((known) => known.id === request.params['id'])
  return message ? json(200, { messages: [viewMessage(message)] }) : notFound('Message not found')
}

function viewMessage(message: Message): Record<string, unknown> {
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
    message_attachments: [],
    message_resources: [{ id: String(message.packId), name: 'packs' }],
  }
}
