import type { Json, StepError, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { depthOf } from './guest/json-out.ts'
import type { VisitOutcome, VisitStop } from './guest/visit.ts'
import type { OutsideStep, PureEntry, VisitNext, VisitResult } from './sandbox.types.ts'

/** Levels of a whole result: an output's own, and what wraps it. */
const MAX_DEPTH = 140
const MAX_LOG_CHARS = 8 * 1024 + 16
const MAX_LOG_LINES = 40_000

/** What a guest sent is not what it should be. Nothing of it is used. */
export class BadResult extends Error {}

/** One turn of a handler, as the guest tells it. */
export interface HandlerTurn {
  calls: Array<{ id: number; name: string; argument: Json }>
  waiting: number
  settled: { ok: true; output: Json } | { ok: false; error: HandlerError } | null
  logs: VisitResult['logs']
}

export interface HandlerError {
  code: string
  message: string
  /** What an sdk error class says: `{kind, message?, code?, retryAfterMs?, provider?}`. */
  declared: { [key: string]: Json } | null
}

/** Depth is counted on the text before it is parsed (C08), and every field checked after: a guest may have forged it. */
export function readVisit(text: string, guestMs: number): VisitResult {
  const value = parse(text)
  return { entries: list(value['entries']).map(readEntry), next: readNext(record(value['next'])), logs: readLogs(value['logs']), guestMs }
}

/** The same of a visit that was made in this very process, by our own code: there is nothing to check, and the same is kept. */
export function visitOf({ entries, next }: VisitOutcome): VisitResult {
  const made = entries.map(({ path, finished, durationMs }) => ({ path, record: recordOf(finished.record), durationMs }))
  return { entries: made, next: nextOf(next), logs: [], guestMs: 0 }
}

function nextOf(next: VisitStop): VisitNext {
  if (next.kind === 'more') return next
  if (next.kind === 'outside') {
    return { kind: 'outside', steps: next.steps.map(({ path, stepId, input }) => ({ path, stepId, input: JSON.parse(input) })) }
  }
  const made: VisitNext = { kind: 'end', outcome: next.outcome }
  if (next.error !== undefined) made.error = cutError(next.error)
  if (next.failedPath !== undefined) made.failedPath = next.failedPath
  return made
}

/** With its fields in the order of `readRecord`, so that the journal has the same bytes wherever the visit was made. */
function recordOf({ status, output, lane, lanes, skippedBy, error, failedPath }: StepRecord): StepRecord {
  const made: StepRecord = { status }
  if (output !== undefined) made.output = output
  if (lane !== undefined) made.lane = lane
  if (lanes !== undefined) made.lanes = lanes
  if (skippedBy !== undefined) made.skippedBy = skippedBy
  if (error !== undefined) made.error = cutError(error)
  if (failedPath !== undefined) made.failedPath = failedPath
  return made
}

function cutError({ code, message, at }: StepError): StepError {
  return { code: code.slice(0, 60), message: message.slice(0, 8300), ...(at === undefined ? {} : { at: at.slice(0, 500) }) }
}

export function readTurn(text: string): HandlerTurn {
  const value = parse(text)
  const settled = value['settled'] ?? null
  return {
    calls: list(value['calls']).map((item) => {
      const [id, name, argument] = list(item)
      return { id: integer(id), name: string(name), argument: argument ?? null }
    }),
    waiting: integer(value['waiting']),
    settled: settled === null ? null : readSettled(record(settled)),
    logs: readLogs(value['logs']),
  }
}

function readSettled(settled: { [key: string]: Json }): HandlerTurn['settled'] {
  if (settled['ok'] === true) return { ok: true, output: settled['output'] ?? null }
  const error = record(settled['error'])
  const declared = error['tomadaError'] ?? null
  return {
    ok: false,
    error: { code: string(error['code']), message: string(error['message']), declared: isRecord(declared) ? declared : null },
  }
}

function readEntry(value: Json): PureEntry {
  const entry = record(value)
  return { path: pathOf(entry['path']), record: readRecord(record(entry['record'])), durationMs: number(entry['durationMs']) }
}

function readRecord(value: { [key: string]: Json }): StepRecord {
  const { status, output, lane, lanes, skippedBy, error, failedPath } = value
  if (status !== 'done' && status !== 'failed' && status !== 'open') throw new BadResult('status')
  const made: StepRecord = { status }
  if (output !== undefined) made.output = output
  if (lane !== undefined) made.lane = laneName(lane)
  if (lanes !== undefined) made.lanes = list(lanes).map(laneName)
  if (skippedBy === 'skipWhen') made.skippedBy = skippedBy
  if (error !== undefined) made.error = readError(record(error))
  if (failedPath !== undefined) made.failedPath = pathOf(failedPath)
  return made
}

/** Keeps the known fields only. */
export function readError(value: { [key: string]: Json }): StepError {
  const { at, provider } = value
  const error: StepError = { code: string(value['code']).slice(0, 60), message: string(value['message']).slice(0, 8300) }
  if (typeof at === 'string') error.at = at.slice(0, 500)
  if (isRecord(provider) && typeof provider['status'] === 'number')
    error.provider = { status: provider['status'], body: provider['body'] ?? null }
  return error
}

function readNext(next: { [key: string]: Json }): VisitNext {
  if (next['kind'] === 'more') return { kind: 'more' }
  if (next['kind'] === 'outside') return { kind: 'outside', steps: list(next['steps']).map((step) => readOutside(record(step))) }
  const { outcome, error, failedPath } = next
  if (next['kind'] !== 'end' || (outcome !== 'success' && outcome !== 'error')) throw new BadResult('next')
  const made: VisitNext = { kind: 'end', outcome }
  if (error !== undefined) made.error = readError(record(error))
  if (failedPath !== undefined) made.failedPath = pathOf(failedPath)
  return made
}

function readOutside(step: { [key: string]: Json }): OutsideStep {
  const path = pathOf(step['path'])
  const stepId = string(step['stepId'])
  if (stepId !== stepIdOf(path)) throw new BadResult('step')
  return { path, stepId, input: step['input'] ?? null }
}

/** Iterations, then a step, an iteration of it, or the check whether the run stops there. */
const PATH = /^(?:\w{1,64}\[\d{1,9}\]\/){0,50}\w{1,64}(?:\[\d{1,9}\]|\?stop)?$/

function pathOf(value: Json | undefined): StepPath {
  const path = string(value)
  if (!PATH.test(path)) throw new BadResult('path')
  return path
}

function laneName(value: Json): string {
  const lane = string(value)
  if (lane.length > 100) throw new BadResult('lane')
  return lane
}

function readLogs(value: Json | undefined): VisitResult['logs'] {
  return list(value)
    .slice(0, MAX_LOG_LINES)
    .map((item) => {
      const line = record(item)
      const level = line['level']
      if (level !== 'debug' && level !== 'info' && level !== 'warn' && level !== 'error') throw new BadResult('level')
      return { path: string(line['path']), level, text: string(line['text']).slice(0, MAX_LOG_CHARS) }
    })
}

function parse(text: string): { [key: string]: Json } {
  if (depthOf(text) > MAX_DEPTH) throw new BadResult('depth')
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    // Whatever the parser found, the guest did not send JSON.
    throw new BadResult('json')
  }
  return record(value)
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function record(value: Json | undefined): { [key: string]: Json } {
  if (!isRecord(value)) throw new BadResult('object')
  return value
}

function list(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new BadResult('list')
  return value
}

function string(value: Json | undefined): string {
  if (typeof value !== 'string') throw new BadResult('text')
  return value
}

function number(value: Json | undefined): number {
  if (typeof value !== 'number') throw new BadResult('number')
  return value
}

function integer(value: Json | undefined): number {
  const checked = number(value)
  if (!Number.isInteger(checked) || checked < 0) throw new BadResult('integer')
  return checked
}
