import { tokenizer } from 'acorn'
import type { FlowDefinition, Json, Step } from './definition.ts'
import { hasExpression, splitTemplate } from './expressions.ts'
import { stepIds, stepOf } from './graph.ts'

/** A mention of another step, wherever it stands: `steps.order.total_amount` in the field `/value/total`. */
export interface StepReference {
  /** As written: a name, or `$` and a step id. */
  name: string
  /** The step meant, or null when there is none. */
  stepId: string | null
  /** JSON Pointer into the step. */
  field: string
}

/** Step names of a definition by id, and ids by name. The first step (by id) keeps a name that two carry. */
export interface StepNames {
  idOf: ReadonlyMap<string, string>
  nameOf: ReadonlyMap<string, string>
}

export function stepNamesOf(definition: Pick<FlowDefinition, 'steps'>): StepNames {
  const idOf = new Map<string, string>()
  const nameOf = new Map<string, string>()
  for (const id of stepIds(definition)) {
    const name = stepOf(definition, id)?.name ?? id
    nameOf.set(id, name)
    if (!idOf.has(name)) idOf.set(name, id)
  }
  return { idOf, nameOf }
}

/** The step meant by `order` or `$s1a2b3c4d`. */
export function resolveStep(names: StepNames, written: string): string | undefined {
  if (written.startsWith('$') && names.nameOf.has(written.slice(1))) return written.slice(1)
  return names.idOf.get(written)
}

/** The definition as it is stored: every `steps.<name>` that names a step becomes `steps.$<id>`, so that a rename breaks nothing. */
export function toStored(definition: FlowDefinition): FlowDefinition {
  const names = stepNamesOf(definition)
  return rewriteDefinition(definition, (text, isCode) => toStoredText(text, names, isCode))
}

/** The definition as people read it: every `steps.$<id>` of a known step becomes `steps.<name>`. */
export function toShown(definition: FlowDefinition): FlowDefinition {
  const names = stepNamesOf(definition)
  return rewriteDefinition(definition, (text, isCode) => toShownText(text, names, isCode))
}

/** One field. `isCode`: the text is JavaScript as a whole; otherwise only what is between braces is. */
export function toStoredText(text: string, names: StepNames, isCode = false): string {
  return rewriteText(text, isCode, (written) => {
    const id = resolveStep(names, written)
    return id === undefined ? written : `$${id}`
  })
}

export function toShownText(text: string, names: StepNames, isCode = false): string {
  return rewriteText(text, isCode, (written) => (written.startsWith('$') ? (names.nameOf.get(written.slice(1)) ?? written) : written))
}

/** Every mention of another step in one step, in reading order. */
export function referencesOf(definition: Pick<FlowDefinition, 'steps'>, stepId: string): StepReference[] {
  const step = stepOf(definition, stepId)
  if (step === undefined) return []
  const names = stepNamesOf(definition)
  const found: StepReference[] = []
  for (const { field, text, isCode } of textsOf(step)) {
    rewriteText(text, isCode, (written) => {
      found.push({ name: written, stepId: resolveStep(names, written) ?? null, field })
      return written
    })
  }
  return found
}

export interface StepText {
  field: string
  text: string
  isCode: boolean
}

/** The places of a step that may hold references. The one list to extend when a step kind is added. */
export function textsOf(step: Step): StepText[] {
  switch (step.kind) {
    case 'action':
      return textsIn(step.input, '/input')
    case 'map':
      return textsIn(step.value, '/value')
    case 'branch':
      return [{ field: '/condition', text: step.condition, isCode: !hasExpression(step.condition) }]
    case 'code':
      return [{ field: '/code', text: step.code, isCode: true }]
    case 'respond':
      return [...textsIn(step.status, '/status'), ...textsIn(step.headers ?? {}, '/headers'), ...textsIn(step.body, '/body')]
    case 'stop':
      return textsIn(step.message ?? null, '/message')
    default: {
      const never: never = step
      return never
    }
  }
}

/** JSON Pointer of a key below another. */
export function pointer(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function textsIn(value: Json, field: string): StepText[] {
  if (typeof value === 'string') return hasExpression(value) ? [{ field, text: value, isCode: false }] : []
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return value.flatMap((item, i) => textsIn(item, pointer(field, i)))
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, pointer(field, key)))
}

type TextRewrite = (text: string, isCode: boolean) => string

function rewriteDefinition(definition: FlowDefinition, rewrite: TextRewrite): FlowDefinition {
  const steps: FlowDefinition['steps'] = {}
  for (const [id, step] of Object.entries(definition.steps)) steps[id] = rewriteStep(step, rewrite)
  return { ...definition, steps }
}

function rewriteStep(step: Step, rewrite: TextRewrite): Step {
  switch (step.kind) {
    case 'action':
      return { ...step, input: rewriteValue(step.input, rewrite) }
    case 'map':
      return { ...step, value: rewriteValue(step.value, rewrite) }
    case 'branch':
      return { ...step, condition: rewrite(step.condition, !hasExpression(step.condition)) }
    case 'code':
      return { ...step, code: rewrite(step.code, true) }
    case 'respond':
      return {
        ...step,
        status: rewriteValue(step.status, rewrite),
        body: rewriteValue(step.body, rewrite),
        ...(step.headers === undefined ? {} : { headers: rewriteEntries(step.headers, rewrite) }),
      }
    case 'stop':
      return step.message === undefined ? step : { ...step, message: rewriteValue(step.message, rewrite) }
    default: {
      const never: never = step
      return never
    }
  }
}

function rewriteValue(value: Json, rewrite: TextRewrite): Json {
  if (typeof value === 'string') return hasExpression(value) ? rewrite(value, false) : value
  if (value === null || typeof value !== 'object') return value
  return Array.isArray(value) ? value.map((item) => rewriteValue(item, rewrite)) : rewriteEntries(value, rewrite)
}

function rewriteEntries(value: { [key: string]: Json }, rewrite: TextRewrite): { [key: string]: Json } {
  // fromEntries defines own keys, also one called __proto__ (C29).
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewriteValue(item, rewrite)]))
}

function rewriteText(text: string, isCode: boolean, rename: (written: string) => string): string {
  if (!text.includes('steps')) return text
  if (isCode) return rewriteCode(text, rename)
  return splitTemplate(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : `{{${rewriteCode(part.source, rename)}}}`))
    .join('')
}

/**
 * Works on tokens, so that texts and comments stay as they are and a half-typed or TypeScript source still works: what
 * cannot be tokenised to its end keeps everything after the fault.
 */
function rewriteCode(code: string, rename: (written: string) => string): string {
  let out = ''
  let done = 0
  for (const { start, end } of mentions(code)) {
    out += code.slice(done, start) + rename(code.slice(start, end))
    done = end
  }
  return out + code.slice(done)
}

/** Where the name after `steps.` or `steps?.` stands. */
function mentions(code: string): Array<{ start: number; end: number }> {
  const found: Array<{ start: number; end: number }> = []
  let before = ''
  let last = ''
  let beforeLast = ''
  try {
    for (const token of tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module', allowReturnOutsideFunction: true })) {
      const text = code.slice(token.start, token.end)
      const isName = token.type.label === 'name'
      if (isName && (last === '.' || last === '?.') && beforeLast === 'steps' && before !== '.' && before !== '?.') {
        found.push({ start: token.start, end: token.end })
      }
      before = beforeLast
      beforeLast = last
      last = text
    }
  } catch (error) {
    // A source that is being typed: what was read so far stands, the parser reports the fault at save.
    if (!(error instanceof SyntaxError)) throw error
  }
  return found
}
