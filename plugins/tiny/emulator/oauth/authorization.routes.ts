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
import type { Erp } from '../erp.ts'
import { REALM } from './realm.ts'

const CODE_MS = 60_000

/** Keycloak's page of consent: the address to go back to must be the registered one. */
export function authorizationRoutes(erp: Erp): EmulatorRoute[] {
  const path = `${REALM}/auth`
  return [
    { method: 'GET', path, answer: (request) => askConsent(erp, request) },
    { method: 'POST', path, answer: (request) => takeDecision(erp, request) },
  ]
}

function askConsent(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(erp, request)
  if (refused) return refused
  const logins = erp.accounts.map((account) => account.login)
  // `emulator_approve=<login>` is ours: it stands for the person, where there is none.
  const login = request.query.get('emulator_approve') ?? (erp.app.autoApprove ? logins[0] : undefined)
  if (login !== undefined) return approve(erp, request, login)
  const locale = pageLocale(request.headers['accept-language'])
  return html(200, consentPage({ locale, providerName: 'Tiny', appName: erp.app.name, logins }))
}

function takeDecision(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(erp, request)
  if (refused) return refused
  if (request.form.get('decision') !== 'allow') return back(erp, request, { error: 'access_denied' })
  return approve(erp, request, request.form.get('login') ?? '')
}

function checkRequest(erp: Erp, request: EmulatorRequest): EmulatorAnswer | null {
  const locale = pageLocale(request.headers['accept-language'])
  if (request.query.get('client_id') !== erp.app.clientId) return html(400, refusalPage(locale, 'client_id'))
  if (erp.app.redirectUri === null || request.query.get('redirect_uri') !== erp.app.redirectUri)
    return html(400, refusalPage(locale, 'redirect_uri'))
  if (request.query.get('response_type') !== 'code') return html(400, refusalPage(locale, 'response_type'))
  return null
}

function approve(erp: Erp, request: EmulatorRequest, login: string): EmulatorAnswer {
  const account = erp.accounts.find((known) => known.login === login)
  if (!account) return html(400, refusalPage(pageLocale(request.headers['accept-language']), 'login'))
  const code = `${erp.random.hex(8)}.${erp.random.hex(32)}`
  erp.codes.set(code, {
    login,
    redirectUri: erp.app.redirectUri ?? '',
    challenge: request.query.get('code_challenge'),
    expiresAt: erp.world.clock.now() + CODE_MS,
    used: false,
  })
  return back(erp, request, { session_state: erp.random.hex(16), code })
}

function back(erp: Erp, request: EmulatorRequest, result: Record<string, string>): EmulatorAnswer {
  return redirect(withQuery(erp.app.redirectUri ?? '', { state: request.query.get('state') ?? undefined, ...result }))
}
