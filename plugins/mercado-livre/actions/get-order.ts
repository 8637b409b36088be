import { type ActionContext, RetryAfterError } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { type Order, toOrder } from '../map/to-order.ts'

/**
 * One order with its items and payments.
 * An order given in part (status 206, or without items) is tried again: taking it as it is would send an empty order on.
 * Source: "Órdenes", developers.mercadolibre.com.co, updated 2026-09-21; fixture: fixtures/get-order.json
 */
export default async function getOrder(input: { orderId: string }, ctx: ActionContext): Promise<Order> {
  const order = toOrder(await getRecord(ctx, `/orders/${encodeURIComponent(input.orderId)}`))
  if (order === null) throw new RetryAfterError(`Mercado Livre has given order ${input.orderId} only in part`)
  return order
}
