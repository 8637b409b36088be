import type { Json } from '../../sdk/flow/definition.ts'
import type { AuthClientCredentials, AuthOauth2 } from '../../sdk/manifest.gen.ts'
import type { Broker } from '../egress/egress.types.ts'
import { maskerFor } from '../egress/mask.ts'
import { retryAfterMs } from '../egress/retry-after.ts'
import type { Clock } from '../platform/clock.ts'
import type { ConnectorAuthSource, OAuthApp } from './connections.types.ts'
import type { Renewal } from './renewal.types.ts'

export interface TokenRequest {
  tenantId: string
  plugin: string
  endpoint: TokenEndpoint
  app: Pick<OAuthApp, 'clientId' | 'clientSecret'>
  /** Values for `{setting:name}` in the address. */
  settings: Readonly<Record<string, string>>
  grant:
    | { type: 'authorization_code'; code: string; redirectUri: string; codeVerifier: string | null }
    | { type: 'refresh_token'; refreshToken: string }
    | { type: 'client_credentials'; scope: string | null; form: Readonly<Record<string, string>> }
}

export interface TokenEndpoint {
  url: string
  clientAuth: 'basic' | 'post'
  headers: Readonly<Record<string, string>>
  /** Whether a refresh token stays good when an answer brings no other one. */
  keepsRefreshToken: boolean
  /** Of the `id_token`, where one comes: what is kept of it. */
  claims: readonly string[]
}

export type TokenClient = (request: TokenRequest) => Promise<Renewal>

export const TOKEN_TIMEOUT_MS = 20_000
const MAX_TOKEN_CHARS = 16_384
const MAX_MESSAGE_CHARS = 300
const MAX_CLAIM_CHARS = 320
const APP_FAULTS = new Set(['invalid_client', 'unauthorized_client', 'unauthorized_application'])
const LATER_FAULTS = new Set(['temporarily_unavailable', 'server_error', 'local_rate_limited', 'too_many_requests', 'slow_down'])

interface Deps {
  broker: () => Pick<Broker, 'send'>
  connectors: Pick<ConnectorAuthSource, 'egressRules'>
  clock: Clock
}

export function endpointOf(auth: AuthOauth2 | AuthClientCredentials): TokenEndpoint {
  const { tokenUrl, clientAuth, tokenHeaders } = auth.type === 'oauth2' ? auth.oauth2 : auth
  const keepsRefreshToken = auth.type === 'oauth2' && auth.oauth2.refresh !== 'none'
  const claims = auth.type === 'oauth2' ? (auth.mail?.address ?? []) : []
  return { url: tokenUrl, clientAuth, headers: tokenHeaders ?? {}, keepsRefreshToken, claims }
}

/** Asks a token endpoint (RFC 6749 sections 4.1.3, 4.4.2 and 6) through the broker. The call's record keeps nothing of it. */
export function tokenClient({ broker, connectors, clock }: Deps): TokenClient {
  return async (request) => {
    const { endpoint, plugin, tenantId, settings } = request
    const { form, headers } = authenticated(request)
    const result = await broker().send({
      tenantId,
      plugin,
      rules: connectors.egressRules(plugin),
      connectionId: null,
      settings,
      method: 'POST',
      url: endpoint.url,
      headers: { accept: 'application/json', ...lowerCased(endpoint.headers), ...headers },
      body: { form },
      timeoutMs: TOKEN_TIMEOUT_MS,
      maxAnswerBytes: 200_000,
      confidential: true,
    })
    if (!result.ok) return { ok: false, fault: 'later', message: result.message, retryAfterMs: result.retryAfterMs ?? null }
    const tokens = result.status >= 200 && result.status < 300 ? readTokens(result.json, request) : null
    if (tokens !== null) return tokens
    return refusal(result.status, result.json, retryAfterMs(result.headers['retry-after'], clock.now()), secretsOf(request))
  }
}

function authenticated(request: TokenRequest): { form: Record<string, string>; headers: Record<string, string> } {
  const { endpoint, app } = request
  const asked = askedBy(request.grant)
  if (endpoint.clientAuth === 'post') {
    return { form: { ...asked, client_id: app.clientId, client_secret: app.clientSecret }, headers: {} }
  }
  const pair = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
  return { form: asked, headers: { authorization: `Basic ${pair}` } }
}

