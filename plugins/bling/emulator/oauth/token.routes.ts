import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import { expiredCode, invalidClient, invalidRefreshToken, oauthFailure, reusedCode } from '../errors.ts'
import { issueTokens, openGrant, revokeGrants } from './grants.ts'

/** The token endpoint under both paths the documentation writes, and the revocation. Client credentials only in the Basic header. */
export function tokenRoutes(erp: Erp): EmulatorRoute[] {
  const withClient = (answer: (request: EmulatorRequest) => EmulatorAnswer) => (request: EmulatorRequest) => {
    if (!isClient(erp, request)) return invalidClient()
    request.caller = erp.app.name
    return answer(request)
  }
  const token = withClient((request) => exchange(erp, request))
  return [
    { method: 'POST', path: '/Api/v3/oauth/token', answer: token },
    { method: 'POST', path: '/oauth/token', answer: token },
    { method: 'POST', path: '/Api/v3/oauth/revoke', answer: withClient((request) => revoke(erp, request)) },
  ]
}

function isClient(erp: Erp, request: EmulatorRequest): boolean {
  const encoded = /^Basic (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  return encoded !== undefined && Buffer.from(encoded, 'base64').toString('utf8') === `${erp.app.clientId}:${erp.app.clientSecret}`
}

function exchange(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const isJwt = request.headers['enable-jwt'] === '1'
  switch (request.form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(erp, request.form.get('code'), isJwt)
    case 'refresh_token':
      return refresh(erp, request.form.get('refresh_token'), isJwt)
    case null:
      return oauthFailure(400, 'invalid_request', 'The grant type was not specified in the request')
    default:
      return oauthFailure(400, 'unsupported_grant_type', 'Grant type not supported')
  }
}

/** A code used twice may have been stolen: the user's access ends with the second try. */
function exchangeCode(erp: Erp, name: string | null, isJwt: boolean): EmulatorAnswer {
  const code = erp.codes.get(name ?? '')
  const company = code && erp.companies.get(code.companyId)
  if (!code || !company) return oauthFailure(400, 'invalid_grant', "Authorization code doesn't exist or is invalid for the client")
  if (code.grantId !== null) {
    revokeGrants(erp, code.companyId)
    return reusedCode()
  }
  if (code.expiresAt <= erp.world.clock.now()) return expiredCode()
  const grant = openGrant(erp, company)
  code.grantId = grant.id
  return json(200, issueTokens(erp, grant, isJwt))
}

function refresh(erp: Erp, name: string | null, isJwt: boolean): EmulatorAnswer {
  const token = erp.refreshTokens.get(name ?? '')
  const grant = token && erp.grants.get(token.grantId)
  if (!token || !grant || token.spent || grant.revoked || !erp.app.isActive) return invalidRefreshToken()
  if (token.expiresAt <= erp.world.clock.now()) return oauthFailure(400, 'invalid_grant', 'Refresh token has expired')
  return json(200, issueTokens(erp, grant, isJwt))
}

/** Access or refresh token, either ends the grant. An unknown token is answered alike, as RFC 7009 wants. */
function revoke(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const name = request.form.get('token') ?? ''
  const token = erp.accessTokens.get(name) ?? erp.refreshTokens.get(name)
  const grant = token && erp.grants.get(token.grantId)
  if (grant) grant.revoked = true
  return json(200, { data: { revoked: true } })
}
