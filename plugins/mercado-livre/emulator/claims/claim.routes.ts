import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, fieldsOf, json, numberOf } from '@tomada/sdk/emulator'
import { orderDate } from '../dates.ts'
import { failure } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Claim } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'

const CLAIMS = '/post-purchase/v1/claims'
const PAGE = 30
const LONGEST_PAGE = 100
const WINDOW = 10_000
const PAGING = ['offset', 'limit', 'sort']

export function claimRoutes(market: Market): EmulatorRoute[] {
  const own = (answer: (claim: Claim, request: EmulatorRequest) => EmulatorAnswer) =>
    authorized(market, (request, userId) => {
      const claim = market.claims.get(Number(request.params['id']))
      if (!claim) return failure(404, 'business_logic_error', 'Resource not found')
      if (claim.sellerId !== userId) return failure(403, 'forbidden_error', "You don't have permission to access the resource")
      return answer(claim, request)
    })
  return [
    { method: 'GET', path: `${CLAIMS}/search`, answer: authorized(market, (request, userId) => searchClaims(market, request, userId)) },
    { method: 'GET', path: `${CLAIMS}/:id`, answer: own((claim) => json(200, viewClaim(claim))) },
    {
      method: 'GET',
      path: `${CLAIMS}/:id/partial-refund/available-offers`,
      answer: own((claim) => json(200, { available_offers: claim.refundOffers.map((percentage) => ({ percentage })) })),
    },
    {
      method: 'POST',
      path: `${CLAIMS}/:id/expected-resolutions/partial-refund`,
      answer: own((claim, request) => refundPartly(market, claim, request)),
    },
  ]
}

/** At least one real filter, and a window that ends below 10,000. */
function searchClaims(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const { query } = request
  const refuse = (message: string) => failure(400, 'bad_request', message)
  if ([...query.keys()].every((name) => PAGING.includes(name))) return refuse('at least one filter is required')
  if (query.has('resource_id') && !query.has('resource')) return refuse('resource is required with resource_id')
  if (query.has('players.user_id') && !query.has('players.role')) return refuse('players.role is required with players.user_id')
  if (query.has('order_id') && query.has('pack_id')) return refuse('order_id and pack_id exclude each other')
  const limit = numberOf(query.get('limit')) ?? PAGE
  const offset = numberOf(query.get('offset')) ?? 0
  if (limit > LONGEST_PAGE || offset + limit >= WINDOW)
    return refuse(`limit must be at most ${LONGEST_PAGE}, offset + limit below ${WINDOW}`)
  const fits = (name: string, value: unknown) => query.get(name) === null || query.get(name) === String(value)
  const found = [...market.claims.values()].filter(
    (claim) =>
      claim.sellerId === userId &&
      fits('status', claim.status) &&
      fits('type', claim.type) &&
      fits('stage', claim.stage) &&
      fits('order_id', claim.orderId) &&
      fits('resource_id', claim.orderId) &&
      fits('id', claim.id),
  )
  return json(200, { paging: { total: found.length, offset, limit }, data: found.slice(offset, offset + limit).map(viewClaim) })
}

/** Only the percentages on offer; the message shows the number with a decimal, as the real one does. */
function refundPartly(market: Market, claim: Claim, request: EmulatorRequest): EmulatorAnswer {
  const percentage = numberOf(fieldsOf(request.json)['percentage']) ?? 0
  if (!claim.refundOffers.includes(percentage)) return failure(400, 'business_logic_error', `Percentage not found ${percentage.toFixed(1)}`)
  claim.status = 'closed'
  market.world.ledger.record({
    kind: 'claim.refunded',
    key: String(claim.orderId),
    id: String(claim.id),
    account: String(claim.sellerId),
    requestId: request.id,
    details: { percentage },
  })
  return json(201, { id: claim.id, percentage })
}

function viewClaim(claim: Claim): Record<string, unknown> {
  const at = orderDate(claim.createdAt)
  return {
    id: claim.id,
    resource_id: claim.orderId,
    resource: 'order',
    status: claim.status,
    type: claim.type,
    stage: claim.stage,
    parent_id: null,
    reason_id: 'PNR3430',
    fulfilled: true,
    quantity_type: 'total',
    claimed_quantity: 1,
    players: [
      { role: 'complainant', type: 'buyer', user_id: claim.buyerId, available_actions: [] },
      { role: 'respondent', type: 'seller', user_id: claim.sellerId, available_actions: [] },
    ],
    resolution: null,
    site_id: 'MLB',
    date_created: at,
    last_updated: at,
    related_entities: [],
  }
}
