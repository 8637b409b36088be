import { BadSetting, type Fields, flagOf, numberOf, type Scenario, textOf } from '@tomada/sdk/emulator'
import { tellClaim } from './claims/claim-actions.ts'
import type { Market } from './market.ts'
import type { Claim, Order } from './market.types.ts'
import { AGENT_ID, addMessage, findThread } from './messages/thread.ts'
import { newNotification, notify } from './notifications/notify.ts'
import { moveShipment, shipmentOf } from './shipments/shipment-states.ts'

/** What happens after a sale: the parcel moves, the buyer writes, the buyer claims. Each takes `{orderId?}`, the last order when absent. */
export function aftersaleScenarios(market: Market): Record<string, Scenario> {
  return {
    moveShipment: (input) => {
      const shipment = shipmentOf(market, findOrder(market, input))
      const isMoved = moveShipment(market, shipment, textOf(input['to']))
      return { shipmentId: shipment.id, status: shipment.status, substatus: shipment.substatus, isMoved }
    },
    message: (input) => writeAsBuyer(market, findOrder(market, input), input),
    agentThread: (input) => {
      const order = findOrder(market, input)
      market.agentThreads.add(order.packId ?? order.id)
      return { packId: order.packId ?? order.id, agentId: AGENT_ID }
    },
    /** Full: the parcel leaves from Mercado Livre's warehouse, and nobody may write until it has arrived. */
    fulfillment: (input) => {
      const shipment = shipmentOf(market, findOrder(market, input))
      shipment.logisticType = 'fulfillment'
      return { shipmentId: shipment.id }
    },
    claim: (input) => openClaim(market, findOrder(market, input), input),
  }
}

function findOrder(market: Market, input: Fields): Order {
  const id = numberOf(input['orderId']) ?? market.orders.lastId
  const order = market.orders.get(id)
  if (!order) throw new BadSetting(`There is no order ${id}.`)
  return order
}

function writeAsBuyer(market: Market, order: Order, input: Fields): unknown {
  const packId = order.packId ?? order.id
  const thread = findThread(market, packId)
  if (!thread) throw new BadSetting(`There is no pack ${packId}.`)
  const count = numberOf(input['count']) ?? 1
  const fromId = market.agentThreads.has(packId) ? AGENT_ID : order.buyerId
  const messages = Array.from({ length: count }, (_, index) =>
    addMessage(market, thread, { fromId, toId: order.sellerId, text: textOf(input['text']) ?? `Olá, quando chega? (${index + 1})` }),
  )
  for (const { id } of messages) tell(market, newNotification(market, 'messages', id, order.sellerId, ['created']))
  return { packId, messageIds: messages.map((message) => message.id) }
}

function openClaim(market: Market, order: Order, input: Fields): unknown {
  const now = market.world.clock.now()
  const claim: Claim = {
    id: Number(`5${market.random.digits(9)}`),
    orderId: order.id,
    buyerId: order.buyerId,
    sellerId: order.sellerId,
    type: input['type'] === 'return' ? 'return' : 'mediations',
    stage: flagOf(input['isDispute']) ? 'dispute' : 'claim',
    status: 'opened',
    refundOffers: [10, 20, 30, 50],
    resolution: null,
    messages: [{ senderRole: 'complainant', receiverRole: 'respondent', text: 'Não recebi o produto.', createdAt: now }],
    history: [{ status: 'opened', stage: flagOf(input['isDispute']) ? 'dispute' : 'claim', at: now }],
    createdAt: now,
    updatedAt: now,
  }
  market.claims.set(claim.id, claim)
  tellClaim(market, claim)
  return { claimId: claim.id }
}

function tell(market: Market, notification: ReturnType<typeof newNotification>): void {
  notify(market, notification).catch((error) => market.world.log(String(error)))
}
