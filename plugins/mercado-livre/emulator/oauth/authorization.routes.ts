import {
  consentPage,
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  html,
  pageLocale,
  redirect,
  refusalPage,
  withQuery,
} from '@tomada/sdk/emulator'
import type { Market } from '../market.ts'

// The sheet has "about 10 minutes" from memory.
const CODE_MS = 10 * 60_000
const SCOPES = ['offline_access', 'read', 'write']

/** `GET /authorization` shows the consent page; its form comes back as POST. */
export function authorizationRoutes(market: Market): EmulatorRoute[] {
  return [
    { method: 'GET', path: '/authorization', answer: (request) => askConsent(market, request) },
    { method: 'POST', path: '/authorization', answer: (request) => takeDecision(market, request) },
  ]
}

function askConsent(market: Market, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(market, request)
  if (refused) return refused
  // `emulator_approve=<login>` is ours: it stands for the person, where there is none.
  const login = request.query.get('emulator_approve') ?? (market.app.autoApprove ? market.logins[0]?.login : undefined)
  if (login !== undefined) return approve(market, request, login)
  const locale = pageLocale(request.headers['accept-language'])
  const logins = market.logins.map((known) => known.login)
  return html(200, consentPage({ locale, providerName: 'Mercado Livre', appName: market.app.name, logins }))
}

function takeDecision(market: Market, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(market, request)
  if (refused) return refused
  if (request.form.get('decision') !== 'allow') return back(request, { error: 'access_denied' })
  return approve(market, request, request.form.get('login') ?? '')
}

/** Faults of the request that no redirect may carry, because the address itself is not to be trusted, come as a page. */
function checkRequest(market: Market, request: EmulatorRequest): EmulatorAnswer | null {
  const locale = pageLocale(request.headers['accept-language'])
  const refuse = (reason: string) => html(400, refusalPage(locale, reason))
  const { query } = request
  if (query.get('response_type') !== 'code') return refuse('response_type')
  if (query.get('client_id') !== String(market.app.id)) return refuse('client_id')
  if (!market.app.redirectUris.includes(query.get('redirect_uri') ?? '')) return refuse('redirect_uri')
  if (market.app.blocked) return back(request, { error: 'unauthorized_application' })
  const scopes = query.get('scope')?.split(' ') ?? []
  if (scopes.some((scope) => !SCOPES.includes(scope))) return back(request, { error: 'invalid_scope' })
  const method = query.get('code_challenge_method') ?? 'plain'
  if (market.app.pkceRequired && !query.has('code_challenge')) return refuse('invalid_request: code_challenge')
  if (query.has('code_challenge') && method !== 'S256' && method !== 'plain') return refuse('invalid_request: code_challenge_method')
  return null
}

function approve(market: Market, request: EmulatorRequest, name: string): EmulatorAnswer {
  const login = market.logins.find((known) => known.login === name)
  if (!login) return html(400, refusalPage(pageLocale(request.headers['accept-language']), 'login'))
  // Only the account's administrator may consent.
  if (login.worksFor !== null) return back(request, { error: 'invalid_operator_user_id' })
  const challenge = request.query.get('code_challenge')
  const code = `TG-${market.random.hex(24)}-${login.userId}`
  market.codes.set(code, {
    code,
    userId: login.userId,
    redirectUri: request.query.get('redirect_uri') ?? '',
    challenge: challenge === null ? null : { method: request.query.get('code_challenge_method') ?? 'plain', value: challenge },
    expiresAt: market.world.clock.now() + CODE_MS,
    used: false,
  })
  return back(request, { code })
}

function back(request: EmulatorRequest, result: Record<string, string>): EmulatorAnswer {
  const state = request.query.get('state') ?? undefined
  return redirect(withQuery(request.query.get('redirect_uri') ?? '', { ...result, state }))
}
