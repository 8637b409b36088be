import {
  consentPage,
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  html,
  json,
  pageLocale,
  redirect,
  refusalPage,
  type World,
  withQuery,
} from '@tomada/sdk/emulator'
import { SIGN_INS, type SignInName } from '../post-office.ts'
import { giveCode, giveTokens, signInsOf, takeCode } from './tokens.ts'

const PATHS = {
  google: { authorize: '/o/oauth2/v2/auth', token: '/token' },
  microsoft: { authorize: '/common/oauth2/v2.0/authorize', token: '/common/oauth2/v2.0/token' },
} as const satisfies Record<SignInName, { authorize: string; token: string }>

/** Words of the refusals, as the two write them. */
const REFUSALS = {
  google: { client: 'The OAuth client was not found.', grant: 'Token has been expired or revoked.', code: 'Malformed auth code.' },
  microsoft: {
    client: 'AADSTS7000215: Invalid client secret provided.',
    grant: 'AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed.',
    code: 'AADSTS70008: The provided authorization code or refresh token has expired.',
  },
} as const

/** The sign-in pages and token endpoints of Google and Microsoft, as far as one application needs them. */
export function oauthRoutes(world: World): EmulatorRoute[] {
  return (['google', 'microsoft'] as const).flatMap((name): EmulatorRoute[] => [
    { method: 'GET', path: PATHS[name].authorize, answer: (request) => askConsent(world, name, request) },
    { method: 'POST', path: PATHS[name].authorize, answer: (request) => takeDecision(world, name, request) },
    { method: 'POST', path: PATHS[name].token, answer: (request) => exchange(world, name, request) },
  ])
}

function askConsent(world: World, name: SignInName, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(world, request)
  if (refused !== null) return refused
  const { login, title } = SIGN_INS[name]
  // `emulator_approve=<login>` is ours: it stands for the person, where there is none.
  if (request.query.has('emulator_approve') || signInsOf(world).app.autoApprove) return approve(world, name, request)
  const locale = pageLocale(request.headers['accept-language'])
  return html(200, consentPage({ locale, providerName: title, appName: 'Tomada', logins: [login] }))
}

function takeDecision(world: World, name: SignInName, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(world, request)
  if (refused !== null) return refused
  return request.form.get('decision') === 'allow' ? approve(world, name, request) : back(request, { error: 'access_denied' })
}

/** Whoever is not known, or wants to be sent elsewhere, gets a page and is sent nowhere. */
function checkRequest(world: World, { query, headers }: EmulatorRequest): EmulatorAnswer | null {
  const { app } = signInsOf(world)
  const locale = pageLocale(headers['accept-language'])
  if (query.get('client_id') !== app.clientId) return html(400, refusalPage(locale, 'client_id'))
  if (!app.redirectUris.includes(query.get('redirect_uri') ?? '')) return html(400, refusalPage(locale, 'redirect_uri'))
  return query.get('response_type') === 'code' ? null : html(400, refusalPage(locale, 'response_type'))
}

function approve(world: World, provider: SignInName, request: EmulatorRequest): EmulatorAnswer {
  const { query } = request
  const scopes = (query.get('scope') ?? '').split(' ')
  const isOffline = provider === 'google' ? query.get('access_type') === 'offline' : scopes.includes('offline_access')
  const redirectUri = query.get('redirect_uri') ?? ''
  return back(request, { code: giveCode(world, { provider, scopes, isOffline, redirectUri, challenge: query.get('code_challenge') }) })
}

function back({ query }: EmulatorRequest, result: Record<string, string>): EmulatorAnswer {
  return redirect(withQuery(query.get('redirect_uri') ?? '', { ...result, state: query.get('state') ?? undefined }))
}

function exchange(world: World, name: SignInName, { form }: EmulatorRequest): EmulatorAnswer {
  const { app, refresh } = signInsOf(world)
  const words = REFUSALS[name]
  if (form.get('client_id') !== app.clientId || form.get('client_secret') !== app.clientSecret)
    return json(401, { error: 'invalid_client', error_description: words.client })
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const grant = takeCode(world, name, form)
      if (grant === null) return json(400, { error: 'invalid_grant', error_description: words.code })
      return json(200, giveTokens(world, grant, 'code'))
    }
    case 'refresh_token': {
      const grant = refresh.get(form.get('refresh_token') ?? '')
      if (grant?.provider !== name || grant.isRevoked) return json(400, { error: 'invalid_grant', error_description: words.grant })
      return json(200, giveTokens(world, grant, 'refresh'))
    }
    default:
      return json(400, { error: 'unsupported_grant_type', error_description: 'Invalid grant_type' })
  }
}
