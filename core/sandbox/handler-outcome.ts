import type { HandlerTurn } from './read-results.ts'
import { readError } from './read-results.ts'
import type { HandlerResult } from './sandbox.types.ts'

/** Stable step error codes of what a plugin throws on purpose. */
const CODE_OF_KIND: ReadonlyMap<string, string> = new Map([
  ['permanent', 'provider'],
  ['retryAfter', 'rate_limited'],
  ['reauthorise', 'reauthorise'],
  ['notFound', 'not_found'],
  ['conflict', 'conflict'],
])

export function handlerError(code: string, message: string): HandlerResult {
  return { ok: false, error: { code, message } }
}

/** The sdk's error classes say what they mean in `tomadaError`; anything else that is thrown is a fault of the plugin (`handler`). */
export function outcomeOf(settled: NonNullable<HandlerTurn['settled']>): HandlerResult {
  if (settled.ok) return settled
  const { code, message, declared } = settled.error
  if (declared === null || typeof declared['kind'] !== 'string') return handlerError(code, message)
  const kind = declared['kind'].slice(0, 40)
  const text = typeof declared['message'] === 'string' ? declared['message'] : message
  const ownCode = typeof declared['code'] === 'string' ? declared['code'] : CODE_OF_KIND.get(kind)
  const error = readError({ ...declared, code: ownCode ?? code, message: text })
  const { retryAfterMs } = declared
  const isWait = typeof retryAfterMs === 'number' && Number.isFinite(retryAfterMs) && retryAfterMs >= 0
  return { ok: false, error: { ...error, errorClass: kind, ...(isWait ? { retryAfterMs } : {}) } }
}
