import type { Json, StepError, StepPath } from '../../sdk/flow/definition.ts'
import type { ActionFailure, ActionResult } from '../actions/actions.types.ts'
import { afterFailedCall, afterFruitlessLook, retryOrGiveUp } from './after-failure.ts'
import { record } from './fold.ts'
import type { LookupEntry, ResultEntry } from './journal.types.ts'
import type { Machine, MachineEvent, OpenStep } from './machine.types.ts'
import { isLook, triesAfter, triesAfterLook } from './tries.ts'

/** The machine's decisions about one effect: from its evaluated input to a result, a failure, a wait or a person. */

/** What follows for a step for which nothing is out, without asking the outside. */
export function advance(machine: Machine, step: OpenStep, at: number): void {
  // A call that was begun is seen through; nobody is kept waiting, or asked, for a lane that is over.
  const mayStop = step.phase === 'upcoming' || step.phase === 'claimed' || step.phase === 'waiting'
  if (mayStop && !step.hasIntent && !machine.plan.isWanted(machine.state, step.path)) {
    drop(machine, step, at)
    return
  }
  if (step.phase === 'upcoming') begin(machine, step, at)
  if (step.phase === 'lost') recover(machine, step, at)
  if (step.phase === 'claimed' && step.lookedFirst) intend(machine, step, at)
  if (step.phase !== 'retrying' || step.readyAt !== null) return
  // A call that certainly did nothing is not made again for a lane that nobody waits for.
  if (machine.plan.isWanted(machine.state, step.path)) callAgain(machine, step, at)
  else record(machine, { kind: 'dropped', at, path: step.path })
}

/** Lets go of a step for which nothing is under way. What was never written needs no entry. */
export function drop(machine: Machine, step: OpenStep, at: number): void {
  const isWritten = step.hasIntent || (step.phase !== 'upcoming' && step.phase !== 'claimed')
  if (!isWritten) machine.open.delete(step.path)
  else record(machine, { kind: 'dropped', at, path: step.path })
}

/** An effect that was just evaluated: reuse what an earlier run of the chain did, or ask the cache, or claim its key, or write its intent. */
function begin(machine: Machine, step: OpenStep, at: number): void {
  const { path, stepId } = step
  const kind = machine.plan.kindOf(stepId)
  const earlier = machine.earlier[path]
  if (earlier?.status === 'done') {
    const { output } = earlier
    recordResult(machine, { at, path, stepId, attempt: 0, durationMs: 0, from: 'earlierRun', output, calls: [], logs: [] })
    return
  }
  if (kind !== 'action' && kind !== 'http') return
  if (machine.plan.facts(stepId) === null) {
    giveUp(machine, step, at, { code: 'connector_missing', message: 'The connector of this step is not installed.' })
    return
  }
  if (earlier?.status === 'unknown') {
    // Attempt 0 is the earlier run's call.
    record(machine, { kind: 'intent', at, path, stepId, attempt: 0, input: step.input })
    recover(machine, step, at)
    return
  }
  const mayBeCached = !step.missedCache && machine.plan.isCached(stepId)
  if (!mayBeCached && machine.plan.naturalKey(stepId, step.input) === null) intend(machine, step, at)
}

/** The call may or may not have been made: what its declaration allows decides. */
function recover(machine: Machine, step: OpenStep, at: number): void {
  const facts = machine.plan.facts(step.stepId)
  const mode = facts?.effect === 'read' ? 'natural' : (facts?.repeatable.mode ?? 'never')
  if (mode === 'never') {
    record(machine, { kind: 'uncertain', at, path: step.path })
    return
  }
  if (mode === 'lookupFirst') {
    step.phase = 'looking'
    return
  }
  intend(machine, step, at)
}

function intend(machine: Machine, step: OpenStep, at: number): void {
  const { path, stepId, input, phase } = step
  const attempt = attemptOf(machine, step) + 1
  const isKnown = attempt > 1 && phase !== 'upcoming' && phase !== 'claimed'
  record(machine, { kind: 'intent', at, path, stepId, attempt, ...(isKnown ? {} : { input }) })
  step.phase = 'intended'
}

/**
 * The next try of a call that certainly had no effect. After a 5xx that is the provider's word only: where the thing can be
 * looked up, it is, as before the very first call.
 */
function callAgain(machine: Machine, step: OpenStep, at: number): void {
  const mayLook = step.inDoubt && machine.plan.naturalKey(step.stepId, step.input) !== null
  if (!mayLook) {
    intend(machine, step, at)
    return
  }
  step.inDoubt = false
  step.lookedFirst = false
  step.phase = 'claimed'
}

export function attemptOf(machine: Machine, step: OpenStep): number {
  return machine.tries[step.path]?.attempt ?? 0
}

