import type { StepError } from '../../sdk/flow/definition.ts'
import { apply, record } from './fold.ts'
import type { EndEntry, JournalEntry } from './journal.types.ts'
import type { Command, Machine, MachineEvent } from './machine.types.ts'
import { attemptOf, begin, callAgain, giveUp, intend, onCalled, onClaimed, onLookedUp, recover } from './machine-effects.ts'

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
  if (effect.phase === 'retrying' && machine.parked === null) callAgain(machine, effect, at)
  if (machine.effect === null && machine.end === null) endIfOver(machine, at)
}

function endIfOver(machine: Machine, at: number): void {
  const decision = machine.plan.walk(machine.state.steps)
  if (decision.kind !== 'ended') return
  end(machine, at, decision.outcome === 'success' ? 'succeeded' : 'failed', decision.error, decision.failedPath)
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
  machine.effect = { path, stepId, input, phase: 'upcoming', lookedFirst: false, inDoubt: false, looks: 0, lostAt: at }
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

function end(machine: Machine, at: number, status: EndEntry['status'], error?: StepError, failedPath?: string): void {
  const because = { ...(error === undefined ? {} : { error }), ...(failedPath === undefined ? {} : { failedPath }) }
  record(machine, { kind: 'end', at, status, ...because })
}
