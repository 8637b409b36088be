import { setStock } from '../items/item-writes.ts'
import type { Market } from '../market.ts'
import { makeBuyer } from '../market.ts'
import type { Listing, Order, OrderLine, OrderStatus, User } from '../market.types.ts'

export interface SaleRequest {
  sellerId: number
  status: OrderStatus
  /** Chosen by the caller; a new or returning buyer when null. */
  buyer: User | null
  /** Listing and quantity; one to three at random when empty. */
  items: readonly { listing: Listing; quantity: number; unitPriceCents: number }[]
  /** Of the prices; reais when absent. */
  currency?: string
  packId: number | null
  /** Orders of one pack travel in one parcel; null makes a new one. */
  shippingId: number | null
  /** Emulator ms until the order can be read by id. */
  readableAfterMs: number
  partialReads: number
}

const FEE_SHARE = 0.12
const RETURNING_BUYER = 0.2
const COMPANY_BUYER = 0.15
const RESTOCKED = 300

/** Somebody buys: the order exists, the stock is gone from the listing. */
export function placeOrder(market: Market, request: SaleRequest): Order {
  const now = market.world.clock.now()
  const lines = chooseItems(market, request).map((choice) => sellItem(choice, now))
  const order: Order = {
    id: nextOrderId(market),
    packId: request.packId,
    sellerId: request.sellerId,
    buyerId: (request.buyer ?? chooseBuyer(market)).id,
    status: request.status,
    lines,
    ...(request.currency === undefined ? {} : { currency: request.currency }),
    paymentId: Number(market.random.digits(11)),
    shippingId: request.shippingId ?? newShippingId(market),
    tags: orderTags(request.status, request.packId),
    createdAt: now,
    closedAt: request.status === 'paid' ? now : null,
    updatedAt: now,
    readableAt: now + request.readableAfterMs,
    searchableAt: now + Math.max(request.readableAfterMs, market.limits.searchLagMs),
    partialReads: request.partialReads,
  }
  market.orders.add(order)
  return order
}

export function newShippingId(market: Market): number {
  return Number(`4${market.random.digits(10)}`)
}

const FIRST_ORDER_ID = 2_000_000_000_000_000
const COUNTED_FROM_MS = Date.UTC(2015, 0, 1)

/**
 * Ids only grow, as Mercado Livre's do, and stay below 2^53. They follow the clock, so that an emulator started again with
 * the same seed never names two different orders alike.
 */
function nextOrderId(market: Market): number {
  const last = market.orders.lastId
  return Math.max(last, orderIdAt(market.world.clock.now())) + market.random.between(1, 3)
}

export function orderIdAt(epochMs: number): number {
  return FIRST_ORDER_ID + Math.floor(epochMs) - COUNTED_FROM_MS
}

export function orderTags(status: OrderStatus, packId: number | null): string[] {
  if (status === 'cancelled') return ['not_delivered']
  return [status === 'paid' ? 'paid' : 'not_paid', 'not_delivered', ...(packId === null ? [] : ['pack_order'])]
}

function chooseBuyer(market: Market): User {
  const known = [...market.users.values()].filter((user) => !user.isSeller)
  if (known.length > 0 && market.random.chance(RETURNING_BUYER)) return market.random.pick(known)
  return makeBuyer(market, market.random.chance(COMPANY_BUYER))
}

function chooseItems(market: Market, request: SaleRequest): SaleRequest['items'] {
  if (request.items.length > 0) return request.items
  const open = openListings(market, request.sellerId)
  const count = market.random.between(1, 3)
  const chosen = new Set(Array.from({ length: count }, () => market.random.pick(open)))
  return [...chosen].map((listing) => ({ listing, quantity: market.random.between(1, 3), unitPriceCents: listing.priceCents }))
}

/** A shop that has sold everything fills its shelves again: a sale at random must always be possible. */
function openListings(market: Market, sellerId: number): Listing[] {
  const own = [...market.listings.values()].filter((listing) => listing.sellerId === sellerId)
  const open = own.filter((listing) => listing.status === 'active')
  if (open.length > 0) return open
  for (const listing of own) setStock(listing, RESTOCKED)
  return own.filter((listing) => listing.status === 'active')
}

function sellItem({ listing, quantity, unitPriceCents }: SaleRequest['items'][number], now: number): OrderLine {
  setStock(listing, Math.max(0, listing.available - quantity))
  listing.sold += quantity
  listing.updatedAt = now
  return {
    listingId: listing.id,
    title: listing.title,
    categoryId: listing.categoryId,
    sku: listing.sku,
    quantity,
    unitPriceCents,
    saleFeeCents: Math.round(unitPriceCents * FEE_SHARE),
    listingType: listing.listingType,
  }
}
