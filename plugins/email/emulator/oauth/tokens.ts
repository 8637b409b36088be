import { createHash } from 'node:crypto'
import type { World } from '@tomada/sdk/emulator'
import { SIGN_INS, type SignInName } from '../post-office.ts'

export const TOKEN_LIFE_SECONDS = 3_599
const CODE_MS = 600_000

/** What a server says of a token that it does not take. Source: Gmail's page on XOAUTH2, "Error Response". */
export const REFUSED_TOKEN = { status: '401', schemes: 'Bearer', scope: SIGN_INS.google.scopes.imap }

export interface Consent {
  provider: SignInName
  scopes: readonly string[]
  /** Whether it comes with a refresh token. */
  isOffline: boolean
  redirectUri: string
  /** Of PKCE (RFC 7636); null without. */
  challenge: string | null
}

interface Grant extends Consent {
  isRevoked: boolean
}

/** One world's OAuth application, what people allowed it, and the tokens that it got. */
export interface SignIns {
  app: { clientId: string; clientSecret: string; redirectUris: string[]; autoApprove: boolean }
  codes: Map<string, { grant: Grant; expiresAt: number }>
  access: Map<string, { grant: Grant; expiresAt: number }>
  refresh: Map<string, Grant>
}

const known = new WeakMap<World, SignIns>()

export function signInsOf(world: World): SignIns {
  const found = known.get(world)
  if (found !== undefined) return found
  const random = world.random.fork('oauth')
  const app = { clientId: `${random.digits(12)}.apps.example`, clientSecret: random.letters(40), redirectUris: [], autoApprove: false }
  const made: SignIns = { app, codes: new Map(), access: new Map(), refresh: new Map() }
  known.set(world, made)
  return made
}

export function giveCode(world: World, consent: Consent): string {
  const { codes } = signInsOf(world)
  const code = world.random.fork(`code ${codes.size}`).letters(60)
  codes.set(code, { grant: { ...consent, isRevoked: false }, expiresAt: world.clock.now() + CODE_MS })
  return code
}

/** The grant of a code, which is good once; null when it is not one. */
export function takeCode(world: World, provider: SignInName, form: URLSearchParams): Grant | null {
  const { codes } = signInsOf(world)
  const code = form.get('code') ?? ''
  const found = codes.get(code)
  codes.delete(code)
  if (found === undefined || found.expiresAt <= world.clock.now()) return null
  const { grant } = found
  const proof = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  const isSame = grant.provider === provider && grant.redirectUri === form.get('redirect_uri')
  return isSame && (grant.challenge === null || grant.challenge === proof) ? grant : null
}

/** Google gives a refresh token once, with the code; Microsoft a new one with each refresh, and the old one stays good for a while. */
export function giveTokens(world: World, grant: Grant, by: 'code' | 'refresh'): Record<string, unknown> {
  const { access, refresh } = signInsOf(world)
  const random = world.random.fork(`tokens ${access.size}`)
  const token = `ya29.${random.letters(120)}`
  access.set(token, { grant, expiresAt: world.clock.now() + TOKEN_LIFE_SECONDS * 1_000 })
  const isRenewable = grant.isOffline && (by === 'code' || grant.provider === 'microsoft')
  const next = `1//${random.letters(60)}`
  if (isRenewable) refresh.set(next, grant)
  return {
    access_token: token,
    expires_in: TOKEN_LIFE_SECONDS,
    token_type: 'Bearer',
    scope: grant.scopes.join(' '),
    ...(isRenewable ? { refresh_token: next } : {}),
    ...(grant.scopes.includes('openid') ? { id_token: identityOf(world, grant) } : {}),
  }
}

/** OpenID Connect Core 1.0, 2. Nobody checks the signature of a token that came from the token endpoint itself. */
function identityOf(world: World, { provider, scopes }: Grant): string {
  const { login } = SIGN_INS[provider]
  const now = Math.floor(world.clock.now() / 1_000)
  const names = {
    ...(scopes.includes('email') ? { email: login } : {}),
    ...(provider === 'microsoft' && scopes.includes('profile') ? { preferred_username: login } : {}),
  }
  const claims = { iss: `https://${provider}.example`, sub: `${provider}-1`, iat: now, exp: now + TOKEN_LIFE_SECONDS, ...names }
  return [{ alg: 'RS256', typ: 'JWT' }, claims, 'unchecked']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}

/** Whether a mail server takes this token for this user: alive, of that account, and allowed for its protocol. */
export function maySignIn(world: World, protocol: 'smtp' | 'imap', user: string, token: string): boolean {
  const found = signInsOf(world).access.get(token)
  if (found === undefined || found.grant.isRevoked || found.expiresAt <= world.clock.now()) return false
  const { login, scopes } = SIGN_INS[found.grant.provider]
  return user === login && found.grant.scopes.includes(scopes[protocol])
}

/** The person takes the access back: nothing that was given is good any more. */
export function revokeAll(world: World): number {
  const { refresh, access } = signInsOf(world)
  const grants = new Set([...refresh.values(), ...[...access.values()].map(({ grant }) => grant)])
  for (const grant of grants) grant.isRevoked = true
  return grants.size
}
