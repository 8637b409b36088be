import type { StepError } from '../../sdk/flow/definition.ts'
import type { ActionFailure, ActionResult } from '../actions/actions.types.ts'
import { afterFailedCall, afterFruitlessLook, retryOrGiveUp } from './after-failure.ts'
import { record } from './fold.ts'
import type { LookupEntry } from './journal.types.ts'
import type { Machine, MachineEvent, OpenEffect } from './machine.types.ts'

/** The machine's decisions about one effect: from its evaluated input to a result, a failure, a wait or a person. */

/** An effect that was just evaluated: reuse what an earlier run of the chain did, or claim its key, or write its intent. */
export function begin(machine: Machine, effect: OpenEffect, at: number): void {
  const { path, stepId } = effect
  const facts = machine.plan.facts(stepId)
  if (facts === null) {
    giveUp(machine, effect, at, { code: 'connector_missing', message: 'The connector of this step is not installed.' })
    return
  }
  const earlier = machine.earlier[path]
  if (earlier?.status === 'done') {
    record(machine, {
      kind: 'result',
      at,
      path,
      stepId,
      attempt: 0,
      durationMs: 0,
      from: 'earlierRun',
      output: earlier.output,
      calls: [],
      logs: [],
    })
  } else if (earlier?.status === 'unknown') {
    // Attempt 0 is the earlier run's call.
    record(machine, { kind: 'intent', at, path, stepId, attempt: 0, input: effect.input })
    if (machine.effect !== null) recover(machine, machine.effect, at)
  } else if (machine.plan.naturalKey(stepId, effect.input) === null) intend(machine, effect, at)
}

/** The call may or may not have been made: what its declaration allows decides. */
export function recover(machine: Machine, effect: OpenEffect, at: number): void {
  const facts = machine.plan.facts(effect.stepId)
  const mode = facts?.effect === 'read' ? 'natural' : (facts?.repeatable.mode ?? 'never')
  if (mode === 'never') {
    record(machine, { kind: 'uncertain', at, path: effect.path })
    return
  }
  if (mode === 'lookupFirst') {
    effect.phase = 'looking'
    return
  }
  intend(machine, effect, at)
}

export function intend(machine: Machine, effect: OpenEffect, at: number): void {
  const attempt = attemptOf(machine, effect) + 1
  const again = machine.effect === effect && attempt > 1
  const { path, stepId, input } = effect
  record(machine, {
    kind: 'intent',
    at,
    path,
    stepId,
    attempt,
    ...(again && effect.phase !== 'upcoming' && effect.phase !== 'claimed' ? {} : { input }),
  })
  if (machine.effect !== null) machine.effect.phase = 'intended'
}

/**
 * The next try of a call that certainly had no effect. After a 5xx that is the provider's word only: where the thing can be
 * looked up, it is, as before the very first call.
 */
export function callAgain(machine: Machine, effect: OpenEffect, at: number): void {
  const mayLook = effect.inDoubt && machine.plan.naturalKey(effect.stepId, effect.input) !== null
  if (!mayLook) {
    intend(machine, effect, at)
    return
  }
  effect.inDoubt = false
  effect.lookedFirst = false
  effect.phase = 'claimed'
}

export function attemptOf(machine: Machine, effect: OpenEffect): number {
  return machine.tries[effect.path]?.attempt ?? 0
}

export function onClaimed(machine: Machine, { at, outcome }: Extract<MachineEvent, { kind: 'claimed' }>): void {
  const { effect } = machine
  if (effect === null) return
  const { path, stepId } = effect
  if (outcome.status === 'mine') effect.phase = 'claimed'
  else if (outcome.status === 'held') record(machine, { kind: 'held', at, path, readyAt: outcome.readyAt })
  else {
    const attempt = attemptOf(machine, effect)
    record(machine, {
      kind: 'result',
      at,
      path,
      stepId,
      attempt,
      durationMs: 0,
      from: 'memory',
      output: outcome.output,
      calls: [],
      logs: [],
    })
    // It is remembered already, by the run that made it.
    machine.settled = null
  }
}

export function onCalled(machine: Machine, { at, durationMs, result }: Extract<MachineEvent, { kind: 'called' }>): void {
  const { effect } = machine
  if (effect === null) return
  const { path, stepId } = effect
  const made = { at, path, stepId, attempt: attemptOf(machine, effect), durationMs, calls: result.calls, logs: result.logs }
  if (result.ok) {
    record(machine, { kind: 'result', ...made, from: 'call', output: result.output })
    return
  }
  const facts = machine.plan.facts(stepId)
  const failures = (machine.tries[path]?.failures ?? 0) + 1
  const given = { at, runId: machine.runId, rule: machine.plan.retry(stepId), failures, failure: result.failure }
  record(machine, {
    kind: 'failure',
    ...made,
    failure: result.failure,
    next: facts === null ? { do: 'giveUp' } : afterFailedCall({ ...given, facts }),
  })
}

export function onLookedUp(machine: Machine, event: Extract<MachineEvent, { kind: 'lookedUp' }>): void {
  const { effect } = machine
  if (effect === null) return
  const { at, durationMs, result } = event
  const { path, stepId } = effect
  const isFirst = effect.phase === 'claimed'
  const made = { at, path, attempt: attemptOf(machine, effect) + (isFirst ? 1 : 0), durationMs, calls: result.calls, logs: result.logs }
  if (result.ok && result.output !== null) {
    record(machine, { kind: 'result', ...made, stepId, from: 'lookup', output: result.output })
    return
  }
  if (isFirst) {
    onFirstLook(machine, effect, made, result)
    return
  }
  const facts = machine.plan.facts(stepId)
  const failure = result.ok ? null : result.failure
  const failures = machine.tries[path]?.failures ?? 0
  const given = { at, rule: machine.plan.retry(stepId), failures, looks: effect.looks + 1, lostAt: effect.lostAt, failure }
  record(machine, {
    kind: 'lookup',
    ...made,
    failure,
    next: facts === null ? { do: 'askPerson' } : afterFruitlessLook({ ...given, facts }),
  })
}

type Made = Pick<LookupEntry, 'at' | 'path' | 'attempt' | 'durationMs' | 'calls' | 'logs'>

/** Nothing was called yet: a look that finds nothing leads to the call, one that fails is retried like a call without effect. */
function onFirstLook(machine: Machine, effect: OpenEffect, made: Made, result: ActionResult): void {
  if (result.ok) {
    record(machine, { kind: 'lookup', ...made, failure: null, next: { do: 'create' } })
    return
  }
  const facts = machine.plan.facts(effect.stepId)
  const failures = (machine.tries[effect.path]?.failures ?? 0) + 1
  const given = { at: made.at, runId: machine.runId, rule: machine.plan.retry(effect.stepId), failures, failure: result.failure }
  record(machine, {
    kind: 'failure',
    ...made,
    stepId: effect.stepId,
    failure: result.failure,
    next: facts === null ? { do: 'giveUp' } : retryOrGiveUp({ ...given, facts }),
  })
  // Without an intent there is nothing to call again: the next visit gives the effect anew.
  if (machine.parked !== null) machine.effect = null
}

export function giveUp(machine: Machine, effect: OpenEffect, at: number, error: StepError): void {
  const failure: ActionFailure = { ...error, class: 'permanent', effect: 'no' }
  const { path, stepId } = effect
  const attempt = attemptOf(machine, effect)
  record(machine, { kind: 'failure', at, path, stepId, attempt, durationMs: 0, failure, calls: [], logs: [], next: { do: 'giveUp' } })
}
