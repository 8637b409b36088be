import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { clientAddressReader } from './client-address.ts'
import { readCookies } from './cookies.ts'
import type { Step } from './http-state.ts'
import { localeOf } from './locale.ts'
import { RequestState } from './request-state.ts'

/** First step: gives the request an id of ours, its language, the client's address and a logger that carries the id. */
export function identifyRequest(deps: { clock: Clock; logger: Logger; trustedProxies: readonly string[] }): Step {
  const addressOf = clientAddressReader(deps.trustedProxies)
  return (ctx, next) => {
    const { headers } = ctx.req
    const requestId = newId('req', deps.clock.now())
    ctx.state = new RequestState(deps.logger, {
      requestId,
      locale: localeOf(headers['accept-language']),
      clientAddress: addressOf(ctx.req),
      cookies: readCookies(headers.cookie),
    })
    ctx.res.setHeader('x-request-id', requestId)
    return next()
  }
}
