import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, empty, json } from '@tomada/sdk/emulator'
import { badRequest, notFound, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Order, Shipment } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { withOrder } from '../orders/order.routes.ts'
import { shipmentDetails } from './shipment-details.ts'
import { findShipment, markPrinted, releaseLabel, shipmentOf } from './shipment-states.ts'
import { SHIPMENT_STATUSES } from './shipment-statuses.ts'
import { viewOldShipment, viewShipment } from './shipment-view.ts'
import { zipOf } from './zip.ts'

const MOST_LABELS = 50

export function shipmentRoutes(market: Market): EmulatorRoute[] {
  const own = (answer: (shipment: Shipment, order: Order, request: EmulatorRequest) => EmulatorAnswer) =>
    authorized(market, (request, userId) => {
      const shipment = findShipment(market, Number(request.params['id']))
      const order = shipment && market.orders.get(shipment.orderId)
      if (!shipment || !order) return notFound('Shipment not found')
      return order.sellerId === userId ? answer(shipment, order, request) : notYours()
    })
  return [
    {
      method: 'GET',
      path: '/orders/:id/shipments',
      answer: withOrder(market, (order, request) => shipmentsOfOrder(market, order, request)),
    },
    { method: 'GET', path: '/shipments/:id', answer: own((shipment, _order, request) => readShipment(market, shipment, request)) },
    { method: 'GET', path: '/shipments/:id/orders', answer: own((_shipment, order) => ordersOfShipment(market, order)) },
    { method: 'GET', path: '/shipments/:id/items', answer: own((_shipment, order) => json(200, order.lines.map(viewShippedItem))) },
    ...shipmentDetails(market, own),
    {
      method: 'POST',
      path: '/shipments/:id/invoice_data',
      answer: own((shipment, _order, request) => postInvoice(market, shipment, request)),
    },
    { method: 'GET', path: '/shipment_statuses', answer: authorized(market, () => json(200, SHIPMENT_STATUSES)) },
    {
      method: 'POST',
      path: '/packs/:id/fiscal_documents',
      answer: authorized(market, (request, userId) => attachFiscalDocument(market, request, userId)),
    },
    { method: 'GET', path: '/shipment_labels', answer: authorized(market, (request, userId) => readLabels(market, request, userId)) },
  ]
}

/** 204 says "none, or not yet": the shipment reaches this view some time after the order. */
function isSettled(market: Market, order: Order): boolean {
  return market.world.clock.now() >= order.createdAt + market.limits.shipmentLagMs
}

/** The hosted view, `X-New-Domain: true`, is a list; without the header the old object still comes. */
function shipmentsOfOrder(market: Market, order: Order, request: EmulatorRequest): EmulatorAnswer {
  if (!isSettled(market, order)) return empty(204)
  const shipment = shipmentOf(market, order)
  return json(200, request.headers['x-new-domain'] === 'true' ? [{ id: shipment.id, type: 'forward' }] : viewOldShipment(market, shipment))
}

/** One entry for each line of each order in the parcel. */
function ordersOfShipment(market: Market, order: Order): EmulatorAnswer {
  if (!isSettled(market, order)) return empty(204)
  const orders = order.packId === null ? [order] : market.orders.ofPack(order.packId)
  const entries = orders.flatMap((one) =>
    one.lines.map((line) => ({
      order_id: one.id,
      pack_id: one.packId,
      item_id: line.listingId,
      variation_id: null,
      user_product_id: null,
      seller_id: one.sellerId,
      requested_quantity: line.quantity,
    })),
  )
  return json(200, entries)
}

function readShipment(market: Market, shipment: Shipment, request: EmulatorRequest): EmulatorAnswer {
  const isNew = request.headers['x-format-new'] === 'true'
  return json(200, isNew ? viewShipment(market, shipment) : viewOldShipment(market, shipment))
}

function viewShippedItem(line: Order['lines'][number]): unknown {
  return { item_id: line.listingId, description: line.title, quantity: line.quantity, variation_id: 0 }
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

/** The invoice for the buyer's eyes; it does not release the label. */
function attachFiscalDocument(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const order = market.orders.ofThread(Number(request.params['id']))
  if (!order) return notFound('Pack not found')
  if (order.sellerId !== userId) return notYours()
  market.world.ledger.record({
    kind: 'invoice.attached',
    key: String(order.id),
    id: String(order.id),
    account: request.caller ?? '',
    requestId: request.id,
    details: null,
  })
  return json(201, { ids: [`${order.id}_nfe`] })
}

/** A ZIP for PDF and ZPL alike. While an invoice is missing: 400 that names the shipments. */
function readLabels(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const ids = (request.query.get('shipment_ids') ?? '').split(',').map(Number)
  if (ids.length > MOST_LABELS) return badRequest(`shipment_ids holds at most ${MOST_LABELS} ids`)
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
