import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  fieldsOf,
  json,
  listOf,
  numberOf,
} from '@tomada/sdk/emulator'
import { badRequest, failure, notFound, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Listing } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { userProductId } from './item-view.ts'
import { setStock, tellChange } from './item-writes.ts'

/** Stock by location, guarded by `x-version`: read it, send it back, get a new one. */
export function userProductRoutes(market: Market): EmulatorRoute[] {
  const own = (answer: (listing: Listing, request: EmulatorRequest) => EmulatorAnswer) =>
    authorized(market, (request, userId) => {
      const listing = [...market.listings.values()].find((known) => userProductId(known) === request.params['id'])
      if (!listing) return notFound('stock-locations not found')
      return listing.sellerId === userId ? answer(listing, request) : notYours()
    })
  return [
    { method: 'GET', path: '/user-products/:id/stock', answer: own((listing) => readStock(listing)) },
    {
      method: 'PUT',
      path: '/user-products/:id/stock/type/seller_warehouse',
      answer: own((listing, request) => writeStock(market, listing, request)),
    },
  ]
}

function readStock(listing: Listing): EmulatorAnswer {
  const locations = [{ type: 'seller_warehouse', store_id: '1', network_node_id: 'BRP1', quantity: listing.available }]
  return json(200, { id: userProductId(listing), user_id: listing.sellerId, locations }, { 'x-version': String(listing.stockVersion) })
}

function writeStock(market: Market, listing: Listing, request: EmulatorRequest): EmulatorAnswer {
  const version = request.headers['x-version']
  if (version === undefined) return badRequest('x-version header is required')
  if (version !== String(listing.stockVersion)) return failure(409, 'conflict', 'the version of the stock has changed')
  const locations = listOf(fieldsOf(request.json)['locations']).map(fieldsOf)
  setStock(
    listing,
    locations.reduce((sum, location) => sum + (numberOf(location['quantity']) ?? 0), 0),
  )
  tellChange(market, listing, { kind: 'stock.replaced', request })
  return { ...empty(200), headers: { 'x-version': String(listing.stockVersion) } }
}
