import type { RetryOn, StepError } from '../../sdk/flow/definition.ts'
import type { ActionFacts, ActionFailure } from '../actions/actions.types.ts'
import type { AfterFailure } from './journal.types.ts'
import type { RetryRule } from './machine.types.ts'

/** When an eventually consistent provider is looked at after a lost answer, from the moment it was lost (connectors.md 9). */
const EVENTUAL_LOOKS_MS = [0, 10_000, 60_000] as const
/** Looks that fail because the provider is not there count too; then a person is asked. */
const MAX_LOOKS = 6
const MAX_RETRY_AFTER_MS = 60 * 60 * 1000
/** A run whose account must be connected again waits for that; it looks by itself now and then, for three days. */
const RECONNECT_WAIT_MS = 60 * 60 * 1000
const MAX_RECONNECT_WAITS = 72
/** Waits in our own line before a provider's limit; each takes as long as the line is willing to hold a call, and then what it says. */
const MAX_LIMIT_WAITS = 500

export interface FailureCase {
  at: number
  runId: string
  facts: ActionFacts
  rule: RetryRule
  /** Failures so far, this one included. */
  failures: number
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
  if (given.failure.class === 'reauthorise' && given.failures < MAX_RECONNECT_WAITS)
    return { do: 'retry', readyAt: given.at + RECONNECT_WAIT_MS }
  if (!isRetried(given)) return { do: 'giveUp' }
  // Nothing was sent and there will be room: that is no attempt, however long the line is.
  const isOwnLine = given.failure.class === 'rateLimited' && given.failure.provider === undefined
  if (given.failures >= (isOwnLine ? MAX_LIMIT_WAITS : given.rule.attempts)) return { do: 'giveUp' }
  return { do: 'retry', readyAt: given.at + retryDelayMs(given) }
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
function retryDelayMs({ failure, rule, failures, runId }: FailureCase): number {
  if (failure.retryAfterMs !== undefined) return Math.min(Math.max(failure.retryAfterMs, 0), MAX_RETRY_AFTER_MS)
  return backOffMs({ rule, failures, runId })
}

function backOffMs({ rule, failures, runId }: Pick<FailureCase, 'rule' | 'failures' | 'runId'>): number {
  const delay = Math.min(rule.backoffMs * 2 ** (failures - 1), rule.maxBackoffMs)
  return Math.round(delay * (0.8 + 0.4 * fraction(`${runId}:${failures}`)))
}

export interface LookCase {
  at: number
  facts: ActionFacts
  rule: RetryRule
  failures: number
  /** Looks made, this one included. */
  looks: number
  lostAt: number
  /** Null: the look worked and found nothing. */
  failure: ActionFailure | null
}

/** What follows a read-back after a lost answer that found nothing, or failed. Never a blind second call. */
export function afterFruitlessLook(given: LookCase): AfterFailure | { do: 'create' } {
  const { looks, facts, failure, at } = given
  if (looks >= MAX_LOOKS) return { do: 'askPerson' }
  if (failure?.class === 'reauthorise') return { do: 'lookUp', readyAt: at + RECONNECT_WAIT_MS }
  if (failure !== null) {
    const isTransient = failure.class === 'retry' || failure.class === 'rateLimited'
    return isTransient ? { do: 'lookUp', readyAt: at + (failure.retryAfterMs ?? 10_000) } : { do: 'askPerson' }
  }
  if (facts.repeatable.mode === 'lookupFirst' && facts.repeatable.consistency === 'strong') {
    return given.failures < given.rule.attempts ? { do: 'create' } : { do: 'giveUp' }
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
