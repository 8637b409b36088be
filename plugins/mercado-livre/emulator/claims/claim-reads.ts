import { type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { orderDate } from '../dates.ts'
import { failure } from '../errors.ts'
import type { Market } from '../market.ts'
import { authorized } from '../oauth/grants.ts'
import type { OwnClaim } from './claim.routes.ts'
import { viewClaim, viewClaimDetail, viewClaimMessage } from './claim-view.ts'

/** What can be read of one claim. Messages and histories are bare lists. */
export function claimReads(claims: string, market: Market, own: OwnClaim): EmulatorRoute[] {
  const get = (path: string, answer: EmulatorRoute['answer']): EmulatorRoute => ({ method: 'GET', path: `${claims}${path}`, answer })
  return [
    get(
      '/reasons/:reason',
      authorized(market, (request) =>
        request.params['reason'] === 'PNR3430'
          ? json(200, { id: 'PNR3430', flow: 'post_purchase_not_received', name: 'not_received', detail: 'O produto não chegou' })
          : failure(404, 'business_logic_error', 'Resource not found'),
      ),
    ),
    get(
      '/:id',
      own((claim) => json(200, viewClaim(claim))),
    ),
    get(
      '/:id/detail',
      own((claim) => json(200, viewClaimDetail(claim))),
    ),
    get(
      '/:id/messages',
      own((claim) => json(200, claim.messages.map(viewClaimMessage))),
    ),
    get(
      '/:id/actions-history',
      own((claim) =>
        json(200, claim.resolution === null ? [] : [{ action: claim.resolution, player: 'respondent', date: orderDate(claim.updatedAt) }]),
      ),
    ),
    get(
      '/:id/status-history',
      own((claim) =>
        json(
          200,
          claim.history.map(({ status, stage, at }) => ({ status, stage, date: orderDate(at), change_by: 'system' })),
        ),
      ),
    ),
    get(
      '/:id/affects-reputation',
      own((claim) => json(200, { affects_reputation: claim.status === 'opened' ? 'affected' : 'not_affected', has_incentive: false })),
    ),
    get(
      '/:id/expected-resolutions',
      own((claim) =>
        json(200, [
          { player_role: 'complainant', expected_resolution: 'refund', status: claim.status === 'opened' ? 'pending' : 'accepted' },
        ]),
      ),
    ),
    get(
      '/:id/partial-refund/available-offers',
      own((claim) => json(200, { available_offers: claim.refundOffers.map((percentage) => ({ percentage })) })),
    ),
  ]
}