function askedBy(grant: TokenRequest['grant']): Record<string, string> {
  switch (grant.type) {
    case 'refresh_token':
      return { grant_type: grant.type, refresh_token: grant.refreshToken }
    case 'client_credentials':
      return { ...grant.form, grant_type: grant.type, ...(grant.scope === null ? {} : { scope: grant.scope }) }
    case 'authorization_code':
      return {
        grant_type: grant.type,
        code: grant.code,
        redirect_uri: grant.redirectUri,
        ...(grant.codeVerifier === null ? {} : { code_verifier: grant.codeVerifier }),
      }
  }
}

/** Null unless there is an access token. A provider that rotates sends a new refresh token; else the old one stays good. */
function readTokens(json: Json | null, { grant, endpoint }: TokenRequest): Renewal | null {
  const accessToken = textAt(json, 'access_token')
  if (accessToken === null || accessToken.length > MAX_TOKEN_CHARS) return null
  const kept = grant.type === 'refresh_token' && endpoint.keepsRefreshToken ? grant.refreshToken : null
  const seconds = Number(memberOf(json, 'expires_in') ?? Number.NaN)
  const claims = claimsOf(textAt(json, 'id_token'), endpoint.claims)
  return {
    ok: true,
    tokens: {
      accessToken,
      refreshToken: textAt(json, 'refresh_token') ?? kept,
      scope: textAt(json, 'scope'),
      ...(claims === null ? {} : { claims }),
    },
    expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
  }
}

/**
 * Texts that the identity token says of the account; null without one. It comes from the token endpoint itself, over TLS that was
 * verified, so its signature need not be (OpenID Connect Core 1.0, 3.1.3.7 point 6).
 */
function claimsOf(idToken: string | null, wanted: readonly string[]): Record<string, string> | null {
  if (idToken === null || wanted.length === 0) return null
  const payload = parsed(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'))
  const found = wanted.map((name): [string, string | null] => [name, textAt(payload, name)])
  return Object.fromEntries(found.flatMap(([name, text]) => (text !== null && text.length <= MAX_CLAIM_CHARS ? [[name, text]] : [])))
}

function parsed(text: string): Json | null {
  try {
    return JSON.parse(text)
  } catch {
    return null // No token of the standard: it says nothing of the account.
  }
}

/** `{error, error_description}` of the RFC, `{message, error, status}`, and `{error: {type, message, description}}`. */
function refusal(status: number, json: Json | null, pauseMs: number | null, secrets: readonly string[]): Renewal {
  const nested = memberOf(json, 'error')
  const code = (typeof nested === 'string' ? nested : textAt(nested, 'type'))?.toLowerCase() ?? ''
  const message = maskerFor(secrets)
    .text(wordsOf(json) ?? (code === '' ? `HTTP ${status}` : code))
    .slice(0, MAX_MESSAGE_CHARS)
  return { ok: false, fault: faultOf(status, code), message, retryAfterMs: pauseMs }
}

/** What a provider says to a person, in one of the usual places; null when it says nothing there. */
export function wordsOf(json: Json | null): string | null {
  const nested = memberOf(json, 'error')
  return textAt(json, 'error_description') ?? textAt(nested, 'description') ?? textAt(json, 'message') ?? textAt(nested, 'message')
}

function faultOf(status: number, code: string): 'grant' | 'app' | 'later' {
  if (APP_FAULTS.has(code)) return 'app'
  if (status === 429 || status >= 500 || status < 400 || LATER_FAULTS.has(code)) return 'later'
  return status === 400 || status === 401 || status === 403 ? 'grant' : 'later'
}

function secretsOf({ app, grant }: TokenRequest): string[] {
  switch (grant.type) {
    case 'refresh_token':
      return [app.clientSecret, grant.refreshToken]
    case 'authorization_code':
      return [app.clientSecret, grant.code, grant.codeVerifier ?? '']
    case 'client_credentials':
      return [app.clientSecret, ...Object.values(grant.form)]
  }
}

function memberOf(value: Json | null | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function textAt(value: Json | null | undefined, name: string): string | null {
  const member = memberOf(value, name)
  return typeof member === 'string' && member !== '' ? member : null
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
