import type { StepRecord } from '../../../sdk/flow/definition.ts'
import { GuestFault } from './faults.ts'
import { toJsonText } from './json-out.ts'

/** What of a step, beside its plan, decides what its value becomes. */
export interface StepShape {
  name: string
  /** Of a stop step. */
  outcome?: 'success' | 'error'
}

export interface FinishedRecord {
  record: StepRecord
  /** The record as JSON text, so that a large output is written once. */
  text: string
}

/**
 * A pure step's value as its record. The output is read back from its JSON text: the steps after it see in this visit exactly
 * what they would see in a later one.
 */
export function finishedRecord(shape: StepShape & { kind: string }, value: unknown): FinishedRecord {
  switch (shape.kind) {
    case 'branch': {
      const lane = value ? 'then' : 'else'
      const record: StepRecord = { status: 'done', output: Boolean(value), lane }
      return { record, text: JSON.stringify(record) }
    }
    case 'stop':
      return stopRecord(shape, value)
    case 'respond':
      checkResponse(value)
      return doneRecord(value)
    default:
      return doneRecord(value)
  }
}

function doneRecord(value: unknown): FinishedRecord {
  const output = toJsonText(value)
  return { record: { status: 'done', output: JSON.parse(output) }, text: `{"status":"done","output":${output}}` }
}

function stopRecord(shape: StepShape, value: unknown): FinishedRecord {
  if (shape.outcome !== 'error') return doneRecord(value)
  const message = typeof value === 'string' ? value : value === null || value === undefined ? '' : toJsonText(value)
  const record: StepRecord = { status: 'failed', error: { code: 'stopped', message: message.slice(0, 8192) || 'stopped' } }
  return { record, text: JSON.stringify(record) }
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
