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

const CODE_MS = 60_000
const ERROR_URI = 'https://developer.bling.com.br/autenticacao'

/** `GET /Api/v3/oauth/authorize`: `redirect_uri` and `scope` of the request are ignored, the registered ones count. */
export function authorizationRoutes(erp: Erp): EmulatorRoute[] {
  const path = '/Api/v3/oauth/authorize'
  return [
    { method: 'GET', path, answer: (request) => askConsent(erp, request) },
    { method: 'POST', path, answer: (request) => takeDecision(erp, request) },
  ]
}

function askConsent(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(erp, request)
  if (refused) return refused
  const logins = [...erp.companies.values()].map((company) => company.login)
  // `emulator_approve=<login>` is ours: it stands for the person, where there is none.
  const login = request.query.get('emulator_approve') ?? (erp.app.autoApprove ? logins[0] : undefined)
  if (login !== undefined) return approve(erp, request, login)
  const locale = pageLocale(request.headers['accept-language'])
  return html(200, consentPage({ locale, providerName: 'Bling', appName: erp.app.name, logins }))
}

function takeDecision(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const refused = checkRequest(erp, request)
  if (refused) return refused
  if (request.form.get('decision') !== 'allow')
    return backWithError(erp, request, 'access_denied', 'The user denied access to your application')
  return approve(erp, request, request.form.get('login') ?? '')
}

/** A client that is not known gets a page, because there is no registered address to go back to. */
function checkRequest(erp: Erp, request: EmulatorRequest): EmulatorAnswer | null {
  const locale = pageLocale(request.headers['accept-language'])
  if (request.query.get('client_id') !== erp.app.clientId) return html(400, refusalPage(locale, 'client_id'))
  if (erp.app.redirectUri === null) return html(400, refusalPage(locale, 'redirect_uri'))
  if (request.query.get('response_type') !== 'code') return html(400, refusalPage(locale, 'response_type'))
  if (!erp.app.isActive) return backWithError(erp, request, 'app_inativo', 'O aplicativo está inativo')
  return null
}

function approve(erp: Erp, request: EmulatorRequest, login: string): EmulatorAnswer {
  const company = [...erp.companies.values()].find((known) => known.login === login)
  if (!company) return html(400, refusalPage(pageLocale(request.headers['accept-language']), 'login'))
  if (!company.isActive || !company.mayAuthorize) {
    return backWithError(erp, request, 'UNAUTHORIZED_ERROR', 'O usuário não tem permissão para autorizar o aplicativo')
  }
  const code = erp.random.hex(40)
  erp.codes.set(code, { code, companyId: company.id, grantId: null, expiresAt: erp.world.clock.now() + CODE_MS })
  return back(erp, request, { code })
}

function backWithError(erp: Erp, request: EmulatorRequest, error: string, description: string): EmulatorAnswer {
  return back(erp, request, { error, error_description: description, error_uri: ERROR_URI })
}

function back(erp: Erp, request: EmulatorRequest, result: Record<string, string>): EmulatorAnswer {
  return redirect(withQuery(erp.app.redirectUri ?? '', { ...result, state: request.query.get('state') ?? undefined }))
}
