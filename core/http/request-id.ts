import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { clientAddressReader } from './client-address.ts'
import { readCookies } from './cookies.ts'
import type { Step } from './http-state.ts'
import { localeOf } from './locale.ts'

/** First step: gives the request an id of ours, its language, the client's address and a logger that carries the id. */
export function identifyRequest(deps: { clock: Clock; logger: Logger; trustedProxies: readonly string[] }): Step {
  const addressOf = clientAddressReader(deps.trustedProxies)
  return (ctx, next) => {
    const requestId = newId('req', deps.clock.now())
    ctx.state.requestId = requestId
    ctx.state.locale = localeOf(ctx.req.headers['accept-language'])
    ctx.state.clientAddress = addressOf(ctx.req)
    ctx.state.cookies = readCookies(ctx.req.headers.cookie)
    ctx.state.caller = null
    ctx.state.route = null
    ctx.state.logger = deps.logger.child({ requestId })
    ctx.set('x-request-id', requestId)
    return next()
  }
}
