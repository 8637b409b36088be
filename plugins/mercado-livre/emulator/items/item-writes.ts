import { type EmulatorAnswer, type EmulatorRequest, type Fields, fieldsOf, json, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { failure } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Listing, Variation } from '../market.types.ts'
import { newNotification, notify } from '../notifications/notify.ts'
import { userProductId, viewItem } from './item-view.ts'
import { readVariations, type VariationFault, writeVariations } from './variations.ts'

const REQUIRED = ['listing_type_id', 'title', 'category_id']

export function createItem(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const missing = REQUIRED.filter((name) => textOf(body[name]) === undefined)
  if (missing.length > 0) {
    const message = `The body does not contains some or none of the following properties [${missing.join(', ')}]`
    return failure(400, 'validation_error', 'body.required_fields', [{ message }])
  }
  const variations = readVariations(market, body['variations'])
  if (variations.length > 0 && market.users.get(userId)?.isUserProductSeller)
    return validationError('item.variations.not_allowed', ['item.variations'], 'User product sellers cannot publish variations.', 3704)
  const now = market.world.clock.now()
  const listing: Listing = {
    id: `MLB${market.random.digits(10)}`,
    sellerId: userId,
    title: textOf(body['title']) ?? '',
    sku: skuOf(body),
    categoryId: textOf(body['category_id']) ?? '',
    priceCents: Math.round((numberOf(body['price']) ?? 0) * 100),
    available: variations.length > 0 ? stockOf(variations) : (numberOf(body['available_quantity']) ?? 0),
    stockVersion: 1,
    sold: 0,
    status: 'active',
    subStatus: [],
    listingType: body['listing_type_id'] === 'gold_pro' ? 'gold_pro' : 'gold_special',
    brand: attributeOf(body, 'BRAND') ?? null,
    description: '',
    variations,
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
  if (body['attributes'] !== undefined && attributeOf(body, 'BRAND') === null)
    return validationError(
      'item.attributes.deleted_required',
      ['item.attributes'],
      'Attribute BRAND is required and cannot be deleted.',
      2612,
    )
  const fault = body['variations'] === undefined ? null : writeVariations(market, listing, body['variations'])
  if (fault !== null) return variationRefused(fault)
  if (body['deleted'] === 'true') return removeItem(market, listing, request)
  const available =
    body['variations'] === undefined ? (numberOf(body['available_quantity']) ?? listing.available) : stockOf(listing.variations)
  const asked = (['active', 'paused', 'closed'] as const).find((status) => status === body['status'])
  if (asked === 'active' && available === 0) return activationRefused()
  if (listing.status === 'closed' && asked === 'active')
    return validationError('item.status.invalid', ['item.status'], 'Is not possible to reactivate a closed item.', 324)
  listing.title = textOf(body['title']) ?? listing.title
  listing.brand = attributeOf(body, 'BRAND') ?? listing.brand
  const price = numberOf(body['price'])
  if (price !== undefined) listing.priceCents = Math.round(price * 100)
  if (asked) changeStatus(listing, asked)
  if (available !== listing.available) setStock(listing, available)
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
  const references = ['item.status', 'item.available_quantity']
  return validationError('item.status.invalid', references, 'Is not possible to activate an item without stock.', 323)
}

function variationRefused(fault: VariationFault): EmulatorAnswer {
  if (fault === 'unknown') return validationError('item.variations.invalid', ['item.variations'], 'The variation does not exist.', 2403)
  return validationError('item.price.different', ['item.variations.price'], 'All variations must have the same price.', 161)
}

function validationError(code: string, references: string[], message: string, cause_id: number): EmulatorAnswer {
  return failure(400, 'validation_error', 'Validation error', [{ department: 'items', cause_id, type: 'error', code, references, message }])
}

/** Only what is closed can be deleted; it then stays readable as `closed` with the sub-status `deleted`. */
function removeItem(market: Market, listing: Listing, request: EmulatorRequest): EmulatorAnswer {
  if (listing.status !== 'closed') return validationError('item.status.invalid', ['item.status'], 'Only closed items can be deleted.', 325)
  listing.subStatus = ['deleted']
  listing.updatedAt = market.world.clock.now()
  tellChange(market, listing, { kind: 'item.deleted', request })
  return json(200, viewItem(listing, true))
}

function stockOf(variations: readonly Variation[]): number {
  return variations.reduce((sum, variation) => sum + variation.available, 0)
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
  const tell = (topic: string, resource: string) =>
    notify(market, newNotification(market, topic, resource, listing.sellerId)).catch((error) => market.world.log(String(error)))
  const body = fieldsOf(by.request.json)
  tell('items', `/items/${listing.id}`)
  if (body['price'] !== undefined) tell('items_prices', `/items/${listing.id}/prices`)
  if (by.kind === 'stock.replaced') tell('stock-locations', `/user-products/${userProductId(listing)}/stock`)
}

function skuOf(body: Fields): string {
  return attributeOf(body, 'SELLER_SKU') ?? ''
}

/** Value of an attribute in a body: null when it is given as null, undefined when it is not there. */
function attributeOf(body: Fields, id: string): string | null | undefined {
  const given = listOf(body['attributes'])
    .map(fieldsOf)
    .find((attribute) => attribute['id'] === id)
  if (given === undefined) return undefined
  return textOf(given['value_name']) ?? null
}
