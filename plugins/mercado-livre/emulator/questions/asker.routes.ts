import { type EmulatorRequest, type EmulatorRoute, empty, fieldsOf, json, numberOf } from '@tomada/sdk/emulator'
import { badRequest, notFound, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import { authorized } from '../oauth/grants.ts'

/** Who may not ask a seller any more. */
export function askerRoutes(market: Market): EmulatorRoute[] {
  const list = '/users/:id/questions_blacklist'
  const own = (answer: (blocked: Set<number>, request: EmulatorRequest) => ReturnType<typeof json>) =>
    authorized(market, (request, userId) => {
      if (request.params['id'] !== String(userId)) return notYours()
      const blocked = market.blockedAskers.get(userId) ?? new Set<number>()
      market.blockedAskers.set(userId, blocked)
      return answer(blocked, request)
    })
  return [
    {
      method: 'POST',
      path: list,
      answer: own((blocked, request) => {
        const user = numberOf(fieldsOf(request.json)['user_id'])
        if (user === undefined) return badRequest('user_id is required')
        blocked.add(user)
        note(market, request, 'asker.blocked', user)
        return json(201, { user_id: user })
      }),
    },
    {
      method: 'DELETE',
      path: `${list}/:user`,
      answer: own((blocked, request) => {
        const user = Number(request.params['user'])
        if (!blocked.delete(user)) return notFound('User not found')
        note(market, request, 'asker.unblocked', user)
        return empty(200)
      }),
    },
    {
      method: 'GET',
      path: '/block-api/search/users/:id',
      answer: own((blocked, request) =>
        request.query.get('type') === 'blocked_by_questions'
          ? json(200, { users: [...blocked].map((id) => ({ id })), paging: { total: blocked.size } })
          : badRequest('type is required'),
      ),
    },
  ]
}

function note(market: Market, request: EmulatorRequest, kind: string, user: number): void {
  const { id: requestId, caller } = request
  market.world.ledger.record({ kind, key: String(user), id: String(user), account: caller ?? '', requestId, details: null })
}
