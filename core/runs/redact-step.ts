import type { FlowDefinition, Json, Step, StepError } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { CallRecord } from '../egress/egress.types.ts'
import { MASK } from '../egress/mask.ts'
import { isSecretName } from '../platform/redact.ts'
import type { RunStep } from './run-steps.ts'

/** Takes out of what one step got, gave and called whatever its `redact` list names, and headers that hold credentials. */
export interface Redactor {
  value(value: Json): Json
  error<E extends StepError>(error: E): E
  call(call: CallRecord): CallRecord
  text(text: string): string
}

/** Null: the step hides nothing. `input` and `output` are the step's own: calls, logs and errors repeat parts of them. */
export function redactorOf(step: Step | undefined, input: Json, output: Json): Redactor | null {
  const pointers = hiddenPlaces(step, input)
  if (pointers.length === 0) return null
  const hidden = hiddenTexts([input, output], pointers)
  const text = (given: string): string => hidden.reduce((rest, form) => rest.replaceAll(form, MASK), given)
  return {
    text,
    value: (value) => withoutHidden(value, pointers),
    error: (error) => redactedError(error, pointers, text),
    call: (call) => redactedCall(call, pointers, text),
  }
}

/** What a person is shown of a step. What runs and retries read is not touched. */
export function redactedStep(step: RunStep, definition: Pick<FlowDefinition, 'steps'>): RunStep {
  const redactor = redactorOf(stepOf(definition, step.stepId), step.input, step.output)
  if (redactor === null) return step
  const error = (given: StepError | null) => (given === null ? null : redactor.error(given))
  return {
    ...step,
    input: redactor.value(step.input),
    output: redactor.value(step.output),
    error: error(step.error),
    attempts: step.attempts.map((attempt) => ({
      ...attempt,
      error: error(attempt.error),
      logs: attempt.logs.map(redactor.text),
      calls: attempt.calls.map(redactor.call),
    })),
  }
}

/** The same for an error that stands alone, in a list of runs: what is in its words cannot be known there. */
export function redactedFailure<E extends StepError>(error: E, step: Step | undefined): E {
  return redactorOf(step, null, null)?.error(error) ?? error
}

/** The same for a part of an input or output: what is at the JSON Pointer `at` of it. */
export function redactedPart(step: Step | undefined, at: string, part: Json): Json {
  const place = at === '' ? [] : partsOf(at)
  const inside = hiddenPlaces(step, null).flatMap((pointer): Pointer[] => {
    const isOnTheWay = place.every((name, index) => index >= pointer.length || pointer[index] === '*' || pointer[index] === name)
    return isOnTheWay ? [pointer.slice(place.length)] : []
  })
  return withoutHidden(part, inside)
}

type Pointer = readonly string[]

function hiddenPlaces(step: Step | undefined, input: Json): Pointer[] {
  const written = (step?.redact ?? []).map(partsOf)
  if (step?.kind !== 'http') return written
  const headers = isObject(input) ? (input['headers'] ?? null) : null
  const names = isObject(headers) ? Object.keys(headers).filter(isSecretHeader) : []
  return [...written, ...names.map((name) => ['headers', name])]
}

function isSecretHeader(name: string): boolean {
  return isSecretName(name) || /(^|-)(auth|key|signature|session)$/i.test(name)
}

function partsOf(pointer: string): Pointer {
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value with a mask at each place that is there; `*` is any index or member. */
function withoutHidden(value: Json, pointers: readonly Pointer[]): Json {
  return pointers.reduce(withoutPlace, value)
}

function withoutPlace(value: Json, pointer: Pointer): Json {
  const [part, ...rest] = pointer
  if (part === undefined) return value === null ? null : MASK
  if (typeof value !== 'object' || value === null) return value
  const isAt = (key: string): boolean => part === '*' || key === part
  if (Array.isArray(value)) return value.map((item, index) => (isAt(String(index)) ? withoutPlace(item, rest) : item))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, isAt(key) ? withoutPlace(item, rest) : item]))
}

/** Shorter texts would blank out ordinary words and numbers; where a body is JSON, its places are hidden whatever they hold. */
const MIN_CHARS = 4

/** Every text and number that is hidden, in the forms in which a request or a log repeats it; longest first. */
function hiddenTexts(values: readonly Json[], pointers: readonly Pointer[]): string[] {
  const found = new Set<string>()
  for (const value of values) for (const pointer of pointers) collectAt(value, pointer, found)
  const forms = [...found].flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed())])
  return [...new Set(forms)].filter((text) => text.length >= MIN_CHARS).sort((a, b) => b.length - a.length)
}

function collectAt(value: Json, pointer: Pointer, found: Set<string>): void {
  const [part, ...rest] = pointer
  if (typeof value !== 'object' || value === null) {
    if (part === undefined && value !== null && typeof value !== 'boolean') found.add(String(value))
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (part === undefined || part === '*' || key === part) collectAt(item, rest, found)
  }
}

type Clean = Redactor['text']

function redactedError<E extends StepError>(error: E, pointers: readonly Pointer[], clean: Clean): E {
  const { provider } = error
  const body = provider === undefined ? {} : { provider: { ...provider, body: redactedBody(provider.body, pointers, clean) } }
  return { ...error, message: clean(error.message), ...body }
}

function redactedBody(body: Json, pointers: readonly Pointer[], clean: Clean): Json {
  const shown = withoutHidden(body, pointers)
  const text = JSON.stringify(shown)
  const cleaned = clean(text)
  return cleaned === text ? shown : parsed(cleaned)
}

function redactedCall(call: CallRecord, pointers: readonly Pointer[], clean: Clean): CallRecord {
  const body = (text: string | null): string | null => (text === null ? null : clean(hiddenInJson(text, pointers)))
  const headers = (given: Record<string, string>) =>
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, isSecretHeader(name) ? MASK : clean(value)]))
  return {
    ...call,
    url: clean(call.url),
    requestHeaders: headers(call.requestHeaders),
    requestBody: body(call.requestBody),
    answerHeaders: headers(call.answerHeaders),
    answerBody: body(call.answerBody),
    error: call.error === null ? null : clean(call.error),
  }
}

/** A recorded body is text, and may have been cut: then it is no JSON, and only its texts can be looked at. */
function hiddenInJson(text: string, pointers: readonly Pointer[]): string {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return text
  // An HTTP step's input names the place `/body/…`, its request begins inside of it.
  const inside = pointers.flatMap((pointer) => (pointer[0] === 'body' ? [pointer, pointer.slice(1)] : [pointer]))
  return JSON.stringify(withoutHidden(value, inside))
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text // No JSON.
  }
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
