import { orderDate } from '../dates.ts'
import type { Market } from '../market.ts'
import type { Shipment } from '../market.types.ts'

/** With `x-format-new: true`. The old fields of `viewOldShipment` are gone in it. */
export function viewShipment(market: Market, shipment: Shipment): Record<string, unknown> {
  return {
    ...common(shipment),
    logistic: { mode: 'me2', type: shipment.logisticType, direction: 'forward' },
    lead_time: {
      list_cost: 24.9,
      cost: 0,
      estimated_delivery_limit: { date: orderDate(shipment.createdAt + 7 * 86_400_000) },
      estimated_delivery_time: { date: orderDate(shipment.createdAt + 5 * 86_400_000) },
      shipping_method: { id: 515462, type: 'standard', name: 'Normal' },
    },
    destination: destination(market, shipment),
    origin: {
      type: 'selling_address',
      shipping_address: { zip_code: '01310100', city: { name: 'São Paulo' }, state: { id: 'BR-SP', name: 'São Paulo' } },
    },
    snapshot_packing: null,
    tags: [],
  }
}

export function viewOldShipment(market: Market, shipment: Shipment): Record<string, unknown> {
  const { shipping_address, receiver_name } = destination(market, shipment)
  return {
    ...common(shipment),
    order_id: shipment.orderId,
    external_reference: null,
    base_cost: 24.9,
    logistic_type: shipment.logisticType,
    mode: 'me2',
    receiver_address: { ...shipping_address, receiver_name },
  }
}

function common(shipment: Shipment): Record<string, unknown> {
  return {
    id: shipment.id,
    status: shipment.status,
    substatus: shipment.substatus,
    tracking_number: shipment.trackingNumber,
    tracking_method: shipment.trackingNumber === null ? null : 'Normal',
    last_updated: orderDate(shipment.history.at(-1)?.at ?? shipment.createdAt),
    date_created: orderDate(shipment.createdAt),
  }
}

function destination(market: Market, shipment: Shipment) {
  const buyer = market.users.get(market.orders.get(shipment.orderId)?.buyerId ?? 0)
  const address = buyer?.address
  return {
    receiver_name: `${buyer?.firstName ?? ''} ${buyer?.lastName ?? ''}`.trim(),
    receiver_phone: buyer?.phone ?? '',
    shipping_address: {
      street_name: address?.street,
      street_number: address?.number,
      zip_code: address?.zipCode,
      comment: address?.complement ?? null,
      neighborhood: { name: address?.neighborhood },
      city: { name: address?.city },
      state: { id: `BR-${address?.state ?? ''}`, name: address?.stateName },
    },
  }
}