/** The step that a command was answered for. Null: it was decided meanwhile. */
export function answeredStep(machine: Machine, path: StepPath): OpenStep | null {
  const step = machine.open.get(path)
  if (step !== undefined) step.isOut = false
  return step ?? null
}

export function onClaimed(machine: Machine, { at, path, outcome }: Extract<MachineEvent, { kind: 'claimed' }>): void {
  const step = answeredStep(machine, path)
  if (step === null) return
  if (outcome.status === 'mine') step.phase = 'claimed'
  else if (outcome.status === 'held') record(machine, { kind: 'held', at, path, readyAt: outcome.readyAt })
  else {
    const attempt = attemptOf(machine, step)
    const { stepId } = step
    const { output } = outcome
    recordResult(machine, { at, path, stepId, attempt, durationMs: 0, from: 'memory', output, calls: [], logs: [] })
    // It is remembered already, by the run that made it.
    machine.settled.pop()
  }
}

export function onCalled(machine: Machine, { at, path, durationMs, result }: Extract<MachineEvent, { kind: 'called' }>): void {
  const step = answeredStep(machine, path)
  if (step === null) return
  const { stepId } = step
  const made = { at, path, stepId, attempt: attemptOf(machine, step), durationMs, calls: result.calls, logs: result.logs }
  if (result.ok) {
    recordResult(machine, { ...made, from: 'call', output: result.output })
    return
  }
  const facts = machine.plan.facts(stepId)
  const tries = triesAfter(machine.tries[path], result.failure)
  const given = { at, runId: machine.runId, rule: machine.plan.retry(stepId), tries, failure: result.failure }
  record(machine, {
    kind: 'failure',
    ...made,
    failure: result.failure,
    next: facts === null ? { do: 'giveUp' } : afterFailedCall({ ...given, facts }),
  })
}

export function onLookedUp(machine: Machine, event: Extract<MachineEvent, { kind: 'lookedUp' }>): void {
  const step = answeredStep(machine, event.path)
  if (step === null) return
  const { at, path, durationMs, result } = event
  const { stepId } = step
  const isFirst = step.phase === 'claimed'
  const made = { at, path, attempt: attemptOf(machine, step) + (isFirst ? 1 : 0), durationMs, calls: result.calls, logs: result.logs }
  if (result.ok && result.output !== null) {
    recordResult(machine, { ...made, stepId, from: 'lookup', output: result.output })
    return
  }
  if (isFirst) {
    onFirstLook(machine, step, made, result)
    return
  }
  const facts = machine.plan.facts(stepId)
  const failure = result.ok ? null : result.failure
  const tries = triesAfterLook(machine.tries[path], failure)
  const looks = step.looks + (isLook(failure) ? 1 : 0)
  const given = { at, rule: machine.plan.retry(stepId), tries, looks, lostAt: step.lostAt, failure }
  record(machine, {
    kind: 'lookup',
    ...made,
    failure,
    next: facts === null ? { do: 'askPerson' } : afterFruitlessLook({ ...given, facts }),
  })
}

/** Wherever an output came from, it is the same outcome. */
export function recordResult(machine: Machine, made: Omit<ResultEntry, 'kind' | 'lane'>): void {
  record(machine, { kind: 'result', ...made, ...laneFor(machine, made.stepId, made.output) })
}

export function laneFor(machine: Machine, stepId: string, output: Json): { lane?: string } {
  const lane = machine.plan.outcomeOf(stepId, output)
  return lane === null ? {} : { lane }
}

type Made = Pick<LookupEntry, 'at' | 'path' | 'attempt' | 'durationMs' | 'calls' | 'logs'>

/** Nothing was called yet: a look that finds nothing leads to the call, one that fails is retried like a call without effect. */
function onFirstLook(machine: Machine, step: OpenStep, made: Made, result: ActionResult): void {
  if (result.ok) {
    record(machine, { kind: 'lookup', ...made, failure: null, next: { do: 'create' } })
    return
  }
  const { stepId } = step
  const facts = machine.plan.facts(stepId)
  const tries = triesAfter(machine.tries[step.path], result.failure)
  const given = { at: made.at, runId: machine.runId, rule: machine.plan.retry(stepId), tries, failure: result.failure }
  record(machine, {
    kind: 'failure',
    ...made,
    stepId,
    failure: result.failure,
    next: facts === null ? { do: 'giveUp' } : retryOrGiveUp({ ...given, facts }),
  })
}

export function giveUp(machine: Machine, step: OpenStep, at: number, error: StepError): void {
  const failure: ActionFailure = { ...error, class: 'permanent', effect: 'no' }
  const { path, stepId } = step
  const attempt = attemptOf(machine, step)
  record(machine, { kind: 'failure', at, path, stepId, attempt, durationMs: 0, failure, calls: [], logs: [], next: { do: 'giveUp' } })
}
