import type { RunOutcome, StepError } from '../../sdk/flow/definition.ts'
import { BY_REPLACEMENT } from './admission/gates.types.ts'
import { apply, record } from './fold.ts'
import type { EndEntry, JournalEntry } from './journal.types.ts'
import type { Command, Machine, MachineEvent, OpenStep, Parked, StepCommand } from './machine.types.ts'
import { advance, answeredStep, attemptOf, drop, giveUp, onCalled, onClaimed, onLookedUp, recordResult } from './machine-effects.ts'
import { onArrived, onPrepared, onTimeUp } from './machine-waits.ts'
import { openStep } from './open-steps.ts'

/**
 * The engine's decisions, and nothing else: no clock, no database, no sandbox, no provider. `handle` takes what happened,
 * `nextCommand` says what to do. Everything it knows comes from journal entries (`fold.ts`), so a run that another process
 * picks up goes on exactly where the last commit left it.
 */
/** A run that takes its process down this often without progress is parked (G15). */
export const MAX_DEATHS = 3

/** Brings a stored journal into a machine that was just made. The caller then sends `resumed`. */
export function replayJournal(machine: Machine, entries: Iterable<JournalEntry>): void {
  for (const entry of entries) apply(machine, entry)
  machine.isStored = true
  machine.settled = []
}

/**
 * A step command is for one step: whoever carries it out says so with `dispatch`, and may ask for the next meanwhile.
 * `isDraining`: nothing new is begun; calls whose intent is written are still made.
 */
export function nextCommand(machine: Machine, isDraining = false): Command {
  const hasPending = machine.pending.length > 0
  if (machine.end !== null) return hasPending ? COMMIT : { do: 'stop' }
  if (machine.hasMore && hasPending) return COMMIT
  if (machine.isStale && !machine.isEnding && !isDraining) return { do: 'visit' }
  let isOut = false
  for (const step of machine.open.values()) {
    isOut ||= step.isOut
    const command = step.isOut ? null : commandFor(machine, step)
    // Between an intent and its call there is no turning back: the intent alone would say that the call may have been made.
    if (command === null || (isDraining && command.do !== 'call')) continue
    // An intent is on disk before its call; others only respect the claim of a run that they can see.
    return needsDisk(machine, command) ? COMMIT : command
  }
  if (hasPending) return COMMIT
  return isOut ? { do: 'idle', readyAt: nextTimer(machine) } : { do: 'stop' }
}

const COMMIT: Command = { do: 'commit' }

function needsDisk(machine: Machine, command: StepCommand): boolean {
  if (command.do === 'findCached' || command.do === 'prepare') return false
  return !machine.isStored || (command.do !== 'claim' && machine.pending.length > 0)
}

export function dispatch(command: StepCommand): void {
  command.step.isOut = true
}

function commandFor(machine: Machine, step: OpenStep): StepCommand | null {
  if (step.readyAt !== null) return null
  const attempt = attemptOf(machine, step)
  switch (step.phase) {
    case 'upcoming':
      return upcomingCommand(machine, step)
    case 'claimed':
      return { do: 'lookUp', step, attempt: attempt + 1 }
    case 'looking':
      return { do: 'lookUp', step, attempt }
    case 'intended':
      return { do: 'call', step, attempt }
    case 'lost':
    case 'retrying':
    case 'held':
      throw new Error(`run ${machine.runId} is left in phase ${step.phase}`)
    case 'uncertain':
    case 'waiting':
      return null
    default:
      return step.phase satisfies never
  }
}

function upcomingCommand(machine: Machine, step: OpenStep): StepCommand {
  const kind = machine.plan.kindOf(step.stepId)
  if (kind === 'store') return { do: 'store', step }
  if (kind === 'action' || kind === 'http') {
    if (!step.missedCache && machine.plan.isCached(step.stepId)) return { do: 'findCached', step }
    return { do: 'claim', step, naturalKey: machine.plan.naturalKey(step.stepId, step.input) ?? '' }
  }
  return { do: 'prepare', step }
}

/** Why a run that has nothing to do now goes on later; null while it has. */
export function parkedOf(machine: Machine): Parked | null {
  if (machine.end !== null || (machine.isStale && !machine.isEnding)) return null
  let isUncertain = false
  for (const step of machine.open.values()) {
    if (step.isOut || commandFor(machine, step) !== null) return null
    isUncertain ||= step.phase === 'uncertain'
  }
  const readyAt = nextTimer(machine)
  return isUncertain && readyAt === Number.POSITIVE_INFINITY ? { status: 'uncertain' } : { status: 'waiting', readyAt }
}

