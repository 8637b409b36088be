import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json, numberOf } from '@tomada/sdk/emulator'
import { failure } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Claim } from '../market.types.ts'
import { authorized } from '../oauth/grants.ts'
import { claimActions } from './claim-actions.ts'
import { claimReads } from './claim-reads.ts'
import { viewClaim } from './claim-view.ts'

const CLAIMS = '/post-purchase/v1/claims'
const PAGE = 30
const LONGEST_PAGE = 100
const WINDOW = 10_000
const PAGING = ['offset', 'limit', 'sort']

/** Finds the claim of the path for the seller it is about. */
export type OwnClaim = (answer: (claim: Claim, request: EmulatorRequest) => EmulatorAnswer) => EmulatorRoute['answer']

export function claimRoutes(market: Market): EmulatorRoute[] {
  const own: OwnClaim = (answer) =>
    authorized(market, (request, userId) => {
      const claim = market.claims.get(Number(request.params['id']))
      if (!claim) return failure(404, 'business_logic_error', 'Resource not found')
      if (claim.sellerId !== userId) return failure(403, 'forbidden_error', "You don't have permission to access the resource")
      return answer(claim, request)
    })
  return [
    { method: 'GET', path: `${CLAIMS}/search`, answer: authorized(market, (request, userId) => searchClaims(market, request, userId)) },
    ...claimReads(CLAIMS, market, own),
    ...claimActions(CLAIMS, market, own),
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
      (query.get('players.user_id') === null || [claim.buyerId, claim.sellerId].map(String).includes(query.get('players.user_id') ?? '')) &&
      fits('status', claim.status) &&
      fits('type', claim.type) &&
      fits('stage', claim.stage) &&
      fits('order_id', claim.orderId) &&
      fits('resource_id', claim.orderId) &&
      fits('id', claim.id),
  )
  if (query.get('sort') === 'last_updated:desc') found.sort((a, b) => b.updatedAt - a.updatedAt)
  return json(200, { paging: { total: found.length, offset, limit }, data: found.slice(offset, offset + limit).map(viewClaim) })
}
