import type { Market } from '../market.ts'
import type { Order, Shipment } from '../market.types.ts'
import { newNotification, notify } from '../notifications/notify.ts'

type State = readonly [status: string, substatus: string | null]

/** The usual way of a parcel. It waits at `invoice_pending` until the seller has posted the invoice. */
const WAY: readonly State[] = [
  ['pending', null],
  ['handling', null],
  ['ready_to_ship', 'invoice_pending'],
  ['ready_to_ship', 'ready_to_print'],
  ['ready_to_ship', 'printed'],
  ['shipped', null],
  ['delivered', null],
]
const ENDS = ['delivered', 'not_delivered', 'cancelled']

/** The order's shipment; it comes into being with the first look at it. */
export function shipmentOf(market: Market, order: Order): Shipment {
  const known = market.shipments.get(order.shippingId)
  if (known) return known
  const shipment: Shipment = {
    id: order.shippingId,
    orderId: order.id,
    status: 'pending',
    substatus: null,
    history: [{ status: 'pending', substatus: null, at: order.createdAt }],
    trackingNumber: null,
    logisticType: 'drop_off',
    invoiceXml: null,
    createdAt: order.createdAt,
  }
  market.shipments.set(shipment.id, shipment)
  return shipment
}

export function findShipment(market: Market, id: number): Shipment | undefined {
  const order = market.orders.ofShipment(id)
  return order && shipmentOf(market, order)
}

/** One step further, or to one of the ends. Answers false where the parcel cannot go. */
export function moveShipment(market: Market, shipment: Shipment, end?: string): boolean {
  if (ENDS.includes(shipment.status)) return false
  if (end !== undefined) return ENDS.includes(end) && enter(market, shipment, [end, null])
  const here = WAY.findIndex(([status, substatus]) => status === shipment.status && substatus === shipment.substatus)
  const next = WAY[here + 1]
  if (!next || shipment.substatus === 'invoice_pending') return false
  return enter(market, shipment, next)
}

/** What a seller with a carrier of its own says about the parcel. */
export function reportByCarrier(market: Market, shipment: Shipment, state: State): void {
  enter(market, shipment, state)
}

/** The invoice is there: the label can be printed. */
export function releaseLabel(market: Market, shipment: Shipment, xml: string): void {
  shipment.invoiceXml = xml
  if (shipment.substatus === 'invoice_pending') enter(market, shipment, ['ready_to_ship', 'ready_to_print'])
}

export function markPrinted(market: Market, shipment: Shipment): void {
  if (shipment.substatus === 'ready_to_print') enter(market, shipment, ['ready_to_ship', 'printed'])
}

function enter(market: Market, shipment: Shipment, [status, substatus]: State): true {
  const at = market.world.clock.now()
  shipment.status = status
  shipment.substatus = substatus
  shipment.history.push({ status, substatus, at })
  if (status === 'shipped') shipment.trackingNumber = `AA${market.random.digits(9)}BR`
  const order = market.orders.get(shipment.orderId)
  if (order && status === 'delivered') {
    order.tags = order.tags.map((tag) => (tag === 'not_delivered' ? 'delivered' : tag))
    market.orders.changed()
  }
  const notification = newNotification(market, 'shipments', `/shipments/${shipment.id}`, order?.sellerId ?? 0)
  notify(market, notification).catch((error) => market.world.log(String(error)))
  return true
}
