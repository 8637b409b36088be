import type { EmulatorAnswer, EmulatorRequest } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company, Grant, Token } from '../erp.types.ts'
import { expiredToken, inactiveCompany, insufficientScope, invalidToken, malformedHeader } from '../errors.ts'
import { SCOPES, type Scope } from '../scopes.ts'
import { makeJwt } from './jwt.ts'

export const ACCESS_TOKEN_SECONDS = 21_600
const REFRESH_TOKEN_MS = 30 * 86_400_000

export function openGrant(erp: Erp, company: Company): Grant {
  const grant: Grant = { id: erp.grants.size + 1, companyId: company.id, scopes: [...erp.app.scopes], revoked: false }
  erp.grants.set(grant.id, grant)
  return grant
}

/** A new pair as the token endpoint answers it; the grant's earlier refresh token is spent. */
export function issueTokens(erp: Erp, grant: Grant, isJwt: boolean): Record<string, unknown> {
  const now = erp.world.clock.now()
  for (const token of erp.refreshTokens.values()) if (token.grantId === grant.id) token.spent = true
  const expiresAt = now + ACCESS_TOKEN_SECONDS * 1000
  const access: Token = {
    token: isJwt ? makeJwt(erp, grant, expiresAt) : erp.random.hex(40),
    grantId: grant.id,
    expiresAt,
    isJwt,
    spent: false,
  }
  const refresh: Token = { token: erp.random.hex(40), grantId: grant.id, expiresAt: now + REFRESH_TOKEN_MS, isJwt: false, spent: false }
  erp.accessTokens.set(access.token, access)
  erp.refreshTokens.set(refresh.token, refresh)
  return {
    access_token: access.token,
    expires_in: ACCESS_TOKEN_SECONDS,
    token_type: 'Bearer',
    scope: grant.scopes.join(' '),
    refresh_token: refresh.token,
  }
}

/** Ends every grant of this company, or of everybody. */
export function revokeGrants(erp: Erp, companyId?: string): number {
  const open = [...erp.grants.values()].filter((grant) => !grant.revoked && (companyId === undefined || grant.companyId === companyId))
  for (const grant of open) grant.revoked = true
  return open.length
}

/** Whether this company authorised the application and still does; events are only sent for those. */
export function isAuthorized(erp: Erp, companyId: string): boolean {
  return erp.app.isActive && [...erp.grants.values()].some((grant) => grant.companyId === companyId && !grant.revoked)
}

/** The account behind the bearer token, live or not: limits count for it either way. */
export function companyOfToken(erp: Erp, request: EmulatorRequest): Company | undefined {
  const token = erp.accessTokens.get(bearer(request) ?? '')
  const grant = token && erp.grants.get(token.grantId)
  return grant && erp.companies.get(grant.companyId)
}

function bearer(request: EmulatorRequest): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
}

type Identity = { company: Company } | { refusal: EmulatorAnswer }

/** Whose token the request carries, or the refusal it deserves. The caller is noted for the request log. */
export function identify(erp: Erp, request: EmulatorRequest, scope: Scope | null): Identity {
  const name = bearer(request)
  if (name === undefined) return { refusal: malformedHeader() }
  const token = erp.accessTokens.get(name)
  const grant = token && erp.grants.get(token.grantId)
  const company = grant && erp.companies.get(grant.companyId)
  if (!token || !grant || !company || grant.revoked || !erp.app.isActive) return { refusal: invalidToken() }
  // A JWT is only understood together with its header.
  if (token.isJwt && request.headers['enable-jwt'] !== '1') return { refusal: invalidToken() }
  if (token.expiresAt <= erp.world.clock.now()) return { refusal: expiredToken() }
  request.caller = company.login
  if (!company.isActive) return { refusal: inactiveCompany() }
  if (scope !== null && !grant.scopes.includes(SCOPES[scope])) return { refusal: insufficientScope() }
  return { company }
}

/** A route of the API that needs a token with this scope; null: any token. */
export function authorized(
  erp: Erp,
  scope: Scope | null,
  answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer,
): (request: EmulatorRequest) => EmulatorAnswer {
  return (request) => {
    const identity = identify(erp, request, scope)
    return 'refusal' in identity ? identity.refusal : answer(request, identity.company)
  }
}
