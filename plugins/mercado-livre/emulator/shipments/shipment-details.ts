import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, fieldsOf, json, textOf } from '@tomada/sdk/emulator'
import { orderDate, reais } from '../dates.ts'
import { badRequest } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Order, Shipment } from '../market.types.ts'
import { paymentStatus, totalCents } from '../orders/order-view.ts'
import { reportByCarrier } from './shipment-states.ts'

const DISPATCH_MS = 2 * 86_400_000
const REPORTS = ['shipped', 'delivered', 'not_delivered']
const FREIGHT_CENTS = 2490

type OwnShipment = (answer: (shipment: Shipment, order: Order, request: EmulatorRequest) => EmulatorAnswer) => EmulatorRoute['answer']

/** What can be read of one shipment besides itself, and what a seller reports about it. */
export function shipmentDetails(market: Market, own: OwnShipment): EmulatorRoute[] {
  const get = (path: string, view: (shipment: Shipment, order: Order) => unknown): EmulatorRoute => ({
    method: 'GET',
    path: `/shipments/:id${path}`,
    answer: own((shipment, order) => json(200, view(shipment, order))),
  })
  return [
    get('/costs', viewCosts),
    get('/payments', (_shipment, order) => [
      // A quoted amount here, a number elsewhere: the real API does the same.
      { payment_id: order.paymentId, user_id: order.buyerId, amount: String(reais(totalCents(order))), status: paymentStatus(order) },
    ]),
    get('/sla', (shipment) => viewSla(market, shipment)),
    get('/lead_time', (shipment) => ({
      list_cost: reais(FREIGHT_CENTS),
      cost: 0,
      estimated_delivery_limit: { date: orderDate(shipment.createdAt + 7 * 86_400_000) },
      shipping_method: { name: 'Normal' },
    })),
    get('/carrier', () => ({ name: 'Mercado Envios', url: 'https://www.mercadolivre.com.br/envios' })),
    get('/delays', (shipment) => ({ shipment_id: shipment.id, delays: [] })),
    get('/history', (shipment) => shipment.history.map(({ status, substatus, at }) => ({ status, substatus, date: orderDate(at) }))),
    { method: 'POST', path: '/shipments/:id/split', answer: own((shipment, _order, request) => split(market, shipment, request)) },
    {
      method: 'POST',
      path: '/shipments/:id/seller_notifications',
      answer: own((shipment, _order, request) => report(market, shipment, request)),
    },
  ]
}

/** `senders` may begin with somebody else: one's own entry is found by `user_id`. */
function viewCosts(shipment: Shipment, order: Order): unknown {
  const sender = (user_id: number, cents: number) => ({ user_id, cost: reais(cents), compensation: 0, discounts: [] })
  return {
    gross_amount: reais(FREIGHT_CENTS),
    receiver: { user_id: order.buyerId, cost: 0, discounts: [] },
    senders: [sender(1, 0), sender(order.sellerId, shipment.status === 'cancelled' ? 1500 : FREIGHT_CENTS)],
  }
}

/** Until when the parcel has to leave the seller. */
function viewSla(market: Market, shipment: Shipment): unknown {
  const expectedAt = shipment.createdAt + DISPATCH_MS
  const left = shipment.history.find(({ status }) => status === 'shipped')?.at ?? market.world.clock.now()
  return { status: left > expectedAt ? 'delayed' : 'on_time', service: 'me2', expected_date: orderDate(expectedAt) }
}

function split(market: Market, shipment: Shipment, request: EmulatorRequest): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (body['reason'] !== 'DIMENSIONS_EXCEEDED' || !Array.isArray(body['packs'])) return badRequest('reason and packs are required')
  note(market, shipment, request, 'shipment.split')
  return json(201, { id: shipment.id })
}

/** ME1: the seller's own carrier moves the parcel, and the seller says so. */
function report(market: Market, shipment: Shipment, request: EmulatorRequest): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const status = REPORTS.find((known) => known === body['status'])
  if (status === undefined) return badRequest(`status must be one of ${REPORTS.join(', ')}`)
  if (status === 'not_delivered' && body['substatus'] !== 'returning_to_sender') return badRequest('substatus must be returning_to_sender')
  reportByCarrier(market, shipment, [status, textOf(body['substatus']) ?? null])
  note(market, shipment, request, 'shipment.reported')
  return json(200, { id: shipment.id, status: shipment.status, substatus: shipment.substatus })
}

function note(market: Market, shipment: Shipment, request: EmulatorRequest, kind: string): void {
  const { caller, id: requestId, json: details } = request
  market.world.ledger.record({ kind, key: String(shipment.orderId), id: String(shipment.id), account: caller ?? '', requestId, details })
}
