import type { RetryOn, StepError } from '../../sdk/flow/definition.ts'
import type { ActionFacts, ActionFailure } from '../actions/actions.types.ts'
import type { AfterFailure } from './journal.types.ts'
import type { RetryRule } from './machine.types.ts'
import { mayPauseAgain, type PauseReason, pauseReason, type Tries } from './tries.ts'

/** When an eventually consistent provider is looked at after a lost answer, from the moment it was lost (connectors.md 9). */
const EVENTUAL_LOOKS_MS = [0, 10_000, 60_000] as const
/** Looks that fail because the provider is not there count too; then a person is asked. */
const MAX_LOOKS = 6
const MAX_RETRY_AFTER_MS = 60 * 60 * 1000
/** A run whose account must be connected again waits for that; it looks by itself now and then. */
const RECONNECT_PAUSE_MS = 60 * 60 * 1000
/** For a line that did not say when it will have room. */
const LINE_PAUSE_MS = 10_000

export interface FailureCase {
  at: number
  runId: string
  facts: ActionFacts
  rule: RetryRule
  /** So far, this failure included. */
  tries: Tries
  failure: ActionFailure
}

/** What follows a call that failed. The whole of architecture 4.2 for one attempt. */
export function afterFailedCall(given: FailureCase): AfterFailure {
  const { failure, facts } = given
  if (failure.effect === 'maybe' && facts.effect !== 'read') {
    if (facts.repeatable.mode === 'never') return { do: 'askPerson' }
    if (facts.repeatable.mode === 'lookupFirst') return { do: 'lookUp', readyAt: given.at }
  }
  return retryOrGiveUp(given)
}

/** What follows a look before the very first call that failed: nothing was called, so the policy decides. */
export function retryOrGiveUp(given: FailureCase): { do: 'retry'; readyAt: number } | { do: 'giveUp' } {
  const { at, failure, rule, tries } = given
  const reason = pauseReason(failure)
  const goesOn = reason === null ? isRetried(given) && tries.failures < rule.attempts : mayPauseAgain(tries, reason)
  if (!goesOn) return { do: 'giveUp' }
  return { do: 'retry', readyAt: at + (reason === null ? retryDelayMs(given) : pauseMs(reason, failure)) }
}

function pauseMs(reason: PauseReason, { retryAfterMs = LINE_PAUSE_MS }: ActionFailure): number {
  return reason === 'reconnect' ? RECONNECT_PAUSE_MS : withinBounds(retryAfterMs)
}

function withinBounds(retryAfterMs: number): number {
  return Math.min(Math.max(retryAfterMs, 0), MAX_RETRY_AFTER_MS)
}

/** The step's own choice of failures, or what passes by itself. */
function isRetried({ failure, rule }: FailureCase): boolean {
  if (rule.on === undefined) return failure.class === 'retry' || failure.class === 'rateLimited'
  return rule.on.includes(kindOf(failure))
}

/** A failure in the words of `RetryOn`. */
function kindOf({ class: group, code, provider }: ActionFailure): RetryOn | 'reauthorise' {
  if (code === 'timeout') return 'timeout'
  if (group !== 'retry') return group
  return (provider?.status ?? 0) >= 500 ? 'server' : 'network'
}

/** When a sub-flow that failed is started again; null: its failure is the step's. The same kinds of failure count as for a call. */
export function afterFailedSubflow(given: {
  at: number
  runId: string
  rule: RetryRule
  failures: number
  error: StepError
}): number | null {
  const { rule, failures, error, at } = given
  const kinds = rule.on ?? PASSING
  if (failures >= rule.attempts || !kinds.includes(kindOfError(error))) return null
  return at + backOffMs(given)
}

const PASSING: readonly RetryOn[] = ['timeout', 'network', 'rateLimited', 'server']

/** What the failed step inside it said. */
function kindOfError({ code, provider }: StepError): RetryOn {
  const status = provider?.status ?? 0
  if (code === 'timeout' || code === 'network') return code
  if (code === 'rate_limited' || status === 429) return 'rateLimited'
  if (status >= 500) return 'server'
  return status === 404 ? 'notFound' : status === 409 ? 'conflict' : 'permanent'
}

/** The provider's own wait, or exponential back-off with jitter that is the same in every replay of the run. */
function retryDelayMs({ failure, rule, tries, runId }: FailureCase): number {
  if (failure.retryAfterMs !== undefined) return withinBounds(failure.retryAfterMs)
  return backOffMs({ rule, failures: tries.failures, runId })
}

function backOffMs({ rule, failures, runId }: { rule: RetryRule; failures: number; runId: string }): number {
  const delay = Math.min(rule.backoffMs * 2 ** (failures - 1), rule.maxBackoffMs)
  return Math.round(delay * (0.8 + 0.4 * fraction(`${runId}:${failures}`)))
}

export interface LookCase {
  at: number
  facts: ActionFacts
  rule: RetryRule
  tries: Tries
  /** Looks made, this one included unless it only paused. */
  looks: number
  lostAt: number
  /** Null: the look worked and found nothing. */
  failure: ActionFailure | null
}

/** What follows a read-back after a lost answer that found nothing, or failed. Never a blind second call. */
export function afterFruitlessLook(given: LookCase): AfterFailure | { do: 'create' } {
  const { looks, facts, failure, at, tries } = given
  const reason = failure === null ? null : pauseReason(failure)
  if (failure !== null && reason !== null)
    return mayPauseAgain(tries, reason) ? { do: 'lookUp', readyAt: at + pauseMs(reason, failure) } : { do: 'askPerson' }
  if (looks >= MAX_LOOKS) return { do: 'askPerson' }
  if (failure !== null) {
    const isTransient = failure.class === 'retry' || failure.class === 'rateLimited'
    return isTransient ? { do: 'lookUp', readyAt: at + (failure.retryAfterMs ?? 10_000) } : { do: 'askPerson' }
  }
  if (facts.repeatable.mode === 'lookupFirst' && facts.repeatable.consistency === 'strong') {
    return tries.failures < given.rule.attempts ? { do: 'create' } : { do: 'giveUp' }
  }
  const next = EVENTUAL_LOOKS_MS[looks]
  return next === undefined ? { do: 'askPerson' } : { do: 'lookUp', readyAt: Math.max(at, given.lostAt + next) }
}

/** A number in [0, 1) that depends on the text only (FNV-1a). */
function fraction(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0) / 2 ** 32
}
