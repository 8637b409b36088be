import { createHash } from 'node:crypto'
import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import type { Erp, Grant } from '../erp.ts'
import { REALM } from './realm.ts'

export const ACCESS_TOKEN_SECONDS = 14_400
export const REFRESH_TOKEN_SECONDS = 86_400

export function tokenRoutes(erp: Erp): EmulatorRoute[] {
  return [{ method: 'POST', path: `${REALM}/token`, answer: (request) => exchange(erp, request) }]
}

/** Client credentials come as form fields. */
function exchange(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const { form } = request
  if (form.get('client_id') !== erp.app.clientId || form.get('client_secret') !== erp.app.clientSecret)
    return refused(401, 'unauthorized_client', 'Invalid client or Invalid client credentials')
  request.caller = erp.app.name
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(erp, request)
    case 'refresh_token':
      return refresh(erp, form.get('refresh_token') ?? '')
    case null:
      return refused(400, 'invalid_request', 'Missing form parameter: grant_type')
    default:
      return refused(400, 'unsupported_grant_type', 'Unsupported grant_type')
  }
}

function exchangeCode(erp: Erp, { form }: EmulatorRequest): EmulatorAnswer {
  const code = erp.codes.get(form.get('code') ?? '')
  if (code === undefined || code.used || code.expiresAt <= erp.world.clock.now()) return refused(400, 'invalid_grant', 'Code not valid')
  code.used = true
  if (form.get('redirect_uri') !== code.redirectUri) return refused(400, 'invalid_grant', 'Incorrect redirect_uri')
  if (code.challenge !== null && challengeOf(form.get('code_verifier') ?? '') !== code.challenge)
    return refused(400, 'invalid_grant', 'PKCE verification failed')
  const grant: Grant = { id: erp.grants.size + 1, login: code.login, revoked: false }
  erp.grants.set(grant.id, grant)
  return json(200, issue(erp, grant))
}

function refresh(erp: Erp, name: string): EmulatorAnswer {
  const token = erp.refreshTokens.get(name)
  const grant = token && erp.grants.get(token.grantId)
  if (!token || !grant || grant.revoked || token.spent || token.expiresAt <= erp.world.clock.now())
    return refused(400, 'invalid_grant', 'Token is not active')
  token.spent = erp.limits.rotatesRefreshTokens
  return json(200, issue(erp, grant))
}

function issue(erp: Erp, grant: Grant): Record<string, unknown> {
  const now = erp.world.clock.now()
  const claims = { aud: 'tiny-api', sub: grant.login, azp: erp.app.clientId, exp: Math.floor(now / 1000) + ACCESS_TOKEN_SECONDS }
  const access = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.${erp.random.letters(86)}`
  const renewal = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode({ typ: 'Refresh', sub: grant.login })}.${erp.random.letters(86)}`
  erp.accessTokens.set(access, { grantId: grant.id, expiresAt: now + ACCESS_TOKEN_SECONDS * 1000, spent: false })
  erp.refreshTokens.set(renewal, { grantId: grant.id, expiresAt: now + REFRESH_TOKEN_SECONDS * 1000, spent: false })
  return {
    access_token: access,
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_expires_in: REFRESH_TOKEN_SECONDS,
    refresh_token: renewal,
    token_type: 'Bearer',
    id_token: `${encode({ alg: 'RS256' })}.${encode({ sub: grant.login })}.${erp.random.letters(43)}`,
    'not-before-policy': 0,
    session_state: erp.random.hex(32),
    scope: 'openid email',
  }
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

function refused(status: number, error: string, description: string): EmulatorAnswer {
  return json(status, { error, error_description: description })
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
