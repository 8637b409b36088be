import type { Json } from '../../sdk/flow/definition.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { afterFailedSubflow } from './after-failure.ts'
import { record } from './fold.ts'
import type { ArrivalOutcome, DecisionEntry, WaitOverEntry } from './journal.types.ts'
import type { Machine, MachineEvent, OpenStep } from './machine.types.ts'
import { answeredStep, giveUp, laneFor } from './machine-effects.ts'
import { triesAfter } from './tries.ts'

/** The machine's decisions about steps that wait: for time, a person, a call from outside or another run. */

/** It is known how long the wait takes. An arrival may have come before it. */
export function onPrepared(machine: Machine, { at, path, wait }: Extract<MachineEvent, { kind: 'prepared' }>): void {
  const step = answeredStep(machine, path)
  if (step === null) return
  if ('failure' in wait) {
    giveUp(machine, step, at, wait.failure)
    return
  }
  const { stepId, input } = step
  const child = wait.child === undefined ? {} : { child: wait.child }
  record(machine, { kind: 'wait', at, path, stepId, input, until: wait.until, ...child })
  if (wait.over !== undefined) {
    record(machine, { kind: 'waitOver', at, path, arrival: null, outcome: { status: 'done', output: wait.over } })
    return
  }
  const early = machine.early[path]
  if (early !== undefined) record(machine, overBy(machine, { at, path, arrival: early.id, outcome: early.outcome }))
}

/** What came ends the wait, unless it is the failure of a sub-flow that is started again. */
function overBy(machine: Machine, over: Omit<WaitOverEntry, 'kind'>): WaitOverEntry {
  const entry = { kind: 'waitOver', ...over } as const
  const { at, path, outcome } = over
  const stepId = stepIdOf(path)
  if (outcome.status !== 'failed' || machine.plan.kindOf(stepId) !== 'subflow') return entry
  const { failures } = triesAfter(machine.tries[path], null)
  const given = { at, runId: machine.runId, rule: machine.plan.retry(stepId), failures, error: outcome.error }
  const retryAt = afterFailedSubflow(given)
  return retryAt === null ? entry : { ...entry, retryAt }
}

/** Each arrival counts once, however often it is delivered; one for a wait that is over already counts for nothing. */
export function onArrived(machine: Machine, { at, arrivals }: Extract<MachineEvent, { kind: 'arrived' }>): void {
  for (const { id, path, outcome } of arrivals) {
    if (machine.arrived.has(id)) continue
    if (outcome.status === 'decided') onDecided(machine, { kind: 'decision', at, path, by: outcome.by, made: outcome.made, arrival: id })
    else if (machine.open.get(path)?.phase === 'waiting') record(machine, overBy(machine, { at, path, arrival: id, outcome }))
    else if (!Object.hasOwn(machine.state.steps, path)) machine.early[path] ??= { id, outcome }
  }
}

/** A person's word counts for a step that is uncertain, and for nothing else. */
function onDecided(machine: Machine, decision: DecisionEntry): void {
  const step = machine.open.get(decision.path)
  if (step?.phase !== 'uncertain') return
  const { made } = decision
  record(machine, made.decision === 'treatAsDone' ? { ...decision, ...laneFor(machine, step.stepId, made.output) } : decision)
}

/** What the wait ends with when nobody came. */
export function onTimeUp(machine: Machine, step: OpenStep, at: number): void {
  const { path, stepId } = step
  record(machine, { kind: 'waitOver', at, path, arrival: null, outcome: timeUp(machine, stepId, at) })
}

function timeUp(machine: Machine, stepId: string, at: number): ArrivalOutcome {
  const kind = machine.plan.kindOf(stepId)
  if (kind === 'delay') {
    const output: Json = { until: at }
    return { status: 'done', output }
  }
  if (kind === 'approval') return { status: 'done', output: { outcome: 'overdue', by: null, at, form: null }, lane: 'overdue' }
  const message = kind === 'subflow' ? 'The sub-flow took longer than this step waits. It goes on by itself.' : 'Nobody answered in time.'
  return { status: 'failed', error: { code: 'timeout', message } }
}
