import { originOfRequest } from '../http/request-origin.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteAnswer, RouteRequest } from '../http/route.ts'
import { SIGN_IN_RATE } from '../http/sign-in-rate.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { Refresh, TokenSignIn } from './identity.gen.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'
import { endRefreshCookie, REFRESH_COOKIE, refreshCookie } from './session-cookie.ts'
import type { IssuedTokens } from './tokens.service.ts'

const TAG = 'auth'
type Request<B> = RouteRequest<Record<string, string>, Record<string, unknown>, B>

/** Tokens for API clients: short access tokens and refresh tokens that rotate. */
export function authRoutes({ tokens, secureCookies }: IdentityService): Route[] {
  const answer = (issued: IssuedTokens, inCookie: boolean): RouteAnswer => ({
    ...(inCookie ? { setCookies: [refreshCookie(issued.refreshToken, secureCookies)] } : {}),
    body: { ...issued, refreshToken: inCookie ? null : issued.refreshToken, tokenType: 'Bearer' },
  })
  return [
    {
      method: 'POST',
      path: '/auth/login',
      operationId: 'login',
      summary: 'Get an access token and a refresh token',
      tag: TAG,
      auth: 'public',
      rateLimit: SIGN_IN_RATE,
      body: schemaFrom(schemas, 'TokenSignIn'),
      response: schemaFrom(schemas, 'Tokens'),
      handler: async (request: Request<TokenSignIn>) => {
        const { email, password, useCookie } = request.body
        return answer(await tokens.login(email, password, originOfRequest(request)), useCookie === true)
      },
    },
    {
      method: 'POST',
      path: '/auth/refresh_token',
      operationId: 'refreshToken',
      summary: 'Trade a refresh token for new tokens',
      tag: TAG,
      auth: 'public',
      rateLimit: SIGN_IN_RATE,
      body: schemaFrom(schemas, 'Refresh'),
      response: schemaFrom(schemas, 'Tokens'),
      handler: async (request: Request<Refresh | undefined>) => {
        const given = request.body?.refreshToken ?? request.headers['x-refresh-token']
        const token = given ?? request.cookies[REFRESH_COOKIE]
        if (token === undefined) throw new AppError('unauthenticated')
        return answer(await tokens.refresh(token, originOfRequest(request)), given === undefined)
      },
    },
    {
      method: 'POST',
      path: '/auth/logout',
      operationId: 'logout',
      summary: 'End this session: its access and refresh tokens stop working',
      tag: TAG,
      auth: 'user',
      handler: async (request: Request<undefined>) => {
        await tokens.logout(requireCaller(request).sessionId)
        return { setCookies: [endRefreshCookie(secureCookies)] }
      },
    },
    {
      method: 'POST',
      path: '/auth/logout-all',
      operationId: 'logoutAll',
      summary: 'End every session and token of yours, everywhere',
      tag: TAG,
      auth: 'user',
      handler: async (request: Request<undefined>) => {
        await tokens.logoutAll(requireCaller(request).userId)
        return { setCookies: [endRefreshCookie(secureCookies)] }
      },
    },
  ]
}
