import type { Clock } from '../platform/clock.ts'
import type { Step } from './http-state.ts'

/** One line per request when it is over: what was asked by name, never the address with its query. */
export function logRequests(clock: Clock): Step {
  return async (ctx, next) => {
    const begunMs = clock.monotonicMs()
    await next()
    const { route, logger } = ctx.state
    const fields = {
      method: ctx.method,
      operation: route?.operationId ?? null,
      status: ctx.status,
      durationMs: Math.round(clock.monotonicMs() - begunMs),
      address: ctx.state.clientAddress,
    }
    if (route === null && ctx.status < 400) logger.debug(fields, 'request finished')
    else logger.info(fields, 'request finished')
  }
}
