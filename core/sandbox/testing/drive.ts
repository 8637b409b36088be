import type { FlowDefinition, Json, RunState, StepRecord } from '../../../sdk/flow/definition.ts'
import { applyRecord } from '../../../sdk/flow/run-state.ts'
import type { OutsideStep, PureEntry, Sandbox, VisitNext, VisitRequest } from '../sandbox.types.ts'
import { compile, requestOf } from './guests.ts'

export interface Driven {
  entries: PureEntry[]
  /** Outside steps in the order they were answered. */
  outside: OutsideStep[]
  /** How many outside steps each visit offered at once. */
  offered: number[]
  state: RunState
  end: VisitNext
  visits: number
}

/** Visits until the run ends; `answer` is the world outside. Entries change the state as the engine would have it. */
export async function drive(
  sandbox: Sandbox,
  definition: FlowDefinition,
  trigger: Json = null,
  answer: (step: OutsideStep) => StepRecord = () => ({ status: 'done', output: null }),
  more: Partial<VisitRequest> = {},
): Promise<Driven> {
  const flow = await compile(sandbox, definition)
  const state: RunState = { trigger, steps: {}, loops: {} }
  const driven: Driven = { entries: [], outside: [], offered: [], state, end: { kind: 'more' }, visits: 0 }
  for (;;) {
    const { entries, next } = await sandbox.visit(requestOf(flow, state, more))
    driven.visits++
    for (const { path, record } of entries) applyRecord(state, path, structuredClone(record))
    driven.entries.push(...entries)
    if (next.kind === 'end') return { ...driven, end: next }
    if (next.kind === 'more' && entries.length === 0) throw new Error('a visit came to nothing')
    if (next.kind !== 'outside') continue
    if (next.steps.length === 0) throw new Error('nothing is left to do, and the run has not ended')
    driven.offered.push(next.steps.length)
    for (const step of next.steps) {
      driven.outside.push(step)
      applyRecord(state, step.path, answer(step))
    }
  }
}

/** Path and output, or error code, of each entry. */
export function told(driven: Driven): Array<[path: string, outcome: Json]> {
  return driven.entries.map(({ path, record }) => [path, record.error?.code ?? record.output ?? record.status])
}
