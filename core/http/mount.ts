import Router, { type RouterMiddleware } from '@koa/router'
import type Koa from 'koa'
import type { Clock } from '../platform/clock.ts'
import type { CallerOf } from './authenticate.ts'
import { authenticate, authorise, proveSameOrigin } from './authenticate.ts'
import { answerChecker } from './check-answer.ts'
import type { Context, HttpState, Step } from './http-state.ts'
import { limitRate } from './rate-limit.ts'
import type { RateLimit, Route, RouteAnswer, RouteRequest } from './route.ts'
import { readRouteBody } from './route-body.ts'
import { checkRoutes, mostSpecificFirst } from './routes.ts'
import { requestChecker } from './validate-request.ts'

export interface MountDeps {
  clock: Clock
  callerOf: CallerOf
  /** Origins whose pages are ours. */
  ownOrigins: readonly string[]
  /** Origins of other sites that may call with a bearer token, and sign in for one. */
  corsOrigins: readonly string[]
  defaultRateLimit?: RateLimit
  /** Tests only: an answer that does not fit the route's own contract becomes a 500 that names the field in the log. */
  checkAnswers?: boolean
}

/**
 * The route table as Koa middleware. Every endpoint is the same list of steps, in this order: what costs nothing first, and
 * nothing is read from a caller who may not ask. HEAD follows GET; a wrong method gets 405 with Allow.
 */
export function mountRoutes(app: Koa<HttpState>, routes: readonly Route[], deps: MountDeps): void {
  checkRoutes(routes)
  const router = new Router<HttpState>()
  const authenticated = authenticate(deps.callerOf)
  const limited = limitRate({ clock: deps.clock, defaultLimit: deps.defaultRateLimit })
  const sameOrigin = proveSameOrigin(deps)
  for (const route of mostSpecificFirst(routes)) {
    router.register(
      route.path,
      [route.method],
      [
        remember(route),
        authenticated(route),
        limited(route),
        authorise(route),
        sameOrigin(route),
        readBody(route),
        handle(route, deps.checkAnswers === true),
      ],
    )
  }
  app.use(router.routes())
  app.use(router.allowedMethods())
}

function remember(route: Route): Step {
  return (ctx, next) => {
    ctx.state.route = route
    ctx.set('cache-control', 'no-store')
    return next()
  }
}

function readBody(route: Route): Step {
  return async (ctx, next) => {
    ctx.state.body = route.method === 'GET' ? undefined : await readRouteBody(ctx.req, route)
    return next()
  }
}

function handle(route: Route, checkAnswers: boolean): RouterMiddleware<HttpState> {
  const check = requestChecker(route)
  const checkAnswer = checkAnswers ? answerChecker(route) : () => {}
  return async (ctx) => {
    const input = { params: { ...ctx.params }, query: { ...ctx.query }, body: ctx.state.body }
    check(input, ctx.state.locale)
    const request: RouteRequest<never, never, never> = {
      // The schemas have just been checked: from here on the types that were generated from them are trusted.
      ...(input as { params: never; query: never; body: never }),
      headers: ownHeaders(ctx),
      locale: ctx.state.locale,
      requestId: ctx.state.requestId,
      clientAddress: ctx.state.clientAddress,
      cookies: ctx.state.cookies,
      caller: ctx.state.caller,
    }
    const answer = await route.handler(request)
    checkAnswer(answer)
    writeAnswer(ctx, route, answer)
  }
}

function writeAnswer(ctx: Context, route: Route, answer: RouteAnswer): void {
  for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value)
  if (answer.setCookies !== undefined && answer.setCookies.length > 0) ctx.append('set-cookie', answer.setCookies)
  if (answer.body === undefined) {
    // Koa turns an empty body into 204 unless the status is set after it.
    ctx.body = null
    ctx.status = answer.status ?? 204
    return
  }
  ctx.status = answer.status ?? route.successStatus ?? 200
  if (answer.type === undefined) {
    ctx.body = JSON.stringify(answer.body)
    ctx.type = 'application/json'
  } else {
    ctx.body = answer.body
    ctx.type = answer.type
  }
}

function ownHeaders(ctx: Context): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = Object.create(null)
  for (const [name, value] of Object.entries(ctx.req.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value
  return headers
}
