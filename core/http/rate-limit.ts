import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { addressKey } from './client-address.ts'
import type { Step } from './http-state.ts'
import type { RateLimit, Route } from './route.ts'
import { TokenBuckets } from './token-bucket.ts'

/** Far above what a person or the builder does; it stops a loop, not a user. */
export const DEFAULT_RATE_LIMIT: RateLimit = { quota: 1200, windowSeconds: 60 }

/**
 * Per caller and per route: the user, or the client's address before there is one; never something a client may choose (C32).
 * Every answer says where the caller stands, in the fields of draft-ietf-httpapi-ratelimit-headers-10.
 */
export function limitRate(deps: { clock: Clock; defaultLimit?: RateLimit }): (route: Route) => Step {
  const buckets = new TokenBuckets()
  return (route) => {
    const limit = route.rateLimit ?? deps.defaultLimit ?? DEFAULT_RATE_LIMIT
    const policy = `"${route.operationId}";q=${limit.quota};w=${limit.windowSeconds}`
    return (ctx, next) => {
      const caller = ctx.state.caller?.userId ?? addressKey(ctx.state.clientAddress)
      const taken = buckets.take(`${route.operationId} ${caller}`, limit, deps.clock.monotonicMs())
      ctx.set('ratelimit-policy', policy)
      ctx.set('ratelimit', `"${route.operationId}";r=${taken.remaining};t=${taken.resetSeconds}`)
      if (taken.allowed) return next()
      throw new AppError('too_many_requests', { params: { seconds: taken.resetSeconds }, retryAfterSeconds: taken.resetSeconds })
    }
  }
}
