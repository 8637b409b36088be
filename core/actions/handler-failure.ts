import type { HandlerResult } from '../sandbox/sandbox.types.ts'
import type { ActionFailure } from './actions.types.ts'

type HandlerFault = Extract<HandlerResult, { ok: false }>['error']

/** What the sdk's errors mean to the host. */
const CLASS_OF_KIND: ReadonlyMap<string, ActionFailure['class']> = new Map([
  ['permanent', 'permanent'],
  ['invalidInput', 'permanent'],
  ['retryAfter', 'retry'],
  ['reauthorise', 'reauthorise'],
  ['notFound', 'notFound'],
  ['conflict', 'conflict'],
])

/** Faults of the sandbox that another try would only repeat. Not `memory`: calls of a workspace share an isolate, and another may have filled it. */
const FINAL_CODES: ReadonlySet<string> = new Set(['egress_refused', 'output_too_large', 'script', 'script_refused'])

/**
 * Why a handler failed. When it let the failure of one of its calls pass, that failure stands, with everything the manifest
 * says about it; else the sdk's error says what it means; anything else is retried by policy.
 */
export function handlerFailure(error: HandlerFault, callFailures: readonly ActionFailure[], effect: 'no' | 'maybe'): ActionFailure {
  const passed = callFailures.findLast((failure) => failure.code === error.code && failure.message === error.message)
  if (passed !== undefined) return { ...passed, effect }
  const { errorClass, retryAfterMs, ...plain } = error
  const kind = CLASS_OF_KIND.get(errorClass ?? '')
  return {
    ...plain,
    code: errorClass === 'invalidInput' ? 'invalid_input' : plain.code,
    class: kind ?? (FINAL_CODES.has(plain.code) ? 'permanent' : 'retry'),
    effect,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}
