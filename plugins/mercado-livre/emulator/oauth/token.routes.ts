import { createHash } from 'node:crypto'
import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { failure, invalidGrant, notFound } from '../errors.ts'
import type { Market } from '../market.ts'
import type { AuthorizationCode } from '../market.types.ts'
import { isGrantAlive, issueTokens, openGrant } from './grants.ts'

/** `POST /oauth/token`, parameters in the form body and nowhere else. */
export function tokenRoutes(market: Market): EmulatorRoute[] {
  return [{ method: 'POST', path: '/oauth/token', answer: (request) => exchange(market, request) }]
}

function exchange(market: Market, request: EmulatorRequest): EmulatorAnswer {
  const { form } = request
  // Parameters in the query meet the same 404 as a GET does.
  if (request.query.has('grant_type')) return notFound('Resource not found')
  const grantType = form.get('grant_type')
  if (grantType === null) return invalidRequest('grant_type is a required parameter')
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
    return failure(400, 'unsupported_grant_type', 'grant_type must be authorization_code or refresh_token')
  }
  if (form.get('client_id') !== String(market.app.id) || form.get('client_secret') !== market.app.secret) {
    return failure(400, 'invalid_client', 'invalid client_id or client_secret')
  }
  if (market.app.blocked) return failure(400, 'unauthorized_application', 'the application is blocked')
  request.caller = market.app.name
  return grantType === 'authorization_code' ? exchangeCode(market, form) : refresh(market, form)
}

function exchangeCode(market: Market, form: URLSearchParams): EmulatorAnswer {
  const name = form.get('code')
  if (name === null) return invalidRequest('code is a required parameter')
  if (!form.has('redirect_uri')) return invalidRequest('redirect_uri is a required parameter')
  const code = market.codes.get(name)
  if (!code || code.used || code.expiresAt <= market.world.clock.now()) return invalidGrant()
  if (code.redirectUri !== form.get('redirect_uri')) return invalidGrant()
  if (code.challenge && !form.has('code_verifier')) return invalidRequest('code_verifier is a required parameter')
  if (!isVerifierRight(code, form.get('code_verifier') ?? '')) return invalidGrant()
  code.used = true
  // Codes of the seller's other consents die with this one.
  for (const other of market.codes.values()) if (other.userId === code.userId) other.used = true
  return json(200, issueTokens(market, openGrant(market, code.userId)))
}

function isVerifierRight(code: AuthorizationCode, verifier: string): boolean {
  if (!code.challenge) return true
  const derived = code.challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  return derived === code.challenge.value
}

function refresh(market: Market, form: URLSearchParams): EmulatorAnswer {
  const name = form.get('refresh_token')
  if (name === null) return invalidRequest('refresh_token is a required parameter')
  const token = market.refreshTokens.get(name)
  const grant = token && market.grants.get(token.grantId)
  if (!token || token.spent || token.expiresAt <= market.world.clock.now()) return invalidGrant()
  if (!isGrantAlive(market, grant)) return invalidGrant()
  return json(200, issueTokens(market, grant))
}

function invalidRequest(message: string): EmulatorAnswer {
  return failure(400, 'invalid_request', message)
}
