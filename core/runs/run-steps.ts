import type { FlowDefinition, Json, StepError, StepKind, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { iterationOf, LAST_ITERATION, stepIdOf } from '../../sdk/flow/run-state.ts'
import type { CallRecord } from '../egress/egress.types.ts'
import { toIso } from '../platform/clock.ts'
import type { FailureEntry, JournalEntry, LookupEntry, ResultEntry, VisitEntry } from './journal.types.ts'

/** One step of a run as the inspector shows it, put together from the journal. */
export interface RunStep {
  path: StepPath
  stepId: string
  name: string
  title: string | null
  kind: StepKind
  status: 'running' | 'waiting' | 'uncertain' | 'done' | 'skipped' | 'failed'
  attempts: StepAttempt[]
  input: Json | null
  output: Json | null
  error: StepError | null
  lane: string | null
  startedAt: string | null
  durationMs: number | null
  /** When a wait ends by itself; null: it does not, or the step does not wait. */
  waitsUntil: string | null
  /** The run that a sub-flow step started. */
  childRunId: string | null
}

export interface StepAttempt {
  attempt: number
  startedAt: string
  durationMs: number | null
  /** `lookup`: read back at the provider; nothing was called. */
  status: 'running' | 'done' | 'failed' | 'lookup'
  error: StepError | null
  calls: CallRecord[]
  logs: string[]
}

/** Steps in the order they began. Steps that a retry took over come first, without attempts of their own. */
export function stepsOfRun(definition: FlowDefinition, entries: readonly JournalEntry[]): RunStep[] {
  const steps = new Map<StepPath, RunStep>()
  const at = (path: StepPath) => {
    const known = steps.get(path)
    if (known !== undefined) return known
    const fresh = emptyStep(definition, path)
    steps.set(path, fresh)
    return fresh
  }
  const loops: LoopOutputs = new Map()
  for (const entry of entries) show(entry, at, loops)
  const shown = [...steps.values()]
  if (entries.at(-1)?.kind === 'end') for (const step of shown) leaveOff(step)
  return shown
}

/** A run that is over works on nothing: what it did not finish was left off, but for a call of which nobody knows what it did. */
function leaveOff(step: RunStep): void {
  if (step.status !== 'running' && step.status !== 'waiting') return
  step.status = step.attempts.at(-1)?.status === 'running' ? 'uncertain' : 'skipped'
  step.waitsUntil = null
}

/** What iterations gave, by the path of their loop: the loop's own record does not repeat it. */
type LoopOutputs = Map<StepPath, { results: Json[]; stopped: boolean }>

function show(entry: JournalEntry, at: (path: StepPath) => RunStep, loops: LoopOutputs): void {
  switch (entry.kind) {
    case 'start':
      for (const [path, record] of Object.entries(entry.steps)) decide(at(path), record)
      return
    case 'visit':
      showVisit(entry, at, loops)
      return
    case 'intent': {
      const step = at(entry.path)
      if (entry.input !== undefined) step.input = entry.input
      step.status = 'running'
      step.startedAt ??= toIso(entry.at)
      if (entry.attempt > 0) step.attempts.push(attemptOf(entry.attempt, entry.at, 'running'))
      return
    }
    case 'result':
      showResult(at(entry.path), entry)
      return
    case 'failure':
    case 'lookup':
      showFruitless(at(entry.path), entry)
      return
    case 'held':
      at(entry.path).status = 'waiting'
      return
    case 'uncertain':
      at(entry.path).status = 'uncertain'
      return
    case 'decision':
      if (entry.made.decision === 'treatAsDone') decide(at(entry.path), doneWith(entry.made.output, entry.lane))
      else at(entry.path).status = 'waiting'
      return
    case 'wait': {
      const step = at(entry.path)
      Object.assign(step, { input: entry.input, status: 'waiting' })
      step.startedAt ??= toIso(entry.at)
      step.waitsUntil = entry.until === null ? null : toIso(entry.until)
      step.childRunId = entry.child?.runId ?? null
      return
    }
    case 'waitOver': {
      const step = at(entry.path)
      if (entry.outcome.status === 'cancelRun') return
      decide(step, entry.outcome)
      if (entry.retryAt !== undefined) Object.assign(step, { status: 'waiting', waitsUntil: toIso(entry.retryAt) })
      if (step.startedAt !== null) step.durationMs = entry.at - Date.parse(step.startedAt)
      return
    }
    case 'dropped':
      at(entry.path).status = 'skipped'
      return
    case 'takenOver':
    case 'cancel':
    case 'timeUp':
    case 'concluded':
    case 'end':
      return
    default:
      entry satisfies never
  }
}

function showVisit(visit: VisitEntry, at: (path: StepPath) => RunStep, loops: LoopOutputs): void {
  let startedAt = visit.at
  for (const { path, record, durationMs } of visit.entries) {
    startedAt += durationMs
    // An iteration's result and a stop check belong to their step.
    const iteration = iterationOf(path)
    if (iteration !== null) collect(loops, iteration, record)
    if (iteration !== null || path.endsWith('?stop')) continue
    const step = at(path)
    decide(step, shownLoop(step, record, loops))
    const began = toIso(Math.round(startedAt - durationMs))
    step.startedAt ??= began
    step.durationMs = durationMs
    const attempt = attemptOf(1, Math.round(startedAt - durationMs), record.status === 'failed' ? 'failed' : 'done')
    const logs = visit.logs?.filter((log) => log.path === path).map((log) => `${log.level} ${log.text}`) ?? []
    step.attempts.push({ ...attempt, durationMs, error: record.error ?? null, logs })
  }
}

function collect(loops: LoopOutputs, { loop, index }: { loop: StepPath; index: number }, { status, output, lane }: StepRecord): void {
  if (status === 'open') return
  const known = loops.get(loop) ?? { results: [], stopped: false }
  known.results[index] = output ?? null
  known.stopped ||= lane === LAST_ITERATION
  loops.set(loop, known)
}

/** A loop that started is shown with its items, one that is over with what its iterations gave. */
function shownLoop(step: RunStep, record: StepRecord, loops: LoopOutputs): StepRecord {
  if (step.kind !== 'forEach' && step.kind !== 'while') return record
  if (record.status === 'open') {
    loops.set(step.path, { results: [], stopped: false })
    step.input = record.output ?? null
    return { status: 'open' }
  }
  const collected = loops.get(step.path)
  if (collected === undefined || record.status !== 'done') return record
  // Iterations that never ran leave no gap.
  const results = collected.results.filter((result) => result !== undefined)
  return { ...record, output: { results, count: results.length, stopped: collected.stopped } }
}

function showResult(step: RunStep, entry: ResultEntry): void {
  decide(step, doneWith(entry.output, entry.lane))
  close(step, entry, entry.from === 'call' ? 'done' : 'lookup', null)
}

function doneWith(output: Json, lane: string | undefined): StepRecord {
  return { status: 'done', output, ...(lane === undefined ? {} : { lane }) }
}

function showFruitless(step: RunStep, entry: FailureEntry | LookupEntry): void {
  const error = entry.failure === null ? null : plainError(entry.failure)
  close(step, entry, entry.kind === 'lookup' ? 'lookup' : 'failed', error)
  step.error = error ?? step.error
  step.status = STATUS_AFTER[entry.next.do]
}

const STATUS_AFTER = { giveUp: 'failed', retry: 'waiting', lookUp: 'waiting', askPerson: 'uncertain', create: 'running' } as const

/** The attempt that the intent opened, or a new one when nothing was intended: a look before the first call. */
function close(
  step: RunStep,
  entry: ResultEntry | FailureEntry | LookupEntry,
  status: StepAttempt['status'],
  error: StepError | null,
): void {
  const last = step.attempts.at(-1)
  const isOpen = last?.status === 'running' && status !== 'lookup'
  const attempt = isOpen && last !== undefined ? last : attemptOf(entry.attempt, entry.at - entry.durationMs, status)
  if (attempt !== last) step.attempts.push(attempt)
  Object.assign(attempt, { status, error, durationMs: entry.durationMs, calls: entry.calls, logs: entry.logs })
  step.startedAt ??= attempt.startedAt
  step.durationMs = (step.durationMs ?? 0) + entry.durationMs
}

function decide(step: RunStep, record: StepRecord): void {
  step.status = record.status === 'open' ? 'running' : record.status
  step.output = record.output ?? null
  step.error = record.error ?? null
  step.lane = record.lane ?? null
}

function attemptOf(attempt: number, startedAt: number, status: StepAttempt['status']): StepAttempt {
  return { attempt, startedAt: toIso(startedAt), durationMs: null, status, error: null, calls: [], logs: [] }
}

function plainError({ code, message, at, provider }: StepError): StepError {
  return { code, message, ...(at === undefined ? {} : { at }), ...(provider === undefined ? {} : { provider }) }
}

function emptyStep(definition: FlowDefinition, path: StepPath): RunStep {
  const stepId = stepIdOf(path)
  const step = stepOf(definition, stepId)
  return {
    path,
    stepId,
    name: step?.name ?? stepId,
    title: step?.title ?? null,
    kind: step?.kind ?? 'map',
    status: 'running',
    attempts: [],
    input: null,
    output: null,
    error: null,
    lane: null,
    startedAt: null,
    durationMs: null,
    waitsUntil: null,
    childRunId: null,
  }
}
