import type { FlowDefinition, Step } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { CallRecord } from '../egress/egress.types.ts'
import type { RunStep, StepAttempt } from '../runs/run-steps.ts'
import type { Call } from './calls.types.ts'

export interface CallRun {
  id: string
  flowId: string
  isEnded: boolean
}

/** Of a run, newest first. `steps` are redacted already. The key stays the same as long as the run is kept. */
export interface KeyedCall {
  /** Sorts as the call's time does. */
  key: string
  call: Call
}

export function callsOfRun(run: CallRun, definition: Pick<FlowDefinition, 'steps'>, steps: readonly RunStep[]): KeyedCall[] {
  const found = steps.flatMap((step) => {
    const declared = stepOf(definition, step.stepId)
    return declared?.kind === 'action' || declared?.kind === 'http' ? callsOfStep(run, step, declared) : []
  })
  return found.sort((a, b) => (a.key < b.key ? 1 : -1))
}

function callsOfStep(run: CallRun, step: RunStep, declared: Step): KeyedCall[] {
  return step.attempts.flatMap((attempt): KeyedCall[] => {
    const about = aboutOf(run, step, attempt, declared)
    const keyOf = (at: string, index: number) => `${at} ${step.path} ${attempt.attempt} ${index}`
    const made = attempt.calls.map((record, index) => {
      const key = keyOf(record.startedAt, index)
      return { key, call: { ...about, ...record, id: `${run.id} ${key}`, outcome: outcomeOf(record) } }
    })
    if (attempt.status !== 'running') return made
    const key = keyOf(attempt.startedAt, 0)
    const outcome = run.isEnded || step.status === 'uncertain' ? 'unknown' : 'open'
    return [{ key, call: { ...about, ...UNRECORDED, startedAt: attempt.startedAt, id: `${run.id} ${key}`, outcome } }]
  })
}

function aboutOf(run: CallRun, step: RunStep, attempt: StepAttempt, declared: Step) {
  return {
    purpose: attempt.status === 'lookup' ? ('lookup' as const) : ('step' as const),
    runId: run.id,
    flowId: run.flowId,
    path: step.path,
    stepName: step.title ?? step.name,
    attempt: attempt.attempt,
    plugin: declared.kind === 'action' ? declared.plugin : 'http',
    action: declared.kind === 'action' ? declared.action : null,
  }
}

/** An answer from 400 on is a failed call, whatever its step makes of it. */
export function outcomeOf({ status, error }: Pick<CallRecord, 'status' | 'error'>): 'ok' | 'failed' {
  return error === null && status !== null && status < 400 ? 'ok' : 'failed'
}

const UNRECORDED = {
  durationMs: null,
  waitedMs: null,
  method: null,
  url: null,
  requestHeaders: {},
  requestBody: null,
  status: null,
  answerHeaders: {},
  answerBody: null,
  error: null,
}
