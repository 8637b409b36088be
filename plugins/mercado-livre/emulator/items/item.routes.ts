import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { badRequest, notFound, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Listing } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { itemDetailRoutes } from './item-details.routes.ts'
import { searchItems, searchRestrictions } from './item-search.ts'
import { viewItem } from './item-view.ts'
import { createItem, updateItem } from './item-writes.ts'
import { userProductRoutes } from './user-product.routes.ts'

// Longer lists are cut, not refused.
const MULTIGET_IDS = 20

export function itemRoutes(market: Market): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, userId: number) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path,
    answer: authorized(market, answer),
  })
  const own = (answer: (listing: Listing, request: EmulatorRequest) => EmulatorAnswer) => (request: EmulatorRequest, userId: number) => {
    const listing = market.listings.get(request.params['id'] ?? '')
    if (!listing) return itemNotFound(request.params['id'])
    return listing.sellerId === userId ? answer(listing, request) : notYours()
  }
  const authorizedOwn = (answer: (listing: Listing, request: EmulatorRequest) => EmulatorAnswer) => authorized(market, own(answer))
  return [
    route('GET', '/users/:id/items/search', (request, userId) => searchItems(market, request, userId)),
    route('GET', '/users/:id/items/search/restrictions', (request, userId) => searchRestrictions(market, request, userId)),
    route('GET', '/items', (request, userId) => legacyMultiget(market, request, userId)),
    route('GET', '/items/bulk', (request, userId) => bulk(market, request, userId)),
    route('POST', '/items', (request, userId) => createItem(market, request, userId)),
    route('GET', '/items/:id', (request, userId) => {
      const listing = market.listings.get(request.params['id'] ?? '')
      if (!listing) return itemNotFound(request.params['id'])
      return json(200, pick(viewItem(listing, listing.sellerId === userId), request.query.get('attributes')?.split(',')))
    }),
    route(
      'PUT',
      '/items/:id',
      own((listing, request) => updateItem(market, listing, request)),
    ),
    ...itemDetailRoutes(market, authorizedOwn),
    ...userProductRoutes(market),
  ]
}

function itemNotFound(id: string | undefined): EmulatorAnswer {
  return notFound(`Item with id ${id ?? ''} not found`)
}

function askedIds(request: EmulatorRequest): string[] {
  return (request.query.get('ids') ?? '').split(',').filter((id) => id !== '')
}

/** `[{code, body}]`: what is missing has a code of its own inside a 200. */
function legacyMultiget(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const ids = askedIds(request)
  if (ids.length === 0) return badRequest('ids is required')
  const attributes = request.query.get('attributes')?.split(',')
  return json(
    200,
    ids.slice(0, MULTIGET_IDS).map((id) => {
      const listing = market.listings.get(id)
      if (!listing) return { code: 404, body: { message: `Item with id ${id} not found`, error: 'not_found', status: 404, cause: [] } }
      return { code: 200, body: pick(viewItem(listing, listing.sellerId === userId), attributes) }
    }),
  )
}

/** `[{status_code, id, body}]`; attributes are named with the prefix `body.`. */
function bulk(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const ids = askedIds(request)
  if (ids.length === 0) return badRequest('ids is required')
  const attributes = request.query
    .get('attributes')
    ?.split(',')
    .filter((name) => name.startsWith('body.'))
    .map((name) => name.slice('body.'.length))
  return json(
    200,
    ids.map((id) => {
      const listing = market.listings.get(id)
      if (!listing) return { status_code: 404, id, body: { message: `Item with id ${id} not found`, error: 'not_found', status: 404 } }
      return { status_code: 200, id, body: pick(viewItem(listing, listing.sellerId === userId), attributes) }
    }),
  )
}

function pick(item: Record<string, unknown>, attributes: readonly string[] | undefined): Record<string, unknown> {
  return attributes === undefined ? item : Object.fromEntries(Object.entries(item).filter(([name]) => attributes.includes(name)))
}
