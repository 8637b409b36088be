import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { orderDate, reais } from '../dates.ts'
import { failure, notFound, notYours, orderNotFound } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Order, User } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { createOrderSearch } from './order-search.ts'
import { paymentStatus, totalCents, viewOrder, viewPartialOrder } from './order-view.ts'

const YEAR_MS = 365 * 86_400_000

export function orderRoutes(market: Market): EmulatorRoute[] {
  return [
    { method: 'GET', path: '/orders/search', answer: authorized(market, createOrderSearch(market)) },
    { method: 'GET', path: '/orders/:id', answer: withOrder(market, (order) => readOrder(market, order)) },
    { method: 'GET', path: '/orders/:id/billing_info', answer: withOrder(market, (order, request) => readBilling(market, order, request)) },
    { method: 'GET', path: '/orders/:id/discounts', answer: withOrder(market, () => json(200, { details: [] })) },
    { method: 'GET', path: '/orders/:id/product', answer: withOrder(market, () => failure(404, 'not_found', 'Product not found')) },
    { method: 'GET', path: '/orders/:id/feedback', answer: withOrder(market, () => json(200, { purchase: null, sale: null })) },
    { method: 'GET', path: '/packs/:id', answer: authorized(market, (request, userId) => readPack(market, request, userId)) },
    { method: 'GET', path: '/collections/:id', answer: authorized(market, (request, userId) => readPayment(market, request, userId)) },
  ]
}

/** Finds the order of the path for a caller who may see it: its seller or its buyer. */
export function withOrder(
  market: Market,
  answer: (order: Order, request: EmulatorRequest, userId: number) => EmulatorAnswer,
): (request: EmulatorRequest) => EmulatorAnswer {
  return authorized(market, (request, userId) => {
    const order = market.orders.get(Number(request.params['id']))
    const now = market.world.clock.now()
    if (!order || order.readableAt > now || now - order.createdAt > YEAR_MS) return orderNotFound()
    if (order.sellerId !== userId && order.buyerId !== userId) return notYours()
    return answer(order, request, userId)
  })
}

function readOrder(market: Market, order: Order): EmulatorAnswer {
  if (order.partialReads === 0) return json(200, viewOrder(market, order))
  order.partialReads -= 1
  return json(206, viewPartialOrder(market, order))
}

function readBilling(market: Market, order: Order, request: EmulatorRequest): EmulatorAnswer {
  const buyer = market.users.get(order.buyerId)
  if (!buyer) return notFound('Billing info not found')
  // Without `x-version: 2` the API still answers its old flat list.
  if (request.headers['x-version'] !== '2') return json(200, legacyBilling(buyer))
  return json(200, { site_id: 'MLB', buyer: { cust_id: buyer.id, billing_info: billing(buyer) } })
}

function billing(buyer: User): Record<string, unknown> {
  const { address } = buyer
  return {
    name: buyer.firstName,
    last_name: buyer.lastName,
    identification: buyer.document,
    taxes: {
      inscriptions: { state_registration: buyer.stateRegistration },
      taxpayer_type: { description: buyer.document.type === 'CNPJ' ? 'Contribuinte' : 'Não contribuinte' },
    },
    address: {
      street_name: address.street,
      street_number: address.number,
      city_name: address.city,
      comment: address.complement,
      neighborhood: address.neighborhood,
      state: { name: address.stateName },
      zip_code: address.zipCode,
      country_id: 'BR',
    },
  }
}

function legacyBilling(buyer: User): Record<string, unknown> {
  const additional_info = [
    { type: 'FIRST_NAME', value: buyer.firstName },
    { type: 'LAST_NAME', value: buyer.lastName },
    { type: 'DOC_TYPE', value: buyer.document.type },
    { type: 'DOC_NUMBER', value: buyer.document.number },
  ]
  return { billing_info: { doc_type: buyer.document.type, doc_number: buyer.document.number, additional_info } }
}

function readPack(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const id = Number(request.params['id'])
  const orders = market.orders.ofPack(id)
  const first = orders[0]
  if (!first) return notFound('Pack not found')
  if (first.sellerId !== userId && first.buyerId !== userId) return notYours()
  return json(200, { id, status: 'released', orders: orders.map((order) => ({ id: order.id })), shipment: { id: first.shippingId } })
}

function readPayment(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const order = market.orders.ofPayment(Number(request.params['id']))
  if (!order) return failure(404, 'not_found', 'Payment not found')
  if (order.sellerId !== userId) return notYours()
  const fee = reais(order.lines.reduce((sum, line) => sum + line.saleFeeCents, 0))
  return json(200, {
    id: order.paymentId,
    status: paymentStatus(order),
    date_approved: order.closedAt === null ? null : orderDate(order.closedAt),
    total_paid_amount: reais(totalCents(order)),
    currency_id: order.currency ?? 'BRL',
    marketplace_fee: fee,
    fee_details: [{ type: 'marketplace_fee', amount: fee, fee_payer: 'collector' }],
    charges_details: [],
    refunds: [],
    external_reference: null,
    order_id: order.id,
  })
}
