import type { StepError } from '../../sdk/flow/definition.ts'
import type { ActionFailure, ActionResult } from '../actions/actions.types.ts'
import { afterFailedCall, afterFruitlessLook, retryOrGiveUp } from './after-failure.ts'
import { apply, record } from './fold.ts'
import type { EndEntry, JournalEntry } from './journal.types.ts'
import type { Command, Machine, MachineEvent, OpenEffect } from './machine.types.ts'

/**
 * The engine's decisions, and nothing else: no clock, no database, no sandbox, no provider. `handle` takes what happened,
 * `nextCommand` says what to do. Everything it knows comes from journal entries (`fold.ts`), so a run that another process
 * picks up goes on exactly where the last commit left it.
 */
export const MAX_STEPS = 10_000
/** A run that takes its process down this often without progress is parked (G15). */
export const MAX_DEATHS = 3

/** Brings a stored journal into a machine that was just made. The caller then sends `resumed`. */
export function replayJournal(machine: Machine, entries: Iterable<JournalEntry>): void {
  for (const entry of entries) apply(machine, entry)
  machine.isStored = true
  machine.settled = null
}

export function nextCommand(machine: Machine): Command {
  const { effect } = machine
  const mustCommit = machine.end !== null || machine.parked !== null || effect?.phase === 'intended'
  if (mustCommit && machine.pending.length > 0) return { do: 'commit' }
  if (machine.end !== null || machine.parked !== null) return { do: 'stop' }
  if (effect === null) return { do: 'visit' }
  const attempt = attemptOf(machine, effect)
  switch (effect.phase) {
    case 'upcoming':
      // Others only respect the claim of a run that they can see.
      if (!machine.isStored) return { do: 'commit' }
      return { do: 'claim', effect, naturalKey: machine.plan.naturalKey(effect.stepId, effect.input) ?? '' }
    case 'claimed':
      return { do: 'lookUp', effect, attempt: attempt + 1 }
    case 'looking':
      return { do: 'lookUp', effect, attempt }
    case 'intended':
      return { do: 'call', effect, attempt }
    case 'lost':
    case 'retrying':
    case 'uncertain':
      throw new Error(`run ${machine.runId} is left in phase ${effect.phase}`)
    default:
      return effect.phase satisfies never
  }
}

export function handle(machine: Machine, event: MachineEvent): void {
  switch (event.kind) {
    case 'visited':
      onVisited(machine, event)
      break
    case 'committed':
      machine.pending = []
      machine.isStored = true
      machine.settled = null
      return
    case 'claimed':
      onClaimed(machine, event)
      break
    case 'called':
      onCalled(machine, event)
      break
    case 'lookedUp':
      onLookedUp(machine, event)
      break
    case 'resumed':
      onResumed(machine, event.at)
      break
    case 'cancelRequested':
      onCancel(machine, event.at, event.by)
      return
    case 'broken':
      end(machine, event.at, 'failed', event.error)
      return
    default:
      event satisfies never
  }
  settle(machine, event.at)
}

/** Moves on as far as it goes without the outside. */
function settle(machine: Machine, at: number): void {
  if (machine.end !== null || machine.parked !== null) return
  const limit = machine.plan.timeLimitMs
  if (limit !== null && at - machine.startedAt > limit && machine.effect?.phase !== 'lost' && machine.effect?.phase !== 'looking') {
    end(machine, at, 'failed', { code: 'timeout', message: `The run took longer than ${limit} ms.` })
    return
  }
  const { effect } = machine
  if (effect === null) {
    endIfOver(machine, at)
    return
  }
  if (effect.phase === 'upcoming') begin(machine, effect, at)
  if (effect.phase === 'lost') recover(machine, effect, at)
  if (effect.phase === 'claimed' && effect.lookedFirst) intend(machine, effect, at)
  if (effect.phase === 'retrying' && machine.parked === null) intend(machine, effect, at)
  if (machine.effect === null && machine.end === null) endIfOver(machine, at)
}

