import type { StepError, StepPath } from '../../sdk/flow/definition.ts'
import type { DecisionEntry, FailureEntry, IntentEntry, LookupEntry } from './journal.types.ts'
import type { Machine, OpenStep } from './machine.types.ts'
import { hold, openStep, settle } from './open-steps.ts'
import { isLook, triesAfter, withAttempt } from './tries.ts'

/** How entries about one effect change what the machine knows of it. */

export function applyIntent(machine: Machine, entry: IntentEntry): void {
  machine.tries[entry.path] = withAttempt(machine.tries[entry.path], entry.attempt)
  // Read back, an intent without an answer means that the process died. Written now, the machine says `intended` itself.
  const step = openStep(machine, entry.path, null, 'lost', entry.at)
  if (entry.input !== undefined) step.input = entry.input
  Object.assign(step, { hasIntent: true, readyAt: null, inDoubt: false, looks: 0, lostAt: entry.at })
}

export function applyFailure(machine: Machine, entry: FailureEntry): void {
  machine.tries[entry.path] = { ...triesAfter(machine.tries[entry.path], entry.failure), attempt: entry.attempt }
  machine.lastError = errorOf(entry)
  const step = machine.open.get(entry.path)
  switch (entry.next.do) {
    case 'giveUp':
      settle(machine, entry.path, { status: 'failed', error: errorOf(entry) })
      return
    case 'retry':
      // A look before the very first call is not preceded by an intent; neither is its failure.
      if (step?.hasIntent === true) callLater(step, entry, entry.next.readyAt)
      else hold(machine, entry.path, entry.next.readyAt)
      return
    case 'lookUp':
      if (step !== undefined) lookAgain(step, entry.at, entry.next.readyAt, entry.at)
      return
    case 'askPerson':
      askPerson(machine, entry.path)
      return
    default:
      entry.next satisfies never
  }
}

/** After a 5xx it stays in doubt whether there was an effect, until a look has said so: also when that look failed. */
function callLater(step: OpenStep, { failure }: FailureEntry, readyAt: number): void {
  const wasLook = step.phase === 'retrying' || step.phase === 'claimed'
  step.inDoubt = wasLook || (failure.provider?.status ?? 0) >= 500
  step.lookedFirst = false
  step.phase = 'retrying'
  step.readyAt = readyAt
}

export function applyLookup(machine: Machine, entry: LookupEntry): void {
  const step = machine.open.get(entry.path)
  // Read back, the look before a first call has nothing to change: the visit gives the step anew.
  if (step === undefined) return
  // Nothing but this look says that a lost call is being looked for.
  if (step.phase === 'lost') step.phase = 'looking'
  if (isLook(entry.failure)) step.looks++
  else machine.tries[entry.path] = triesAfter(machine.tries[entry.path], entry.failure)
  switch (entry.next.do) {
    case 'create':
      step.lookedFirst = true
      step.inDoubt = false
      if (step.phase === 'looking') step.phase = 'retrying'
      return
    case 'lookUp':
      lookAgain(step, entry.at, entry.next.readyAt, step.lostAt)
      return
    case 'retry':
      step.readyAt = entry.next.readyAt
      return
    case 'giveUp': {
      const error = entry.failure === null ? (machine.lastError ?? NOT_DONE) : errorOf({ failure: entry.failure })
      settle(machine, entry.path, { status: 'failed', error })
      return
    }
    case 'askPerson':
      askPerson(machine, entry.path)
      return
    default:
      entry.next satisfies never
  }
}

const NOT_DONE = { code: 'provider', message: 'The provider does not have it, and no attempt is left.' }

function lookAgain(step: OpenStep, at: number, readyAt: number, lostAt: number): void {
  if (step.phase !== 'looking') step.looks = 0
  step.phase = 'looking'
  step.lostAt = lostAt
  step.readyAt = readyAt > at ? readyAt : null
}

export function askPerson(machine: Machine, path: StepPath): void {
  const step = machine.open.get(path)
  if (step === undefined) return
  step.phase = 'uncertain'
  step.readyAt = null
}

export function applyDecision(machine: Machine, entry: DecisionEntry): void {
  if (entry.arrival !== undefined) machine.arrived.add(entry.arrival)
  const step = machine.open.get(entry.path)
  switch (entry.made.decision) {
    case 'treatAsDone':
      settle(machine, entry.path, { status: 'done', output: entry.made.output, ...(entry.lane === undefined ? {} : { lane: entry.lane }) })
      return
    case 'runAgain':
      if (step !== undefined) step.phase = 'retrying'
      return
    case 'check':
      if (step !== undefined) letLookOnce(step)
      return
    default:
      entry.made satisfies never
  }
}

/** Looks at 0, 10 and 60 s are spent already: what this look does not find is uncertain again. */
function letLookOnce(step: OpenStep): void {
  step.phase = 'looking'
  step.looks = Number.MAX_SAFE_INTEGER - 1
}

function errorOf({ failure }: Pick<FailureEntry, 'failure'>): StepError {
  const { code, message, at, provider } = failure
  return { code, message, ...(at === undefined ? {} : { at }), ...(provider === undefined ? {} : { provider }) }
}
