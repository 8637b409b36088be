import { Histogram, type Registry } from 'prom-client'
import type { Clock } from '../platform/clock.ts'
import type { Step } from './http-state.ts'

const BUCKETS_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]

/**
 * One line and one measurement per request when it is over: what was asked by name, never the address with its query.
 * Requests outside the route table (webhooks, pages) are logged at `debug` unless they failed, and counted as `other`.
 */
export function logRequests(clock: Clock, metrics: Registry | null): Step {
  const durations = metrics === null ? null : durationsIn(metrics)
  return async (ctx, next) => {
    const begunMs = clock.monotonicMs()
    await next()
    const { route, logger } = ctx.state
    const durationMs = clock.monotonicMs() - begunMs
    durations?.observe({ operation: route?.operationId ?? 'other', status: ctx.status }, durationMs / 1000)
    const isQuiet = route === null && ctx.status < 400
    if (isQuiet && !logger.isLevelEnabled('debug')) return
    const fields = {
      method: ctx.method,
      operation: route?.operationId ?? null,
      status: ctx.status,
      durationMs: Math.round(durationMs),
      address: ctx.state.clientAddress,
    }
    logger[isQuiet ? 'debug' : 'info'](fields, 'request finished')
  }
}

function durationsIn(registry: Registry): Histogram<'operation' | 'status'> {
  return new Histogram({
    name: 'tomada_http_request_duration_seconds',
    help: 'Time from the first byte of a request to its answer',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
}
