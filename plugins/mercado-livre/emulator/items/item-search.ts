import { type EmulatorAnswer, type EmulatorRequest, json, numberOf } from '@tomada/sdk/emulator'
import { badRequest, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Listing } from '../market.types.ts'
import { userProductId } from './item-view.ts'
import { scan } from './scan.ts'

const PAGE = 50
const LONGEST_PAGE = 100
// Further rows exist, but only a scan reaches them.
const LAST_ROW = 1000

/** `GET /users/{id}/items/search`: ids only. */
export function searchItems(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const { query } = request
  if (request.params['id'] !== String(userId)) return notYours()
  const found = [...market.listings.values()].filter((listing) => listing.sellerId === userId && fits(listing, query))
  if (query.get('orders') === 'start_time_desc') found.sort((a, b) => b.createdAt - a.createdAt)
  if (query.get('search_type') === 'scan') return scanItems(market, query, userId, found)
  const limit = numberOf(query.get('limit')) ?? PAGE
  const offset = numberOf(query.get('offset')) ?? 0
  if (limit < 1 || limit > LONGEST_PAGE) return badRequest(`limit must be between 1 and ${LONGEST_PAGE}`)
  if (offset < 0 || offset + limit > LAST_ROW)
    return badRequest(`limit + offset must be lower or equal than ${LAST_ROW}; use search_type=scan`)
  const isCut = market.users.get(userId)?.hasHugeCatalogue && query.get('include_filters') === 'true'
  return json(isCut ? 206 : 200, {
    seller_id: String(userId),
    query: null,
    paging: { limit, offset, total: found.length },
    results: found.slice(offset, offset + limit).map((listing) => listing.id),
    orders: [{ id: 'stop_time_asc', name: 'Order by stop time ascending' }],
    available_orders: [],
  })
}

function scanItems(market: Market, query: URLSearchParams, sellerId: number, found: readonly Listing[]): EmulatorAnswer {
  const page = scan(market, query, { kind: 'items', sellerId, rows: found })
  if ('refusal' in page) return page.refusal
  return json(200, {
    seller_id: String(sellerId),
    query: null,
    paging: { limit: numberOf(query.get('limit')) ?? PAGE, total: found.length },
    results: page.rows.map((listing) => listing.id),
    scroll_id: page.scrollId,
  })
}

function fits(listing: Listing, query: URLSearchParams): boolean {
  const is = (name: string, value: string) => query.get(name) === null || query.get(name) === value
  const userProducts = query.get('user_product_id')?.split(',')
  return (
    is('status', listing.status) &&
    is('seller_sku', listing.sku) &&
    // `sku` asks for seller_custom_field, which no listing here has.
    query.get('sku') === null &&
    is('listing_type_id', listing.listingType) &&
    is('tags', 'good_quality_picture') &&
    (userProducts === undefined || userProducts.includes(userProductId(listing)))
  )
}

/** What a seller of more than 200,000 listings may not ask. */
export function searchRestrictions(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  if (request.params['id'] !== String(userId)) return notYours()
  const isFree = !market.users.get(userId)?.hasHugeCatalogue
  return json(200, { aggregations_allowed: isFree, query_allowed: isFree, sort_allowed: isFree })
}
