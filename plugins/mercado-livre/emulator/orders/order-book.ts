import type { Order } from '../market.types.ts'

/**
 * Every order, found by its own id and by the ids of what belongs to it. Large seeds make scans of all orders too slow for a
 * fake that must not be the bottleneck of a bench.
 */
export interface OrderBook {
  get(id: number): Order | undefined
  values(): Iterable<Order>
  readonly size: number
  readonly lastId: number
  /** Raised by `add` and `changed`: what was found before may be found no more. */
  readonly revision: number
  add(order: Order): void
  /** To be called after a change of anything that a search looks at. */
  changed(): void
  ofShipment(shippingId: number): Order | undefined
  ofPayment(paymentId: number): Order | undefined
  ofPack(packId: number): readonly Order[]
  /** An order without a pack is its own pack. */
  ofThread(id: number): Order | undefined
}

export function createOrderBook(): OrderBook {
  const byId = new Map<number, Order>()
  const byShipment = new Map<number, Order>()
  const byPayment = new Map<number, Order>()
  const byPack = new Map<number, Order[]>()
  let lastId = 0
  let revision = 0
  return {
    get: (id) => byId.get(id),
    values: () => byId.values(),
    get size() {
      return byId.size
    },
    get lastId() {
      return lastId
    },
    get revision() {
      return revision
    },
    add(order) {
      byId.set(order.id, order)
      byShipment.set(order.shippingId, order)
      byPayment.set(order.paymentId, order)
      if (order.packId !== null) byPack.set(order.packId, [...(byPack.get(order.packId) ?? []), order])
      lastId = Math.max(lastId, order.id)
      revision++
    },
    changed() {
      revision++
    },
    ofShipment: (shippingId) => byShipment.get(shippingId),
    ofPayment: (paymentId) => byPayment.get(paymentId),
    ofPack: (packId) => byPack.get(packId) ?? [],
    ofThread(id) {
      const order = byId.get(id)
      return order?.packId === null ? order : byPack.get(id)?.[0]
    },
  }
}
