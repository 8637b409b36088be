import type { IncomingMessage } from 'node:http'
import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { clientAddressReader } from './client-address.ts'
import { readCookies } from './cookies.ts'
import type { Step } from './http-state.ts'
import { localeOf } from './locale.ts'
import { RequestState } from './request-state.ts'

export interface IdentifyDeps {
  clock: Clock
  logger: Logger
  trustedProxies: readonly string[]
}

/** What is known of a request before anything is looked up: an id of ours, its language, the client's address, a logger with the id. */
export function requestIdentifier(deps: IdentifyDeps): (request: IncomingMessage) => RequestState {
  const addressOf = clientAddressReader(deps.trustedProxies)
  return (request) => {
    const { headers } = request
    return new RequestState(deps.logger, {
      requestId: newId('req', deps.clock.now()),
      locale: localeOf(headers['accept-language']),
      clientAddress: addressOf(request),
      cookies: readCookies(headers.cookie),
    })
  }
}

/** First step. */
export function identifyRequest(identify: (request: IncomingMessage) => RequestState): Step {
  return (ctx, next) => {
    ctx.state = identify(ctx.req)
    ctx.res.setHeader('x-request-id', ctx.state.requestId)
    return next()
  }
}
