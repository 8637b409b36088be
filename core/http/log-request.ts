import { Histogram, type Registry } from 'prom-client'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { HttpState, Step } from './http-state.ts'

const BUCKETS_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]

/** What is said of a request when it is over. */
export type RequestLog = (state: HttpState, request: { method: string; status: number; begunMs: number }) => void

/**
 * One line and one measurement per request when it is over: what was asked by name, never the address with its query.
 * Requests outside the route table (webhooks, pages) are logged at `debug` unless they failed, and counted as `other`.
 */
export function requestLog(clock: Clock, parent: Pick<Logger, 'isLevelEnabled'>, metrics: Registry | null): RequestLog {
  const observe = metrics === null ? null : observerIn(metrics)
  return (state, { method, status, begunMs }) => {
    const { route } = state
    const durationMs = clock.monotonicMs() - begunMs
    observe?.(route?.operationId ?? 'other', status, durationMs / 1000)
    const isQuiet = route === null && status < 400
    if (isQuiet && !parent.isLevelEnabled('debug')) return
    const fields = {
      method,
      operation: route?.operationId ?? null,
      status,
      durationMs: Math.round(durationMs),
      address: state.clientAddress,
    }
    state.logger[isQuiet ? 'debug' : 'info'](fields, 'request finished')
  }
}

export function logRequests(clock: Clock, log: RequestLog): Step {
  return async (ctx, next) => {
    const begunMs = clock.monotonicMs()
    await next()
    log(ctx.state, { method: ctx.method, status: ctx.status, begunMs })
  }
}

type Observe = (operation: string, status: number, seconds: number) => void

/** The histogram's series are looked up by their labels once. Operations and statuses are few. */
function observerIn(registry: Registry): Observe {
  const durations = new Histogram({
    name: 'tomada_http_request_duration_seconds',
    help: 'Time from the first byte of a request to its answer',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
  const series = new Map<string, { observe(seconds: number): void }>()
  return (operation, status, seconds) => {
    const key = `${status} ${operation}`
    let known = series.get(key)
    if (known === undefined) {
      known = durations.labels({ operation, status })
      series.set(key, known)
    }
    known.observe(seconds)
  }
}
