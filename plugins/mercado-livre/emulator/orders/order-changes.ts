import { BadSetting, type Fields, flagOf, numberOf } from '@tomada/sdk/emulator'
import type { Market } from '../market.ts'
import type { Order } from '../market.types.ts'
import { orderTags } from './sale.ts'
import { announceOrder, readAnnouncement } from './sell.ts'

/** `POST /scenario/pay {orderId}`: the buyer pays. */
export async function payOrder(market: Market, input: Fields): Promise<unknown> {
  return change(market, input, (order, now) => {
    order.status = 'paid'
    order.tags = orderTags('paid', order.packId)
    order.closedAt = now
  })
}

/**
 * `POST /scenario/cancel {orderId, cashBack?}`. With `cashBack` the order stays `paid` and only gets the tag `unfulfilled`,
 * as cancelled orders with cash back do.
 */
export async function cancelOrder(market: Market, input: Fields): Promise<unknown> {
  return change(market, input, (order) => {
    if (flagOf(input['cashBack'])) {
      order.tags = [...order.tags, 'unfulfilled']
      return
    }
    order.status = 'cancelled'
    order.tags = orderTags('cancelled', order.packId)
  })
}

async function change(market: Market, input: Fields, apply: (order: Order, now: number) => void): Promise<unknown> {
  const id = numberOf(input['orderId']) ?? market.orders.lastId
  const order = market.orders.get(id)
  if (!order) throw new BadSetting(`There is no order ${id}.`)
  const now = market.world.clock.now()
  apply(order, now)
  order.updatedAt = now
  market.orders.changed()
  return { orderId: order.id, status: order.status, notifications: await announceOrder(market, order, readAnnouncement(input)) }
}
