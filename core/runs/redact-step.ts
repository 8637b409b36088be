import type { FlowDefinition, Json, Step, StepError } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { MASK } from '../egress/mask.ts'
import { isSecretName } from '../platform/redact.ts'
import type { RunStep, StepAttempt } from './run-steps.ts'

/**
 * What a person is shown of a step: without what its `redact` list names, in input, output, calls, logs and errors, and without
 * the values of headers that hold credentials. What runs and retries read is not touched.
 */
export function redactedStep(step: RunStep, definition: Pick<FlowDefinition, 'steps'>): RunStep {
  const pointers = hiddenPlaces(stepOf(definition, step.stepId), step.input)
  if (pointers.length === 0) return step
  const hidden = hiddenTexts([step.input, step.output], pointers)
  return {
    ...step,
    input: withoutHidden(step.input, pointers),
    output: withoutHidden(step.output, pointers),
    error: step.error === null ? null : redactedError(step.error, pointers, hidden),
    attempts: step.attempts.map((attempt) => redactedAttempt(attempt, pointers, hidden)),
  }
}

/** The same for an error that stands alone, in a list of runs: what is in its words cannot be known there. */
export function redactedFailure<E extends StepError>(error: E, step: Step | undefined): E {
  const pointers = hiddenPlaces(step, null)
  return pointers.length === 0 ? error : { ...error, ...redactedError(error, pointers, []) }
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
export function withoutHidden(value: Json, pointers: readonly Pointer[]): Json {
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

function redactedError(error: StepError, pointers: readonly Pointer[], hidden: readonly string[]): StepError {
  const { provider } = error
  const body = provider === undefined ? {} : { provider: { ...provider, body: redactedBody(provider.body, pointers, hidden) } }
  return { ...error, message: redactedText(error.message, hidden), ...body }
}

function redactedBody(body: Json, pointers: readonly Pointer[], hidden: readonly string[]): Json {
  const shown = withoutHidden(body, pointers)
  const text = JSON.stringify(shown)
  const clean = redactedText(text, hidden)
  return clean === text ? shown : parsed(clean)
}

function redactedAttempt(attempt: StepAttempt, pointers: readonly Pointer[], hidden: readonly string[]): StepAttempt {
  const clean = (text: string): string => redactedText(text, hidden)
  const cleanBody = (text: string | null): string | null => (text === null ? null : clean(hiddenInJson(text, pointers)))
  const cleanHeaders = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? MASK : clean(value)]))
  return {
    ...attempt,
    error: attempt.error === null ? null : redactedError(attempt.error, pointers, hidden),
    logs: attempt.logs.map(clean),
    calls: attempt.calls.map((call) => ({
      ...call,
      url: clean(call.url),
      requestHeaders: cleanHeaders(call.requestHeaders),
      requestBody: cleanBody(call.requestBody),
      answerHeaders: cleanHeaders(call.answerHeaders),
      answerBody: cleanBody(call.answerBody),
      error: call.error === null ? null : clean(call.error),
    })),
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

function redactedText(text: string, hidden: readonly string[]): string {
  return hidden.reduce((rest, form) => rest.replaceAll(form, MASK), text)
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
