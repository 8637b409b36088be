import { type EmulatorRequest, type EmulatorRoute, empty, json } from '@tomada/sdk/emulator'
import { utcDate } from './dates.ts'
import { notFound, notYours } from './errors.ts'
import type { Market } from './market.ts'
import type { User } from './market.types.ts'
import { authorized, revokeGrants } from './oauth/grants.ts'

const MULTIGET_IDS = 20

export function userRoutes(market: Market): EmulatorRoute[] {
  const many = (request: EmulatorRequest, userId: number, most: number) =>
    (request.query.get('ids') ?? '')
      .split(',')
      .slice(0, most)
      .flatMap((id) => market.users.get(Number(id)) ?? [])
      .map((user) => ({ code: 200, body: viewUser(user, user.id === userId) }))
  const own = (path: string, view: (user: User) => unknown): EmulatorRoute => ({
    method: 'GET',
    path: `/users/:id${path}`,
    answer: authorized(market, (request, userId) => {
      const user = market.users.get(userId)
      return user && request.params['id'] === String(userId) ? json(200, view(user)) : notYours()
    }),
  })
  return [
    // The older multiget takes twenty ids; the newer one has another envelope.
    { method: 'GET', path: '/users', answer: authorized(market, (request, userId) => json(200, many(request, userId, MULTIGET_IDS))) },
    {
      method: 'GET',
      path: '/users/bulk',
      answer: authorized(market, (request, userId) =>
        json(
          200,
          many(request, userId, Number.POSITIVE_INFINITY).map(({ code, body }) => ({ status_code: code, id: body['id'], body })),
        ),
      ),
    },
    own('/addresses', ({ address }) => [
      { id: 1, address_line: `${address.street} ${address.number}`, zip_code: address.zipCode, types: ['default_selling_address'] },
    ]),
    own('/accepted_payment_methods', () => [{ id: 'pix', name: 'Pix', payment_type_id: 'bank_transfer' }]),
    own('/brands', () => ({ brands: [] })),
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
        return json(200, {
          id: app.id,
          name: app.name,
          site_id: 'MLB',
          callback_url: app.callbackUrl,
          max_requests_per_hour: 18_000,
          scopes: app.scopes,
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