/** When the next wait or retry is due, or the run's time is up; Infinity: nothing is timed. */
function nextTimer(machine: Machine): number {
  let next = Number.POSITIVE_INFINITY
  for (const { readyAt } of machine.open.values()) if (readyAt !== null && readyAt < next) next = readyAt
  const { timeLimitMs } = machine.plan
  const isLimited = timeLimitMs !== null && machine.state.outcome === undefined && !machine.isTimeUp
  return !isLimited ? next : Math.min(next, machine.startedAt + timeLimitMs + 1)
}

export function handle(machine: Machine, event: MachineEvent): void {
  let { at } = event
  if (machine.end !== null && event.kind !== 'committed') return
  switch (event.kind) {
    case 'visited':
      onVisited(machine, event)
      break
    case 'committed':
      machine.pending = []
      machine.isStored = true
      machine.settled = []
      return
    case 'cacheAsked':
      onCacheAsked(machine, event)
      break
    case 'claimed':
      onClaimed(machine, event)
      break
    case 'called':
      onCalled(machine, event)
      break
    case 'lookedUp':
      onLookedUp(machine, event)
      break
    case 'stored':
      answeredStep(machine, event.path)
      apply(machine, event.entry)
      machine.settled = []
      break
    case 'prepared':
      onPrepared(machine, event)
      break
    case 'arrived':
      onArrived(machine, event)
      break
    case 'tick':
      break
    case 'resumed':
      // The database's clock woke it: ours may be behind.
      if (event.isDue) at = Math.max(at, Math.min(nextTimer(machine), Number.MAX_SAFE_INTEGER))
      afterDeaths(machine, at)
      break
    case 'cancelRequested':
      onCancelRequested(machine, event)
      break
    case 'broken':
      end(machine, at, { status: event.status ?? 'failed', error: event.error })
      return
    default:
      event satisfies never
  }
  settle(machine, at)
}

/** Moves on as far as it goes without the outside. */
function settle(machine: Machine, at: number): void {
  if (machine.end !== null) return
  for (const step of [...machine.open.values()]) {
    if (step.isOut) continue
    if (step.readyAt !== null && step.readyAt <= at) onTime(machine, step, at)
    if (machine.open.get(step.path) === step) advance(machine, step, at)
  }
  if (machine.end !== null) return
  const ending = endingOf(machine, at)
  machine.isEnding = ending !== null
  if (ending !== null) conclude(machine, ending, at)
}

/** A cancel ends what runs now: the main lanes, or, asked for again, the `finally` lane. */
function isCancelling({ cancelledBy, state, isFinallyCancelled }: Machine): boolean {
  return state.outcome === undefined ? cancelledBy !== null : isFinallyCancelled
}

/** The request stands in the run's row until the run ends, so it is read again and again: it counts once. */
function onCancelRequested(machine: Machine, { at, by, asked }: Extract<MachineEvent, { kind: 'cancelRequested' }>): void {
  if (asked !== machine.lastCancel) record(machine, { kind: 'cancel', at, by, asked })
}

/**
 * With this event, or without one, a wait ends because its time is up. Whoever drives the run looks first whether something has
 * come for it.
 */
export function isWaitDue({ open }: Machine, at: number, event?: MachineEvent): boolean {
  if (event?.kind === 'prepared' && 'until' in event.wait && event.wait.until !== null && event.wait.until <= at) return true
  for (const { phase, readyAt } of open.values()) if (phase === 'waiting' && readyAt !== null && readyAt <= at) return true
  return false
}

function onTime(machine: Machine, step: OpenStep, at: number): void {
  step.readyAt = null
  if (step.phase === 'waiting') onTimeUp(machine, step, at)
  if (step.phase !== 'held') return
  machine.open.delete(step.path)
  machine.isStale = true
}

const REPLACED: RunOutcome = { status: 'cancelled', error: { code: 'replaced', message: 'A newer run took its place.' } }

/** How the run ends, when it is time for that: a person, its time limit, or the walk says so. */
function endingOf(machine: Machine, at: number): RunOutcome | null {
  const { state, plan } = machine
  if (isCancelling(machine)) return machine.cancelledBy === BY_REPLACEMENT ? REPLACED : { status: 'cancelled' }
  const limit = plan.timeLimitMs
  if (limit !== null && state.outcome === undefined && (machine.isTimeUp || at - machine.startedAt > limit)) {
    if (!machine.isTimeUp) record(machine, { kind: 'timeUp', at })
    return { status: 'failed', error: { code: 'timeout', message: `The run took longer than ${limit} ms.` } }
  }
  if (!machine.isStale) return null
  const decision = plan.walk(state, new Set(machine.open.keys()))
  if (decision.kind === 'open') return null
  if (decision.outcome === 'success') return { status: 'succeeded' }
  const { error, failedPath } = decision
  return {
    status: 'failed',
    ...(error === undefined ? {} : { error }),
    ...(failedPath === undefined ? {} : { failedPath }),
  }
}

