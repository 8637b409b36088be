import type { IncomingHttpHeaders } from 'node:http'
import { roleAtLeast } from '../identity/roles.ts'
import { AppError } from '../platform/errors.ts'
import type { Step } from './http-state.ts'
import type { Caller, Route } from './route.ts'
import { originOf } from './same-origin.ts'

/** Who sent these headers, or null. A cookie session or `Authorization: Bearer`; the header wins and never falls back. */
export type CallerOf = (headers: IncomingHttpHeaders) => Promise<Caller | null>

export function authenticate(callerOf: CallerOf): (route: Route) => Step {
  return (route) => async (ctx, next) => {
    // A public endpoint works the same with a stale cookie: it does not look.
    if (route.auth !== 'public') ctx.state.caller = await callerOf(ctx.req.headers)
    if (ctx.state.caller !== null) {
      ctx.state.logger = ctx.state.logger.child({ tenantId: ctx.state.caller.tenantId, userId: ctx.state.caller.userId })
    }
    return next()
  }
}

/** 401 without a valid proof, 403 naming the role when the caller's is too weak. What is not granted here is not granted. */
export function authorise(route: Route): Step {
  const { auth } = route
  return (ctx, next) => {
    if (auth === 'public') return next()
    const { caller } = ctx.state
    if (caller === null) throw new AppError('unauthenticated')
    if (auth !== 'user' && !roleAtLeast(caller.role, auth)) throw new AppError('forbidden', { params: { needs: auth } })
    return next()
  }
}

/**
 * A request that changes state and carries a cookie must come from our own pages (C25). One that signs in has no session yet,
 * but must not come from a foreign page either: that would sign the victim in as the attacker. Origins that CORS admits may
 * sign in for a token, since no cookie ever goes there.
 */
export function proveSameOrigin(origins: { ownOrigins: readonly string[]; corsOrigins: readonly string[] }): (route: Route) => Step {
  const admitted = [...origins.ownOrigins, ...origins.corsOrigins]
  return (route) => (ctx, next) => {
    if (route.method === 'GET' || ctx.state.caller?.via === 'bearer') return next()
    const carriesCookie = ctx.req.headers.cookie !== undefined
    const origin = originOf(ctx.req.headers, carriesCookie ? origins.ownOrigins : admitted)
    if (origin === 'foreign' || (origin === 'unknown' && carriesCookie)) throw new AppError('bad_origin')
    return next()
  }
}