function endIfOver(machine: Machine, at: number): void {
  const decision = machine.plan.walk(machine.state.steps)
  if (decision.kind !== 'ended') return
  end(machine, at, decision.outcome === 'success' ? 'succeeded' : 'failed', decision.error, decision.failedPath)
}

/** An effect that was just evaluated: reuse what an earlier run of the chain did, or claim its key, or write its intent. */
function begin(machine: Machine, effect: OpenEffect, at: number): void {
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
function recover(machine: Machine, effect: OpenEffect, at: number): void {
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

function intend(machine: Machine, effect: OpenEffect, at: number): void {
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

function attemptOf(machine: Machine, effect: OpenEffect): number {
  return machine.tries[effect.path]?.attempt ?? 0
}

function onVisited(machine: Machine, { at, seed, result }: Extract<MachineEvent, { kind: 'visited' }>): void {
  const { entries, logs, guestMs, next } = result
  if (entries.length > 0 || logs.length > 0) {
    record(machine, { kind: 'visit', at, seed, guestMs, entries, ...(logs.length === 0 ? {} : { logs }) })
  }
  if (Object.keys(machine.state.steps).length > MAX_STEPS) {
    end(machine, at, 'failed', { code: 'too_many_steps', message: `A run may have at most ${MAX_STEPS} steps.` })
    return
  }
  if (next.kind === 'end') {
    end(machine, at, next.outcome === 'success' ? 'succeeded' : 'failed', next.error, next.failedPath)
    return
  }
  if (Object.hasOwn(machine.state.steps, next.path)) {
    end(machine, at, 'failed', { code: 'internal', message: 'A decided step was asked for again.' })
    return
  }
  const { path, stepId, input } = next
  machine.effect = { path, stepId, input, phase: 'upcoming', lookedFirst: false, looks: 0, lostAt: at }
}

function onClaimed(machine: Machine, { at, outcome }: Extract<MachineEvent, { kind: 'claimed' }>): void {
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

function onCalled(machine: Machine, { at, durationMs, result }: Extract<MachineEvent, { kind: 'called' }>): void {
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

function onLookedUp(machine: Machine, event: Extract<MachineEvent, { kind: 'lookedUp' }>): void {
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

type Made = Pick<Extract<JournalEntry, { kind: 'lookup' }>, 'at' | 'path' | 'attempt' | 'durationMs' | 'calls' | 'logs'>

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

function onResumed(machine: Machine, at: number): void {
  if (machine.parked?.status === 'waiting') machine.parked = null
  if (machine.deathsInARow < MAX_DEATHS || machine.end !== null) return
  const error = { code: 'worker_died', message: `The process died ${machine.deathsInARow} times while it worked on this run.` }
  const facts = machine.effect === null ? null : machine.plan.facts(machine.effect.stepId)
  const mayHaveHappened = machine.effect?.phase === 'lost' && facts?.effect !== 'read'
  machine.lastError = error
  if (mayHaveHappened && machine.effect !== null) record(machine, { kind: 'uncertain', at, path: machine.effect.path })
  else end(machine, at, 'failed', error, machine.effect?.path)
}

function onCancel(machine: Machine, at: number, by: string): void {
  if (machine.end !== null) return
  if (machine.effect?.phase === 'intended') {
    giveUp(machine, machine.effect, at, { code: 'cancelled', message: 'Cancelled before the call was made.' })
  }
  record(machine, { kind: 'cancel', at, by })
  machine.parked = null
  end(machine, at, 'cancelled')
}

function giveUp(machine: Machine, effect: OpenEffect, at: number, error: StepError): void {
  const failure: ActionFailure = { ...error, class: 'permanent', effect: 'no' }
  const { path, stepId } = effect
  const attempt = attemptOf(machine, effect)
  record(machine, { kind: 'failure', at, path, stepId, attempt, durationMs: 0, failure, calls: [], logs: [], next: { do: 'giveUp' } })
}

function end(machine: Machine, at: number, status: EndEntry['status'], error?: StepError, failedPath?: string): void {
  const because = { ...(error === undefined ? {} : { error }), ...(failedPath === undefined ? {} : { failedPath }) }
  record(machine, { kind: 'end', at, status, ...because })
}
