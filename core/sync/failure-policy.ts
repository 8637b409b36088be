import type { ActionFailure } from '../actions/actions.types.ts'

/** What a job does about a provider's fault. */
export type Remedy =
  /** Waits, then goes on from its checkpoint. */
  | { kind: 'wait'; seconds: number; reason: string }
  /** Until the connection works again. */
  | { kind: 'park'; reason: string }
  /** This resource is given up; the others go on. */
  | { kind: 'give up'; reason: string }

/** Faults in a row, each waited for longer, after which a resource is given up: about two days. */
const MAX_FAILURES = 200
const LONGEST_SECONDS = 900
/** A wait beyond this is a quota of a day or more, and is named so. */
const DAILY_SECONDS = 1_800

/**
 * By the class that the manifest's error table gave the fault. `failures`: how often in a row before. A rate limit or a spent quota is no
 * fault and is waited for as often as it takes.
 */
export function remedyFor(failure: Pick<ActionFailure, 'class' | 'code' | 'message' | 'retryAfterMs'>, failures: number): Remedy {
  const { class: kind, retryAfterMs, message, code } = failure
  if (kind === 'reauthorise') return { kind: 'park', reason: 'reconnect_needed' }
  if (kind === 'rateLimited') {
    const seconds = Math.max(1, Math.ceil((retryAfterMs ?? backOffSeconds(failures) * 1000) / 1000))
    return { kind: 'wait', seconds, reason: seconds >= DAILY_SECONDS ? 'daily_quota' : 'rate_limited' }
  }
  if (kind === 'retry' && failures < MAX_FAILURES) {
    const seconds = Math.max(backOffSeconds(failures), Math.ceil((retryAfterMs ?? 0) / 1000))
    return { kind: 'wait', seconds, reason: `provider_fault: ${message}` }
  }
  return { kind: 'give up', reason: `${code}: ${message}` }
}

/** 2, 4, 8 … at most 15 minutes. */
export function backOffSeconds(failures: number): number {
  return Math.min(LONGEST_SECONDS, 2 ** Math.min(failures + 1, 10))
}
