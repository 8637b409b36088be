import type { Json, Step, StepPath } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import type { ConnectorCatalogue } from '../flows/flows.types.ts'
import type { ArrivalOutcome } from '../runs/journal.types.ts'
import type { RecordedRun } from '../runs/recorded-runs.service.ts'
import type { ValueSource } from './draft-test.types.ts'
import type { Pins } from './pins.service.ts'

export interface Stub {
  from: ValueSource
  outcome: Exclude<ArrivalOutcome, { status: 'cancelRun' }>
}

/** What stands in for the answer of an outside step. A sample is the last resort. */
export function stubFor(path: StepPath, step: Step, known: StubSources, now: number): Stub {
  return (
    pinned(path, known.pins) ?? recordedAnswer(path, known.answers) ?? { from: 'sample', outcome: sampleOf(step, known.catalogue, now) }
  )
}

export interface StubSources {
  pins: Pins
  answers: ReadonlyMap<StepPath, Stub['outcome']>
  catalogue: Pick<ConnectorCatalogue, 'action'>
}

export function pinned(path: StepPath, { steps }: Pins): Stub | null {
  const id = stepIdOf(path)
  const pin = Object.hasOwn(steps, id) ? steps[id] : undefined
  return pin === undefined ? null : { from: 'pin', outcome: { status: 'done', ...pin } }
}

function recordedAnswer(path: StepPath, answers: StubSources['answers']): Stub | null {
  const outcome = answers.get(path)
  return outcome === undefined ? null : { from: 'run', outcome }
}

/** How each outside step of a run was decided, by path. */
export function answersOf(run: RecordedRun): Map<StepPath, Stub['outcome']> {
  const answers = new Map<StepPath, Stub['outcome']>()
  for (const entry of run.entries) {
    if (entry.kind === 'result') {
      answers.set(entry.path, { status: 'done', output: entry.output, ...(entry.lane === undefined ? {} : { lane: entry.lane }) })
    } else if (entry.kind === 'failure' && entry.next.do === 'giveUp') {
      const { code, message, provider } = entry.failure
      answers.set(entry.path, { status: 'failed', error: { code, message, ...(provider === undefined ? {} : { provider }) } })
    } else if (entry.kind === 'waitOver' && entry.outcome.status !== 'cancelRun') answers.set(entry.path, entry.outcome)
    else if (entry.kind === 'decision' && entry.made.decision === 'treatAsDone') {
      answers.set(entry.path, { ...done(entry.made.output), ...(entry.lane === undefined ? {} : { lane: entry.lane }) })
    }
  }
  return answers
}

function sampleOf(step: Step, catalogue: StubSources['catalogue'], now: number): Stub['outcome'] {
  switch (step.kind) {
    case 'action':
      return done(catalogue.action(step.plugin, step.action)?.sample ?? null)
    case 'http':
      return done({ status: 200, headers: {}, body: null })
    case 'delay':
      return done({ until: now })
    case 'approval': {
      const [first] = step.outcomes
      const output = { outcome: first?.title ?? '', by: null, at: now, form: null }
      return { ...done(output), ...(first === undefined ? {} : { lane: first.lane }) }
    }
    default:
      return done(null)
  }
}

function done(output: Json): { status: 'done'; output: Json } {
  return { status: 'done', output }
}

/** What a step that is not run shall have given, when nothing better is known: enough for the walk to pass it. */
export function passedOver(step: Step, catalogue: StubSources['catalogue'], now: number): Json {
  if (step.kind === 'forEach' || step.kind === 'while') return { results: [], count: 0, stopped: false }
  const outcome = sampleOf(step, catalogue, now)
  return outcome.status === 'done' ? outcome.output : null
}

export function stepAt(definition: { steps: Record<string, Step> }, path: StepPath): Step | undefined {
  return stepOf(definition, stepIdOf(path))
}
