import type { Registry } from 'prom-client'
import { toError } from '../platform/errors.ts'
import type { Step } from './http-state.ts'

/** One thing the process needs. Resolves when it is fine and rejects when it is not; answers within a second or counts as not. */
export type ReadinessCheck = () => Promise<unknown>

export interface HealthDeps {
  checks: Readonly<Record<string, ReadinessCheck>>
  metrics: Registry | null
}

const CHECK_TIMEOUT_MS = 1000

/** `/healthz`: the process answers. `/readyz`: it can work, with what is missing by name. `/metrics`: Prometheus text. */
export function serveHealth({ checks, metrics }: HealthDeps): Step {
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    switch (ctx.path) {
      case '/healthz':
        ctx.set('cache-control', 'no-store')
        ctx.body = { status: 'ok' }
        return undefined
      case '/readyz':
        return answerReadiness(ctx, checks)
      case '/metrics':
        if (metrics === null) return next()
        ctx.body = await metrics.metrics()
        ctx.set('content-type', metrics.contentType)
        return undefined
      default:
        return next()
    }
  }
}

async function answerReadiness(ctx: Parameters<Step>[0], checks: HealthDeps['checks']): Promise<void> {
  const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await outcome(check, name, ctx)] as const))
  const isReady = results.every(([, status]) => status === 'ok')
  ctx.set('cache-control', 'no-store')
  ctx.status = isReady ? 200 : 503
  if (!isReady) ctx.set('retry-after', '5')
  ctx.body = { status: isReady ? 'ok' : 'unavailable', checks: Object.fromEntries(results) }
}

/** The reason goes to the log: addresses and driver messages are not for strangers (C38). */
async function outcome(check: ReadinessCheck, name: string, ctx: Parameters<Step>[0]): Promise<'ok' | 'unavailable'> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS)
  try {
    await Promise.race([check(), late])
    return 'ok'
  } catch (error) {
    ctx.state.logger.warn({ err: toError(error), check: name }, 'not ready')
    return 'unavailable'
  } finally {
    clearTimeout(timer)
  }
}
