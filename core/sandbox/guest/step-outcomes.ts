import type { Json, StepKind, StepRecord } from '../../../sdk/flow/definition.ts'
import { LAST_ITERATION } from '../../../sdk/flow/run-state.ts'
import { GuestFault } from './faults.ts'
import type { FlowFunctions, StepShape } from './flow-parts.ts'
import type { FlowScope } from './flow-scope.ts'
import { toJsonText } from './json-out.ts'
import { listIn, listOutput } from './list-steps.ts'

export interface FinishedRecord {
  record: StepRecord
  /** The record as JSON text, so that a large output is written once. */
  text: string
}

/** A pure step that is not code, evaluated: what is recorded of it. */
export function evaluated(stepId: string, kind: StepKind, shape: StepShape, functions: FlowFunctions, scope: FlowScope): FinishedRecord {
  switch (kind) {
    case 'branch': {
      const holds = Boolean(functions.values[stepId]?.())
      return plainRecord({ status: 'done', output: holds, lane: holds ? 'then' : 'else' })
    }
    case 'switch':
      return plainRecord(switchRecord(shape, functions.cases[stepId] ?? []))
    case 'parallel':
      return plainRecord({ status: 'open' })
    case 'while':
      return plainRecord({ status: 'open', output: { bound: shape.maxIterations ?? 0 } })
    case 'forEach':
      return writtenRecord('open', { items: listIn(functions.values[stepId]?.(), scope) })
    case 'filter':
    case 'split':
    case 'aggregate':
      return writtenRecord('done', listOutput(shape, functions.lists[stepId] ?? { items: () => null }, scope))
    case 'stop':
      return stopRecord(shape, functions.values[stepId]?.())
    case 'respond': {
      const response = functions.values[stepId]?.()
      checkResponse(response)
      return writtenRecord('done', response)
    }
    default:
      return writtenRecord('done', functions.values[stepId]?.())
  }
}

/** A record whose output is small and ours. */
export function plainRecord(record: StepRecord): FinishedRecord {
  return { record, text: JSON.stringify(record) }
}

/**
 * A record with an output from guest code. The output is read back from its JSON text: the steps after it see in this visit exactly
 * what they would see in a later one.
 */
export function writtenRecord(status: 'done' | 'open', value: unknown): FinishedRecord {
  const text = toJsonText(value)
  const output: Json = JSON.parse(text)
  return { record: { status, output }, text: `{"status":"${status}","output":${text}}` }
}

/** The record of an iteration that is over. */
export function iterationRecord(result: unknown, isLast: boolean): FinishedRecord {
  const { record, text } = writtenRecord('done', result)
  if (!isLast) return { record, text }
  return { record: { ...record, lane: LAST_ITERATION }, text: `${text.slice(0, -1)},"lane":"${LAST_ITERATION}"}` }
}

/** The cases are asked in order; with `first` no further one once one holds. */
function switchRecord(shape: StepShape, cases: ReadonlyArray<() => unknown>): StepRecord {
  const { lanes, takesAll } = shape.cases ?? { lanes: [], takesAll: false }
  const taken: string[] = []
  for (const [i, lane] of lanes.entries()) {
    if (!cases[i]?.()) continue
    taken.push(lane)
    if (!takesAll) break
  }
  if (taken.length === 0) taken.push('else')
  const [lane = 'else'] = taken
  return takesAll ? { status: 'done', output: taken, lanes: taken } : { status: 'done', output: taken, lane }
}

function stopRecord(shape: StepShape, value: unknown): FinishedRecord {
  if (shape.outcome !== 'error') return writtenRecord('done', value)
  const message = typeof value === 'string' ? value : value === null || value === undefined ? '' : toJsonText(value)
  return plainRecord({ status: 'failed', error: { code: 'stopped', message: message.slice(0, 8192) || 'stopped' } })
}

/** A response must be sendable as it stands: what comes from data could otherwise end a header and start another (C13). */
function checkResponse(value: unknown): void {
  if (typeof value !== 'object' || value === null) throw new GuestFault('expression', 'the response is not complete')
  const status = Number(Reflect.get(value, 'status'))
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new GuestFault('expression', `the status must be a whole number from 200 to 599`)
  }
  Reflect.set(value, 'status', status)
  const headers: unknown = Reflect.get(value, 'headers')
  if (typeof headers !== 'object' || headers === null) return
  for (const name of Object.keys(headers)) {
    const text = Reflect.get(headers, name)
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw new GuestFault('expression', `"${name.slice(0, 60)}" cannot be a header name`)
    if (text === undefined || text === null) Reflect.deleteProperty(headers, name)
    else if (/[\r\n\0]/.test(String(text))) throw new GuestFault('expression', `the header ${name} holds a line break or a NUL`)
    else Reflect.set(headers, name, String(text))
  }
}
