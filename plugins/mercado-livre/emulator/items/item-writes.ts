import { type EmulatorAnswer, type EmulatorRequest, type Fields, fieldsOf, json, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { failure } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Listing } from '../market.types.ts'
import { newNotification, notify } from '../notifications/notify.ts'
import { viewItem } from './item-view.ts'

const REQUIRED = ['listing_type_id', 'title', 'category_id']

export function createItem(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const missing = REQUIRED.filter((name) => textOf(body[name]) === undefined)
  if (missing.length > 0) {
    const message = `The body does not contains some or none of the following properties [${missing.join(', ')}]`
    return failure(400, 'validation_error', 'body.required_fields', [{ message }])
  }
  const now = market.world.clock.now()
  const listing: Listing = {
    id: `MLB${market.random.digits(10)}`,
    sellerId: userId,
    title: textOf(body['title']) ?? '',
    sku: skuOf(body),
    categoryId: textOf(body['category_id']) ?? '',
    priceCents: Math.round((numberOf(body['price']) ?? 0) * 100),
    available: numberOf(body['available_quantity']) ?? 0,
    stockVersion: 1,
    sold: 0,
    status: 'active',
    subStatus: [],
    listingType: body['listing_type_id'] === 'gold_pro' ? 'gold_pro' : 'gold_special',
    createdAt: now,
    updatedAt: now,
  }
  market.listings.set(listing.id, listing)
  tellChange(market, listing, { kind: 'item.created', request })
  return json(201, viewItem(listing, true))
}

/** Stock, price, status. On accounts with stock by location the stock is accepted and nothing changes. */
export function updateItem(market: Market, listing: Listing, request: EmulatorRequest): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (market.users.get(listing.sellerId)?.isMultiOrigin && body['available_quantity'] !== undefined)
    return json(200, viewItem(listing, true))
  const available = numberOf(body['available_quantity']) ?? listing.available
  const asked = (['active', 'paused', 'closed'] as const).find((status) => status === body['status'])
  if (asked === 'active' && available === 0) return activationRefused()
  const price = numberOf(body['price'])
  if (price !== undefined) listing.priceCents = Math.round(price * 100)
  if (asked) changeStatus(listing, asked)
  if (body['available_quantity'] !== undefined) setStock(listing, available)
  listing.updatedAt = market.world.clock.now()
  tellChange(market, listing, { kind: 'item.updated', request })
  return json(200, viewItem(listing, true))
}

/** At zero the listing pauses by itself; with stock again it comes back, unless somebody else had paused it. */
export function setStock(listing: Listing, available: number): void {
  const wasSoldOut = listing.subStatus.includes('out_of_stock')
  listing.available = available
  listing.stockVersion += 1
  if (available === 0 && listing.status === 'active') {
    listing.status = 'paused'
    listing.subStatus = ['out_of_stock']
  } else if (available > 0 && wasSoldOut) changeStatus(listing, 'active')
}

function changeStatus(listing: Listing, status: Listing['status']): void {
  listing.status = status
  listing.subStatus = []
}

function activationRefused(): EmulatorAnswer {
  return failure(400, 'validation_error', 'Validation error', [
    {
      department: 'items',
      cause_id: 323,
      type: 'error',
      code: 'item.status.invalid',
      references: ['item.status', 'item.available_quantity'],
      message: 'Is not possible to activate an item without stock.',
    },
  ])
}

export function tellChange(market: Market, listing: Listing, by: { kind: string; request: EmulatorRequest }): void {
  market.world.ledger.record({
    kind: by.kind,
    key: listing.sku,
    id: listing.id,
    account: String(listing.sellerId),
    requestId: by.request.id,
    details: by.request.json,
  })
  notify(market, newNotification(market, 'items', `/items/${listing.id}`, listing.sellerId)).catch((error) =>
    market.world.log(String(error)),
  )
}

function skuOf(body: Fields): string {
  const sku = listOf(body['attributes'])
    .map(fieldsOf)
    .find((attribute) => attribute['id'] === 'SELLER_SKU')
  return textOf(sku?.['value_name']) ?? ''
}
