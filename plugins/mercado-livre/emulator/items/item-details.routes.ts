import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, fieldsOf, json, textOf } from '@tomada/sdk/emulator'
import { reais, utcDate } from '../dates.ts'
import { badRequest, failure } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Listing } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { readFilePart } from '../upload.ts'
import { tellChange } from './item-writes.ts'

const PICTURE_BYTES = 10 * 1024 * 1024

type OwnListing = (answer: (listing: Listing, request: EmulatorRequest) => EmulatorAnswer) => EmulatorRoute['answer']

/** Description, prices, pictures and the move to user products of one listing. */
export function itemDetailRoutes(market: Market, own: OwnListing): EmulatorRoute[] {
  const get = (path: string, view: (listing: Listing) => unknown): EmulatorRoute => ({
    method: 'GET',
    path: `/items/:id${path}`,
    answer: own((listing) => json(200, view(listing))),
  })
  return [
    get('/description', (listing) => ({ plain_text: listing.description, text: '', last_updated: utcDate(listing.updatedAt) })),
    get('/prices', (listing) => ({ id: listing.id, prices: [viewPrice(listing)] })),
    get('/sale_price', (listing) => ({ price_id: '1', amount: reais(listing.priceCents), regular_amount: null, currency_id: 'BRL' })),
    get('/migration_live_listing', () => ({ new_items: [] })),
    { method: 'POST', path: '/items/:id/description', answer: own((listing, request) => describe(market, listing, request, 201)) },
    {
      method: 'PUT',
      path: '/items/:id/description',
      answer: own((listing, request) =>
        request.query.get('api_version') === '2' ? describe(market, listing, request, 200) : badRequest('api_version=2 is required'),
      ),
    },
    {
      method: 'POST',
      path: '/pictures/items/upload',
      answer: authorized(market, (request) => uploadPicture(market, request)),
    },
  ]
}

function viewPrice(listing: Listing): unknown {
  return {
    id: '1',
    type: 'standard',
    amount: reais(listing.priceCents),
    regular_amount: null,
    currency_id: 'BRL',
    last_updated: utcDate(listing.updatedAt),
    conditions: { context_restrictions: [], start_time: null, end_time: null },
  }
}

function describe(market: Market, listing: Listing, request: EmulatorRequest, status: number): EmulatorAnswer {
  const text = textOf(fieldsOf(request.json)['plain_text'])
  if (text === undefined) return failure(400, 'validation_error', 'plain_text is required')
  listing.description = text
  listing.updatedAt = market.world.clock.now()
  tellChange(market, listing, { kind: 'item.described', request })
  return json(status, { plain_text: text, text: '', last_updated: utcDate(listing.updatedAt) })
}

function uploadPicture(market: Market, request: EmulatorRequest): EmulatorAnswer {
  const file = readFilePart(request)
  if (!file || !/\.(jpe?g|png)$/i.test(file.name) || file.bytes.length > PICTURE_BYTES)
    return badRequest('file must be JPG or PNG, 10 MB at most')
  const id = `${market.random.digits(6)}-MLB${market.random.digits(11)}_102026`
  return json(201, { id, variations: [{ size: '500x500', url: `http://http2.mlstatic.com/D_${id}-O.jpg` }] })
}
