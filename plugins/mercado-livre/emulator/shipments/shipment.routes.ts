import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, empty, json } from '@tomada/sdk/emulator'
import { orderDate } from '../dates.ts'
import { badRequest, notFound, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Order, Shipment } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { withOrder } from '../orders/order.routes.ts'
import { findShipment, markPrinted, releaseLabel, shipmentOf } from './shipment-states.ts'
import { viewOldShipment, viewShipment } from './shipment-view.ts'
import { zipOf } from './zip.ts'

export function shipmentRoutes(market: Market): EmulatorRoute[] {
  const own = (answer: (shipment: Shipment, order: Order, request: EmulatorRequest) => EmulatorAnswer) =>
    authorized(market, (request, userId) => {
      const shipment = findShipment(market, Number(request.params['id']))
      const order = shipment && market.orders.get(shipment.orderId)
      if (!shipment || !order) return notFound('Shipment not found')
      return order.sellerId === userId ? answer(shipment, order, request) : notYours()
    })
  return [
    { method: 'GET', path: '/orders/:id/shipments', answer: withOrder(market, (order) => shipmentsOfOrder(market, order)) },
    { method: 'GET', path: '/shipments/:id', answer: own((shipment, _order, request) => readShipment(market, shipment, request)) },
    { method: 'GET', path: '/shipments/:id/orders', answer: own((_shipment, order) => ordersOfShipment(market, order)) },
    { method: 'GET', path: '/shipments/:id/items', answer: own((_shipment, order) => json(200, order.lines.map(viewShippedItem))) },
    { method: 'GET', path: '/shipments/:id/history', answer: own((shipment) => json(200, viewHistory(shipment))) },
    {
      method: 'POST',
      path: '/shipments/:id/invoice_data',
      answer: own((shipment, _order, request) => postInvoice(market, shipment, request)),
    },
    { method: 'GET', path: '/shipment_labels', answer: authorized(market, (request, userId) => readLabels(market, request, userId)) },
  ]
}

/** 204 says "none, or not yet": the shipment reaches this view some time after the order. */
function isSettled(market: Market, order: Order): boolean {
  return market.world.clock.now() >= order.createdAt + market.limits.shipmentLagMs
}

function shipmentsOfOrder(market: Market, order: Order): EmulatorAnswer {
  return isSettled(market, order) ? json(200, [{ id: shipmentOf(market, order).id, type: 'forward' }]) : empty(204)
}

function ordersOfShipment(market: Market, order: Order): EmulatorAnswer {
  if (!isSettled(market, order)) return empty(204)
  return json(
    200,
    order.lines.map((line) => ({
      order_id: order.id,
      pack_id: order.packId,
      item_id: line.listingId,
      variation_id: null,
      user_product_id: null,
      seller_id: order.sellerId,
      requested_quantity: line.quantity,
    })),
  )
}

function readShipment(market: Market, shipment: Shipment, request: EmulatorRequest): EmulatorAnswer {
  const isNew = request.headers['x-format-new'] === 'true'
  return json(200, isNew ? viewShipment(market, shipment) : viewOldShipment(market, shipment))
}

function viewShippedItem(line: Order['lines'][number]): unknown {
  return { item_id: line.listingId, description: line.title, quantity: line.quantity, variation_id: 0 }
}

function viewHistory(shipment: Shipment): unknown {
  return shipment.history.map(({ status, substatus, at }) => ({ status, substatus, date: orderDate(at) }))
}

function postInvoice(market: Market, shipment: Shipment, request: EmulatorRequest): EmulatorAnswer {
  const xml = request.body.toString('utf8')
  if (!request.headers['content-type']?.startsWith('application/xml') || !xml.includes('<nfeProc')) return badRequest('invalid invoice xml')
  releaseLabel(market, shipment, xml)
  market.world.ledger.record({
    kind: 'invoice.posted',
    key: String(shipment.orderId),
    id: String(shipment.id),
    account: request.caller ?? '',
    requestId: request.id,
    details: null,
  })
  return json(201, { id: shipment.id })
}

/** A ZIP for PDF and ZPL alike. While an invoice is missing: 400 that names the shipments. */
function readLabels(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const ids = (request.query.get('shipment_ids') ?? '').split(',').map(Number)
  const shipments = ids.flatMap((id) => findShipment(market, id) ?? [])
  if (shipments.length < ids.length) return notFound('Shipment not found')
  if (shipments.some((shipment) => market.orders.get(shipment.orderId)?.sellerId !== userId)) return notYours()
  const failed = shipments.filter((shipment) => shipment.substatus !== 'ready_to_print' && shipment.substatus !== 'printed')
  if (failed.length > 0) {
    const failed_shipments = failed.map(({ id, substatus }) => ({ shipment_id: id, message: `shipment is ${substatus ?? 'not ready'}` }))
    return json(400, {
      message: 'There are shipments that cannot be printed',
      error: 'invalid_shipments',
      status: 400,
      cause: [],
      failed_shipments,
    })
  }
  for (const shipment of shipments) markPrinted(market, shipment)
  const isZpl = request.query.get('response_type') === 'zpl2'
  const text = shipments.map(({ id }) => (isZpl ? `^XA^FD${id}^FS^XZ` : `%PDF-1.4 etiqueta ${id}`)).join('\n')
  const content = zipOf(isZpl ? 'Etiqueta de envio.txt' : 'Etiqueta de envio.pdf', Buffer.from(text))
  return { status: 200, bytes: content, headers: { 'content-type': 'application/zip' } }
}