/** Ends the run, or starts its `finally` lane, as soon as nothing is out that may have an effect. */
function conclude(machine: Machine, ending: RunOutcome, at: number): void {
  for (const step of [...machine.open.values()]) {
    if (step.isOut) continue
    if (step.phase === 'intended') giveUp(machine, step, at, NOT_NEEDED)
    else if (MAY_BE_DROPPED.has(step.phase)) drop(machine, step, at)
  }
  const blocks = (step: OpenStep): boolean =>
    step.isOut ||
    (ending.status !== 'cancelled' && (step.phase === 'looking' || (step.phase === 'uncertain' && ending.status === 'succeeded')))
  if ([...machine.open.values()].some(blocks)) return
  machine.isEnding = false
  const { outcome } = machine.state
  if (outcome === undefined && machine.plan.hasFinally) {
    record(machine, { kind: 'concluded', at, outcome: ending })
    return
  }
  end(machine, at, outcome === undefined || (outcome.status === 'succeeded' && ending.status === 'failed') ? ending : outcome)
}

const NOT_NEEDED = { code: 'cancelled', message: 'The run ended before the call was made.' }
const MAY_BE_DROPPED: ReadonlySet<OpenStep['phase']> = new Set(['upcoming', 'claimed', 'held', 'retrying', 'waiting'])

function onVisited(machine: Machine, { at, seed, result }: Extract<MachineEvent, { kind: 'visited' }>): void {
  const { entries, logs, guestMs, next } = result
  const asked = next.kind === 'outside' ? next.steps.map(({ path }) => path) : []
  if (entries.length > 0 || logs.length > 0 || asked.length > 0) {
    const came = { ...(logs.length === 0 ? {} : { logs }), ...(asked.length === 0 ? {} : { asked }) }
    record(machine, { kind: 'visit', at, seed, guestMs, entries, ...came, ...(next.kind === 'more' ? { more: true as const } : {}) })
  }
  machine.hasMore = next.kind === 'more'
  machine.isStale = next.kind === 'more'
  if (next.kind === 'outside') {
    for (const { path, input } of next.steps) {
      if (machine.open.has(path) || Object.hasOwn(machine.state.steps, path)) {
        end(machine, at, { status: 'failed', error: { code: 'internal', message: 'A decided step was asked for again.' } })
        return
      }
      openStep(machine, path, input, 'upcoming', at)
    }
    if (machine.open.size === 0)
      end(machine, at, { status: 'failed', error: { code: 'internal', message: 'Nothing can run and nothing is waited for.' } })
  }
  // The walk over what was recorded has the last word, not the guest.
  if (next.kind === 'end') machine.isStale = true
}

function onCacheAsked(machine: Machine, { at, path, output }: Extract<MachineEvent, { kind: 'cacheAsked' }>): void {
  const step = answeredStep(machine, path)
  if (step === null) return
  step.missedCache = true
  if (output === undefined) return
  const { stepId } = step
  recordResult(machine, { at, path, stepId, attempt: 0, durationMs: 0, from: 'cache', output, calls: [], logs: [] })
}

/** The same run took its process down again and again: it is parked instead of a fourth try. */
function afterDeaths(machine: Machine, at: number): void {
  if (machine.deathsInARow < MAX_DEATHS) return
  const error: StepError = { code: 'worker_died', message: `The process died ${machine.deathsInARow} times while it worked on this run.` }
  machine.lastError = error
  const lost = [...machine.open.values()].filter((step) => step.phase === 'lost')
  const mayHaveHappened = lost.filter((step) => machine.plan.facts(step.stepId)?.effect !== 'read')
  for (const step of mayHaveHappened) record(machine, { kind: 'uncertain', at, path: step.path })
  const [first] = lost
  if (mayHaveHappened.length === 0)
    end(machine, at, { status: 'failed', error, ...(first === undefined ? {} : { failedPath: first.path }) })
}

function end(machine: Machine, at: number, { status, error, failedPath }: Omit<EndEntry, 'kind' | 'at'>): void {
  const because = { ...(error === undefined ? {} : { error }), ...(failedPath === undefined ? {} : { failedPath }) }
  record(machine, { kind: 'end', at, status, ...because })
}
