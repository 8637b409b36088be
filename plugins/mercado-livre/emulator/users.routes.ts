import { type EmulatorRoute, empty, json } from '@tomada/sdk/emulator'
import { utcDate } from './dates.ts'
import { notFound, notYours } from './errors.ts'
import type { Market } from './market.ts'
import type { User } from './market.types.ts'
import { authorized, revokeGrants } from './oauth/grants.ts'

export function userRoutes(market: Market): EmulatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/users/me',
      answer: authorized(market, (_request, userId) => {
        const user = market.users.get(userId)
        return user ? json(200, viewUser(user, true)) : notFound('User not found')
      }),
    },
    {
      method: 'GET',
      path: '/users/:id',
      answer: authorized(market, (request, userId) => {
        const user = market.users.get(Number(request.params['id']))
        return user ? json(200, viewUser(user, user.id === userId)) : notFound('User not found')
      }),
    },
    {
      method: 'DELETE',
      path: '/users/:id/applications/:app',
      answer: authorized(market, (request, userId) => {
        if (request.params['id'] !== String(userId) || request.params['app'] !== String(market.app.id)) return notYours()
        revokeGrants(market, userId)
        market.world.ledger.record({
          kind: 'grant.revoked',
          key: null,
          id: String(market.app.id),
          account: String(userId),
          requestId: request.id,
          details: null,
        })
        return empty(200)
      }),
    },
    {
      method: 'GET',
      path: '/applications/:app',
      answer: authorized(market, (request) => {
        const { app } = market
        if (request.params['app'] !== String(app.id)) return notYours()
        const scopes = ['offline_access', 'read', 'write']
        return json(200, {
          id: app.id,
          name: app.name,
          site_id: 'MLB',
          callback_url: app.callbackUrl,
          max_requests_per_hour: 18_000,
          scopes,
        })
      }),
    },
  ]
}

/** Private fields only for the user's own token. */
function viewUser(user: User, isOwn: boolean): Record<string, unknown> {
  const open = {
    id: user.id,
    nickname: user.nickname,
    registration_date: utcDate(user.registeredAt),
    country_id: 'BR',
    site_id: 'MLB',
    user_type: 'normal',
    address: { state: `BR-${user.address.state}`, city: user.address.city },
    tags: [
      'normal',
      ...(user.isSeller ? ['eshop'] : []),
      ...(user.isMultiOrigin ? ['warehouse_management'] : []),
      ...(user.isUserProductSeller ? ['user_product_seller'] : []),
    ],
    seller_reputation: {
      level_id: user.isSeller ? '5_green' : null,
      power_seller_status: null,
      transactions: { period: 'historic', total: 0, completed: 0, canceled: 0 },
    },
    status: { site_status: 'active' },
  }
  if (!isOwn) return open
  return {
    ...open,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    identification: user.document,
    buyer_reputation: { tags: [] },
    credit: { consumed: 0, credit_level_id: 'MLB1' },
  }
}
