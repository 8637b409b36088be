import type { Json, StepRecord } from '../../sdk/flow/definition.ts'
import { applyRecord, stepIdOf } from '../../sdk/flow/run-state.ts'
import { applyDecision, applyFailure, applyIntent, applyLookup, askPerson } from './fold-effects.ts'
import type { JournalEntry, WaitOverEntry } from './journal.types.ts'
import type { Machine, OpenStep, RunPlan } from './machine.types.ts'
import { hold, openStep, settle } from './open-steps.ts'
import { triesAfter } from './tries.ts'

/** A run of which nothing is known yet but its trigger. */
export function newMachine(runId: string, startedAt: number, trigger: Json, plan: RunPlan): Machine {
  return {
    runId,
    startedAt,
    plan,
    state: { trigger, steps: {}, loops: {} },
    pending: [],
    isStored: false,
    open: new Map(),
    isStale: true,
    hasMore: false,
    isEnding: false,
    tries: {},
    earlier: {},
    children: {},
    arrived: new Set(),
    early: {},
    isTimeUp: false,
    cancelledBy: null,
    lastCancel: null,
    isFinallyCancelled: false,
    end: null,
    lastError: null,
    deathsInARow: 0,
    holds: {},
    answer: undefined,
    settled: [],
  }
}

/**
 * Brings the machine to where the entry leaves it. The only place that changes what a machine knows, for an entry made now
 * and for one read back, so that a resumed run cannot differ from one that was never interrupted.
 */
export function apply(machine: Machine, entry: JournalEntry): void {
  if (entry.kind === 'takenOver') {
    if (!wasIdle(machine, entry.at)) machine.deathsInARow++
  } else if (isProgress(entry)) machine.deathsInARow = 0
  switch (entry.kind) {
    case 'start':
      Object.assign(machine.state.steps, entry.steps)
      machine.earlier = { ...entry.effects }
      for (const [path, effect] of Object.entries(entry.effects)) if (effect.status === 'begun') machine.children[path] = effect.child
      machine.isStale = true
      return
    case 'visit':
      for (const { path, record } of entry.entries) {
        applyRecord(machine.state, path, record)
        if (record.status === 'done' && machine.plan.isRespond(stepIdOf(path))) machine.answer ??= record.output ?? null
      }
      machine.isStale = true
      return
    case 'intent':
      applyIntent(machine, entry)
      return
    case 'result': {
      const record: StepRecord = { status: 'done', output: entry.output, ...(entry.lane === undefined ? {} : { lane: entry.lane }) }
      settle(machine, entry.path, record, entry.from === 'call')
      return
    }
    case 'failure':
      applyFailure(machine, entry)
      return
    case 'lookup':
      applyLookup(machine, entry)
      return
    case 'held':
      machine.holds[entry.path] = (machine.holds[entry.path] ?? 0) + 1
      hold(machine, entry.path, entry.readyAt)
      return
    case 'uncertain':
      askPerson(machine, entry.path)
      return
    case 'decision':
      applyDecision(machine, entry)
      return
    case 'wait':
      openStep(machine, entry.path, entry.input, 'waiting', entry.at).readyAt = entry.until
      if (entry.child !== undefined) machine.children[entry.path] = entry.child
      return
    case 'waitOver':
      applyWaitOver(machine, entry)
      return
    case 'dropped':
      machine.open.delete(entry.path)
      machine.isStale = true
      return
    case 'timeUp':
      machine.isTimeUp = true
      return
    case 'concluded':
      machine.state.outcome = entry.outcome
      machine.isStale = true
      return
    case 'cancel':
      machine.lastCancel = entry.asked ?? null
      cancel(machine, entry.by)
      return
    case 'end':
      machine.end = entry
      return
    case 'takenOver':
      return
    default:
      entry satisfies never
  }
}

/**
 * Nothing of the run was being worked on when its process died, so it cannot have been the reason: there was nothing to evaluate, what
 * waits or is to be called again writes an entry before anything else, and the time to look or to go on had not come.
 */
function wasIdle({ open, plan, state }: Machine, at: number): boolean {
  const isIdle = ({ phase, readyAt }: OpenStep) =>
    phase === 'retrying' || phase === 'waiting' || ((phase === 'held' || phase === 'looking') && readyAt !== null && readyAt > at)
  if (open.size === 0 || ![...open.values()].every(isIdle)) return false
  const next = plan.walk(state, new Set(open.keys()))
  return next.kind === 'open' && next.items.length === 0
}

/**
 * An intent and a wait for another run change nothing yet. An input that was evaluated shows that evaluating is not what kills: a run
 * that looks again and again whether another one has let go of its key must not be blamed for where it was when its process died.
 */
function isProgress(entry: JournalEntry): boolean {
  if (entry.kind === 'visit') return entry.entries.length > 0 || (entry.asked ?? []).length > 0
  return entry.kind !== 'intent' && entry.kind !== 'held'
}

/** Applies an entry and keeps it for the next commit. */
export function record(machine: Machine, entry: JournalEntry): void {
  apply(machine, entry)
  machine.pending.push(entry)
}

function applyWaitOver(machine: Machine, { path, arrival, outcome, retryAt }: WaitOverEntry): void {
  if (arrival !== null) machine.arrived.add(arrival)
  delete machine.early[path]
  if (outcome.status === 'cancelRun') {
    machine.open.delete(path)
    cancel(machine, outcome.by)
    return
  }
  if (outcome.status === 'failed' && retryAt !== undefined) {
    const tries = triesAfter(machine.tries[path], null)
    machine.tries[path] = { ...tries, attempt: tries.attempt + 1 }
    machine.lastError = outcome.error
    hold(machine, path, retryAt)
  } else settle(machine, path, outcome)
}

/** Ends what runs now: the main lanes, or the `finally` lane. */
function cancel(machine: Machine, by: string): void {
  machine.cancelledBy = by
  machine.isFinallyCancelled = machine.state.outcome !== undefined
}
