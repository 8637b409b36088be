import type { Json } from '../../sdk/flow/definition.ts'
import type { AuthOauth2 } from '../../sdk/manifest.gen.ts'
import type { Broker } from '../egress/egress.types.ts'
import { maskerFor } from '../egress/mask.ts'
import { retryAfterMs } from '../egress/retry-after.ts'
import type { Clock } from '../platform/clock.ts'
import type { ConnectorAuthSource, OAuthApp, OAuthTokens } from './connections.types.ts'

export interface TokenRequest {
  tenantId: string
  plugin: string
  auth: AuthOauth2
  app: OAuthApp
  grant:
    | { type: 'authorization_code'; code: string; redirectUri: string; codeVerifier: string | null }
    | { type: 'refresh_token'; refreshToken: string }
}

export type TokenAnswer =
  /** `expiresInSeconds` null: the provider does not say. */
  | { ok: true; tokens: OAuthTokens; expiresInSeconds: number | null }
  /**
   * `grant`: the code or refresh token is not accepted. `app`: the client is not accepted. `later`: nothing is known about
   * either, try again. `message` is the provider's, without secrets.
   */
  | { ok: false; fault: 'grant' | 'app' | 'later'; message: string; retryAfterMs: number | null }

export type TokenClient = (request: TokenRequest) => Promise<TokenAnswer>

export const TOKEN_TIMEOUT_MS = 20_000
const MAX_TOKEN_CHARS = 16_384
const MAX_MESSAGE_CHARS = 300
const APP_FAULTS = new Set(['invalid_client', 'unauthorized_client', 'unauthorized_application'])
const LATER_FAULTS = new Set(['temporarily_unavailable', 'server_error', 'local_rate_limited', 'too_many_requests', 'slow_down'])

interface Deps {
  broker: () => Pick<Broker, 'send'>
  connectors: Pick<ConnectorAuthSource, 'egressRules'>
  clock: Clock
}

/** Asks a token endpoint (RFC 6749 sections 4.1.3 and 6) through the broker. The call's record keeps nothing of it. */
export function tokenClient({ broker, connectors, clock }: Deps): TokenClient {
  return async (request) => {
    const { auth, plugin, tenantId } = request
    const { form, headers } = authenticated(request)
    const result = await broker().send({
      tenantId,
      plugin,
      rules: connectors.egressRules(plugin),
      connectionId: null,
      method: 'POST',
      url: auth.oauth2.tokenUrl,
      headers: { accept: 'application/json', ...lowerCased(auth.oauth2.tokenHeaders ?? {}), ...headers },
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

function authenticated({ auth, app, grant }: TokenRequest): { form: Record<string, string>; headers: Record<string, string> } {
  const asked: Record<string, string> =
    grant.type === 'refresh_token'
      ? { grant_type: grant.type, refresh_token: grant.refreshToken }
      : {
          grant_type: grant.type,
          code: grant.code,
          redirect_uri: grant.redirectUri,
          ...(grant.codeVerifier === null ? {} : { code_verifier: grant.codeVerifier }),
        }
  if (auth.oauth2.clientAuth === 'post') {
    return { form: { ...asked, client_id: app.clientId, client_secret: app.clientSecret }, headers: {} }
  }
  const pair = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
  return { form: asked, headers: { authorization: `Basic ${pair}` } }
}

/** Null unless there is an access token. A provider that rotates sends a new refresh token; else the old one stays good. */
function readTokens(json: Json | null, { grant, auth }: TokenRequest): TokenAnswer | null {
  const accessToken = textAt(json, 'access_token')
  if (accessToken === null || accessToken.length > MAX_TOKEN_CHARS) return null
  const kept = grant.type === 'refresh_token' && auth.oauth2.refresh !== 'none' ? grant.refreshToken : null
  const seconds = Number(memberOf(json, 'expires_in') ?? Number.NaN)
  return {
    ok: true,
    tokens: { accessToken, refreshToken: textAt(json, 'refresh_token') ?? kept, scope: textAt(json, 'scope') },
    expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
  }
}

/** `{error, error_description}` of the RFC, `{message, error, status}`, and `{error: {type, message, description}}`. */
function refusal(status: number, json: Json | null, pauseMs: number | null, secrets: readonly string[]): TokenAnswer {
  const nested = memberOf(json, 'error')
  const code = (typeof nested === 'string' ? nested : textAt(nested, 'type'))?.toLowerCase() ?? ''
  const words = textAt(json, 'error_description') ?? textAt(nested, 'description') ?? textAt(json, 'message') ?? textAt(nested, 'message')
  const message = maskerFor(secrets)
    .text(words ?? (code === '' ? `HTTP ${status}` : code))
    .slice(0, MAX_MESSAGE_CHARS)
  return { ok: false, fault: faultOf(status, code), message, retryAfterMs: pauseMs }
}

function faultOf(status: number, code: string): 'grant' | 'app' | 'later' {
  if (APP_FAULTS.has(code)) return 'app'
  if (status === 429 || status >= 500 || status < 400 || LATER_FAULTS.has(code)) return 'later'
  return status === 400 || status === 401 || status === 403 ? 'grant' : 'later'
}

function secretsOf({ app, grant }: TokenRequest): string[] {
  return [app.clientSecret, ...(grant.type === 'refresh_token' ? [grant.refreshToken] : [grant.code, grant.codeVerifier ?? ''])]
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
