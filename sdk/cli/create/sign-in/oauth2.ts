import { createHash } from 'node:crypto'
import {
  consentPage,
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  type Fields,
  flagOf,
  html,
  json,
  pageLocale,
  redirect,
  refusalPage,
  textsOf,
  type World,
  withQuery,
} from '@tomada/sdk/emulator'

const TOKEN_SECONDS = 3_600
const LOGIN = 'loja-exemplo'

/** OAuth 2.0: authorisation code, refresh tokens that are good for one use, access tokens that live for an hour. */
export function createSignIn(world: World) {
  const clientId = `client-${world.random.hex(12)}`
  const clientSecret = world.random.hex(32)
  /** Code → PKCE challenge. */
  const codes = new Map<string, string>()
  const refreshTokens = new Set<string>()
  const accessTokens = new Map<string, number>()
  let redirectUris: string[] = []
  let autoApprove = false

  function authorize(request: EmulatorRequest): EmulatorAnswer {
    const locale = pageLocale(request.headers['accept-language'])
    const redirectUri = request.query.get('redirect_uri') ?? ''
    if (request.query.get('client_id') !== clientId) return html(400, refusalPage(locale, 'client_id'))
    if (redirectUris.length > 0 && !redirectUris.includes(redirectUri)) return html(400, refusalPage(locale, 'redirect_uri'))
    const isDenied = request.method === 'POST' && request.form.get('decision') !== 'allow'
    const isApproved = request.method === 'POST' || autoApprove || request.query.has('emulator_approve')
    if (!isApproved) return html(200, consentPage({ locale, providerName: 'Template Shop', appName: 'Tomada', logins: [LOGIN] }))
    const state = request.query.get('state') ?? undefined
    if (isDenied) return redirect(withQuery(redirectUri, { error: 'access_denied', state }))
    const code = world.random.hex(24)
    codes.set(code, request.query.get('code_challenge') ?? '')
    return redirect(withQuery(redirectUri, { code, state }))
  }

  /** Good once, and only for whoever asked for it (RFC 7636). */
  function takeCode(form: URLSearchParams): boolean {
    const code = form.get('code') ?? ''
    const challenge = codes.get(code)
    codes.delete(code)
    const derived = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    return challenge !== undefined && (challenge === '' || challenge === derived)
  }

  function token({ form }: EmulatorRequest): EmulatorAnswer {
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) return json(400, { error: 'invalid_client' })
    const isGood = form.get('grant_type') === 'refresh_token' ? refreshTokens.delete(form.get('refresh_token') ?? '') : takeCode(form)
    if (!isGood) return json(400, { error: 'invalid_grant' })
    const [accessToken, refreshToken] = [world.random.hex(32), world.random.hex(32)]
    accessTokens.set(accessToken, world.clock.now() + TOKEN_SECONDS * 1000)
    refreshTokens.add(refreshToken)
    return json(200, { access_token: accessToken, refresh_token: refreshToken, token_type: 'bearer', expires_in: TOKEN_SECONDS })
  }

  const routes: EmulatorRoute[] = [
    { method: 'GET', path: '/oauth/authorize', answer: authorize },
    { method: 'POST', path: '/oauth/authorize', answer: authorize },
    { method: 'POST', path: '/oauth/token', answer: token },
  ]
  return {
    routes,
    guard(request: EmulatorRequest, answer: (request: EmulatorRequest) => EmulatorAnswer): EmulatorAnswer {
      const given = (request.headers['authorization'] ?? '').replace(/^Bearer /, '')
      if ((accessTokens.get(given) ?? 0) <= world.clock.now()) return json(401, { message: 'This token is not known, or over.' })
      request.caller = '1'
      return answer(request)
    },
    revoke() {
      codes.clear()
      refreshTokens.clear()
      accessTokens.clear()
    },
    /** `redirectUris` and `autoApprove`, as the developer's panel has them. */
    configure(settings: Fields) {
      if ('redirectUris' in settings) redirectUris = textsOf(settings['redirectUris'])
      if ('autoApprove' in settings) autoApprove = flagOf(settings['autoApprove']) ?? false
      return { redirectUris, autoApprove }
    },
    announcement: () => ({ app: { clientId, clientSecret }, accounts: [{ login: LOGIN, id: '1' }] }),
  }
}
