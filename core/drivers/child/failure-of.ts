import type { CallFailure } from '../drivers.types.ts'

const MAX_CHARS = 500
const KINDS = ['permanent', 'retryAfter', 'reauthorise', 'invalidInput', 'notFound', 'conflict'] as const

/** What a driver threw. Only what carries `tomadaError` says what it means; anything else may have had its effect. */
export function failureOf(error: unknown): CallFailure {
  const message = error instanceof Error ? error.message.slice(0, MAX_CHARS) : 'The driver failed'
  const fault: unknown = error instanceof Error && 'tomadaError' in error ? error.tomadaError : null
  if (typeof fault !== 'object' || fault === null || !('kind' in fault)) return { kind: 'unknown', message }
  const kind = KINDS.find((known) => known === fault.kind)
  if (kind === undefined) return { kind: 'unknown', message }
  return {
    kind,
    message,
    ...('at' in fault && typeof fault.at === 'string' ? { at: fault.at } : {}),
    ...('retryAfterMs' in fault && typeof fault.retryAfterMs === 'number' ? { retryAfterMs: fault.retryAfterMs } : {}),
  }
}
