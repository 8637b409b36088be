import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  fieldsOf,
  json,
  numberOf,
  textOf,
  textsOf,
} from '@tomada/sdk/emulator'
import { utcDate } from '../dates.ts'
import { badRequest, failure, notFound, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Message } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { AGENT_ID, addMessage, blockOf, findThread, type Thread, viewMessage } from './thread.ts'

const PAGE = 10
const SELLER_CHARS = 350
const BUYER_CHARS = 3500
const MOST_ATTACHMENTS = 25

export function messageRoutes(market: Market): EmulatorRoute[] {
  const path = '/messages/packs/:pack/sellers/:seller'
  const inThread = (answer: (thread: Thread, request: EmulatorRequest) => EmulatorAnswer) =>
    authorized(market, (request, userId) => {
      const thread = findThread(market, Number(request.params['pack']))
      if (!thread) return notFound('Pack not found')
      if (request.params['seller'] !== String(userId) || thread.order.sellerId !== userId) return notYours()
      return request.query.get('tag') === 'post_sale' ? answer(thread, request) : badRequest('tag is required')
    })
  return [
    { method: 'GET', path, answer: inThread((thread, request) => readThread(market, thread, request)) },
    { method: 'POST', path, answer: inThread((thread, request) => sendMessage(market, thread, request)) },
    { method: 'GET', path: '/messages/unread', answer: authorized(market, (request, userId) => listUnread(market, request, userId)) },
    { method: 'GET', path: '/messages/:id', answer: authorized(market, (request, userId) => readMessage(market, request, userId)) },
  ]
}

/** Newest first. A plain read marks what the seller got as read; `mark_as_read=false` does not. */
function readThread(market: Market, thread: Thread, request: EmulatorRequest): EmulatorAnswer {
  const { query } = request
  const limit = numberOf(query.get('limit')) ?? PAGE
  const offset = numberOf(query.get('offset')) ?? 0
  const all = (market.threads.get(thread.packId) ?? []).toReversed()
  const shown = all.slice(offset, offset + limit).map((message) => viewMessage(message))
  if (query.get('mark_as_read') !== 'false') {
    for (const message of all) if (message.toId === thread.order.sellerId) message.readAt ??= market.world.clock.now()
  }
  const block = blockOf(market, thread)
  return json(200, {
    paging: { limit, offset, total: all.length },
    conversation_status: {
      path: `/packs/${thread.packId}/sellers/${thread.order.sellerId}`,
      status: block === null ? 'active' : 'blocked',
      substatus: block,
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
  const block = blockOf(market, thread)
  if (block !== null) return failure(403, 'forbidden', `The conversation is blocked: ${block}`)
  if (text === undefined || text.length > SELLER_CHARS) return badRequest(`The text must have 1 to ${SELLER_CHARS} characters`)
  const attachments = textsOf(body['attachments'])
  if (attachments.length > MOST_ATTACHMENTS) return badRequest(`At most ${MOST_ATTACHMENTS} attachments`)
  const unknown = attachments.find((name) => !market.attachments.has(name))
  if (unknown !== undefined) return failure(422, 'unprocessable_entity', `The attachment ${unknown} does not exist`)
  const isWithAgent = market.agentThreads.has(thread.packId)
  const isKnown = toId === thread.order.buyerId || (isWithAgent && toId === AGENT_ID)
  if (toId === undefined || !isKnown) return badRequest(`User ${toId ?? ''} does not belong to pack`)
  const message = addMessage(market, thread, { fromId: thread.order.sellerId, toId, text, attachments })
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

function readMessage(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const message = market.messages.get(request.params['id'] ?? '')
  if (!message) return notFound('Message not found')
  if (message.fromId !== userId && message.toId !== userId) return notYours()
  return json(200, { messages: [viewMessage(message)] })
}

/** Packs with messages that the seller has not read, and how many. */
function listUnread(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  if (request.query.get('role') !== 'seller') return badRequest('role is required')
  const isUnread = (message: Message) => message.toId === userId && message.readAt === null
  const results = [...market.threads].flatMap(([packId, messages]) => {
    const count = messages.filter(isUnread).length
    return count === 0 ? [] : [{ resource: `/packs/${packId}/sellers/${userId}`, count }]
  })
  return json(200, { user_id: userId, results })
}
