import type { EmulatorAnswer, EmulatorRequest } from '@tomada/sdk/emulator'
import { blockedApplication, invalidScopes, invalidToken } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Grant, Token } from '../market.types.ts'

export const ACCESS_TOKEN_SECONDS = 21_600
const ACCESS_TOKEN_MS = ACCESS_TOKEN_SECONDS * 1000
const DAY_MS = 86_400_000
const REFRESH_TOKEN_MS = 182 * DAY_MS
// A grant that nobody used for four months is dropped.
const UNUSED_GRANT_MS = 122 * DAY_MS

/** A consent turned into a grant. The seller's earlier grants for this application stop working, as people report they do. */
export function openGrant(market: Market, userId: number): Grant {
  for (const grant of market.grants.values()) if (grant.userId === userId) revokeRefresh(market, grant)
  const grant: Grant = {
    id: market.grants.size + 1,
    userId,
    scopes: [...market.app.scopes],
    lastUsedAt: market.world.clock.now(),
    revoked: false,
  }
  market.grants.set(grant.id, grant)
  return grant
}

/** A new pair of tokens as the token endpoint answers it; earlier refresh tokens of the grant are spent. */
export function issueTokens(market: Market, grant: Grant): Record<string, unknown> {
  const { random } = market
  const now = market.world.clock.now()
  revokeRefresh(market, grant)
  const access: Token = {
    token: `APP_USR-${market.app.id}-${random.digits(6)}-${random.hex(32)}-${grant.userId}`,
    grantId: grant.id,
    expiresAt: now + ACCESS_TOKEN_MS,
    spent: false,
  }
  const refresh: Token = {
    token: `TG-${random.hex(24)}-${grant.userId}`,
    grantId: grant.id,
    expiresAt: now + REFRESH_TOKEN_MS,
    spent: false,
  }
  market.accessTokens.set(access.token, access)
  market.refreshTokens.set(refresh.token, refresh)
  grant.lastUsedAt = now
  return {
    access_token: access.token,
    token_type: 'bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    scope: grant.scopes.join(' '),
    user_id: grant.userId,
    ...(grant.scopes.includes('offline_access') ? { refresh_token: refresh.token } : {}),
  }
}

/** Ends every grant of the seller: revoked permission, changed password, rotated secret look the same from outside. */
export function revokeGrants(market: Market, userId: number): number {
  const open = [...market.grants.values()].filter((grant) => grant.userId === userId && !grant.revoked)
  for (const grant of open) grant.revoked = true
  return open.length
}

export function isGrantAlive(market: Market, grant: Grant | undefined): grant is Grant {
  return grant !== undefined && !grant.revoked && market.world.clock.now() - grant.lastUsedAt < UNUSED_GRANT_MS
}

function revokeRefresh(market: Market, grant: Grant): void {
  for (const token of market.refreshTokens.values()) if (token.grantId === grant.id) token.spent = true
}

/** Whose token the request carries, or the refusal it deserves. The caller is noted for the request log. */
export function identify(market: Market, request: EmulatorRequest): { userId: number } | { refusal: EmulatorAnswer } {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  const token = bearer === undefined ? undefined : market.accessTokens.get(bearer)
  const grant = token && market.grants.get(token.grantId)
  const now = market.world.clock.now()
  if (!token || token.expiresAt <= now || !isGrantAlive(market, grant)) return { refusal: invalidToken() }
  request.caller = market.users.get(grant.userId)?.nickname ?? String(grant.userId)
  if (market.app.blocked) return { refusal: blockedApplication() }
  if (!grant.scopes.includes(request.method === 'GET' ? 'read' : 'write')) return { refusal: invalidScopes() }
  grant.lastUsedAt = now
  return { userId: grant.userId }
}

/** A route that needs a token: `answer` gets the seller it belongs to. */
export function authorized(
  market: Market,
  answer: (request: EmulatorRequest, userId: number) => EmulatorAnswer,
): (request: EmulatorRequest) => EmulatorAnswer {
  return (request) => {
    const identity = identify(market, request)
    return 'refusal' in identity ? identity.refusal : answer(request, identity.userId)
  }
}
