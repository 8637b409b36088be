import type { Json, StepPath } from '../../sdk/flow/definition.ts'
import type { DecisionEntry, FailureEntry, IntentEntry, JournalEntry, LookupEntry } from './journal.types.ts'
import type { Machine, OpenEffect, RunPlan } from './machine.types.ts'

/** A run of which nothing is known yet but its trigger. */
export function newMachine(runId: string, startedAt: number, trigger: Json, plan: RunPlan): Machine {
  return {
    runId,
    startedAt,
    plan,
    state: { trigger, steps: {} },
    pending: [],
    isStored: false,
    effect: null,
    tries: {},
    earlier: {},
    end: null,
    parked: null,
    lastError: null,
    deathsInARow: 0,
    answer: undefined,
    settled: null,
  }
}

/**
 * Brings the machine to where the entry leaves it. The only place that changes what a machine knows, for an entry made now
 * and for one read back, so that a resumed run cannot differ from one that was never interrupted.
 */
export function apply(machine: Machine, entry: JournalEntry): void {
  if (entry.kind === 'takenOver') machine.deathsInARow++
  else if (entry.kind !== 'intent' && entry.kind !== 'held') machine.deathsInARow = 0
  switch (entry.kind) {
    case 'start':
      Object.assign(machine.state.steps, entry.steps)
      machine.earlier = { ...entry.effects }
      return
    case 'visit':
      for (const { path, record } of entry.entries) {
        machine.state.steps[path] = record
        if (record.status === 'done' && machine.plan.isRespond(stepIdOf(path))) machine.answer ??= record.output ?? null
      }
      return
    case 'intent':
      applyIntent(machine, entry)
      return
    case 'result':
      machine.state.steps[entry.path] = { status: 'done', output: entry.output }
      settleEffect(machine, entry.path, entry.output)
      return
    case 'failure':
      applyFailure(machine, entry)
      return
    case 'lookup':
      applyLookup(machine, entry)
      return
    case 'held':
      machine.effect = null
      machine.parked = { status: 'waiting', readyAt: entry.readyAt }
      return
    case 'uncertain':
      askPerson(machine)
      return
    case 'decision':
      applyDecision(machine, entry)
      return
    case 'end':
      machine.end = entry
      return
    case 'takenOver':
    case 'cancel':
      return
    default:
      entry satisfies never
  }
}

/** The step at the end of a path: `sLoop[3]/sInner` is `sInner`. */
export function stepIdOf(path: StepPath): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Applies an entry and keeps it for the next commit. */
export function record(machine: Machine, entry: JournalEntry): void {
  apply(machine, entry)
  machine.pending.push(entry)
}

function applyIntent(machine: Machine, entry: IntentEntry): void {
  const before = machine.effect?.path === entry.path ? machine.effect : null
  machine.tries[entry.path] = { attempt: entry.attempt, failures: machine.tries[entry.path]?.failures ?? 0 }
  machine.effect = {
    path: entry.path,
    stepId: entry.stepId,
    input: entry.input ?? before?.input ?? null,
    // Read back, an intent without an answer means that the process died. Written now, the machine says `intended` itself.
    phase: 'lost',
    lookedFirst: before?.lookedFirst ?? false,
    inDoubt: false,
    looks: 0,
    lostAt: entry.at,
  }
}

function applyFailure(machine: Machine, entry: FailureEntry): void {
  const tries = machine.tries[entry.path]
  machine.tries[entry.path] = { attempt: entry.attempt, failures: (tries?.failures ?? 0) + 1 }
  machine.lastError = errorOf(entry)
  switch (entry.next.do) {
    case 'giveUp':
      machine.state.steps[entry.path] = { status: 'failed', output: null, error: errorOf(entry) }
      settleEffect(machine, entry.path, null)
      return
    case 'retry':
      if (machine.effect !== null) {
        machine.effect.phase = 'retrying'
        machine.effect.inDoubt = (entry.failure.provider?.status ?? 0) >= 500
      }
      machine.parked = { status: 'waiting', readyAt: entry.next.readyAt }
      return
    case 'lookUp':
      lookAgain(machine, entry.at, entry.next.readyAt, entry.at)
      return
    case 'askPerson':
      askPerson(machine)
      return
    default:
      entry.next satisfies never
  }
}

function applyLookup(machine: Machine, entry: LookupEntry): void {
  const effect = machine.effect
  // The look before a very first call is not preceded by an intent: read back, there is nothing to change.
  if (effect === null) return
  effect.looks++
  switch (entry.next.do) {
    case 'create':
      effect.lookedFirst = true
      effect.inDoubt = false
      if (effect.phase === 'looking') effect.phase = 'retrying'
      return
    case 'lookUp':
      lookAgain(machine, entry.at, entry.next.readyAt, effect.lostAt)
      return
    case 'retry':
      machine.parked = { status: 'waiting', readyAt: entry.next.readyAt }
      return
    case 'giveUp':
      machine.state.steps[entry.path] = {
        status: 'failed',
        output: null,
        error: entry.failure === null ? (machine.lastError ?? NOT_DONE) : errorOf({ failure: entry.failure }),
      }
      settleEffect(machine, entry.path, null)
      return
    case 'askPerson':
      askPerson(machine)
      return
    default:
      entry.next satisfies never
  }
}

const NOT_DONE = { code: 'provider', message: 'The provider does not have it, and no attempt is left.' }

function lookAgain(machine: Machine, at: number, readyAt: number, lostAt: number): void {
  if (machine.effect === null) return
  if (machine.effect.phase !== 'looking') machine.effect.looks = 0
  machine.effect.phase = 'looking'
  machine.effect.lostAt = lostAt
  if (readyAt > at) machine.parked = { status: 'waiting', readyAt }
}

function askPerson(machine: Machine): void {
  if (machine.effect !== null) machine.effect.phase = 'uncertain'
  machine.parked = { status: 'uncertain' }
}

function applyDecision(machine: Machine, entry: DecisionEntry): void {
  machine.parked = null
  const effect = machine.effect
  switch (entry.made.decision) {
    case 'treatAsDone':
      machine.state.steps[entry.path] = { status: 'done', output: entry.made.output }
      settleEffect(machine, entry.path, entry.made.output)
      return
    case 'runAgain':
      if (effect !== null) effect.phase = 'retrying'
      return
    case 'check':
      if (effect !== null) letLookOnce(effect)
      return
    default:
      entry.made satisfies never
  }
}

/** Looks at 0, 10 and 60 s are spent already: what this look does not find is uncertain again. */
function letLookOnce(effect: OpenEffect): void {
  effect.phase = 'looking'
  effect.looks = Number.MAX_SAFE_INTEGER - 1
}

function settleEffect(machine: Machine, path: StepPath, output: Json | null): void {
  const effect = machine.effect
  if (effect?.path === path) machine.settled = { stepId: effect.stepId, input: effect.input, output }
  machine.effect = null
  delete machine.earlier[path]
}

function errorOf({ failure }: Pick<FailureEntry, 'failure'>) {
  const { code, message, at, provider } = failure
  return { code, message, ...(at === undefined ? {} : { at }), ...(provider === undefined ? {} : { provider }) }
}
