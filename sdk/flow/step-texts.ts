import type { Json, Step, StepKind } from './definition.ts'
import { hasExpression } from './expressions.ts'
import { pointer } from './pointer.ts'

/** `template`: text with `{{ }}` at any depth; `expression`: one expression, bare or in braces; `code`: JavaScript as a whole. */
export type Reads = 'template' | 'expression' | 'code'

/**
 * `step`: sees what is before the step. `item`: `item` and `index` too. `iteration`: what an iteration of the loop knows when it
 * starts; `inside`: when it is over. `after`: the step's own output too.
 */
export type Sees = 'step' | 'item' | 'iteration' | 'inside' | 'after'

interface TextPlace {
  reads: Reads
  sees: Sees
}

const TEMPLATE: TextPlace = { reads: 'template', sees: 'step' }
const EXPRESSION: TextPlace = { reads: 'expression', sees: 'step' }
const PER_ITEM: TextPlace = { reads: 'expression', sees: 'item' }
const AFTER_ITERATION: TextPlace = { reads: 'expression', sees: 'inside' }
const LOOP = { '/collect': AFTER_ITERATION, '/stopAfter': AFTER_ITERATION }

/** The places of each kind of step that may hold references, as JSON Pointers; `*` is any index. The one list to extend. */
const PLACES: Record<StepKind, Readonly<Record<string, TextPlace>>> = {
  action: { '/input': TEMPLATE },
  http: { '/url': TEMPLATE, '/headers': TEMPLATE, '/query': TEMPLATE, '/body': TEMPLATE },
  store: { '/key': TEMPLATE, '/value': TEMPLATE, '/by': TEMPLATE, '/where': TEMPLATE },
  map: { '/value': TEMPLATE },
  code: { '/code': { reads: 'code', sees: 'step' } },
  filter: { '/items': TEMPLATE, '/condition': PER_ITEM },
  split: { '/items': TEMPLATE, '/size': TEMPLATE },
  aggregate: { '/items': TEMPLATE, '/groupBy': PER_ITEM, '/figures/*/value': PER_ITEM },
  branch: { '/condition': EXPRESSION },
  switch: { '/cases/*/condition': EXPRESSION },
  forEach: { '/items': TEMPLATE, ...LOOP },
  while: { '/condition': { reads: 'expression', sees: 'iteration' }, ...LOOP },
  parallel: {},
  delay: { '/delay': TEMPLATE },
  wait: { '/timeout': TEMPLATE },
  approval: { '/question': TEMPLATE, '/details': TEMPLATE, '/deadline': TEMPLATE, '/reminder': TEMPLATE, '/escalation': TEMPLATE },
  subflow: { '/input': TEMPLATE },
  respond: { '/status': TEMPLATE, '/headers': TEMPLATE, '/body': TEMPLATE },
  stop: { '/message': TEMPLATE },
}

const EVERY_STEP: Readonly<Record<string, TextPlace>> = {
  '/skipWhen': EXPRESSION,
  '/stopWhen': { reads: 'expression', sees: 'after' },
}

export interface StepText extends TextPlace {
  /** JSON Pointer into the step. */
  field: string
  text: string
  /** The text is JavaScript as a whole; otherwise only what is between braces is. */
  isCode: boolean
}

/** Every text of a step that may hold references, in the order of its places. */
export function textsOf(step: Step): StepText[] {
  const found: StepText[] = []
  mapTexts(step, (text) => {
    found.push(text)
    return text.text
  })
  return found
}

/** The step with each of those texts replaced. Texts without an expression are left alone. */
export function mapTexts(step: Step, replace: (text: StepText) => string): Step {
  let mapped: Record<string, unknown> = { ...step }
  for (const [place, how] of Object.entries({ ...PLACES[step.kind], ...EVERY_STEP })) {
    mapped = mapAt(mapped, place.slice(1).split('/'), '', (value, field) => mapValue(value, field, how, replace))
  }
  // Only texts were replaced by texts, so it is the same kind of step.
  return mapped as unknown as Step
}

type MapLeaf = (value: Json, field: string) => Json

function mapAt<T extends object>(holder: T, keys: readonly string[], field: string, leaf: MapLeaf): T {
  const [key = '', ...rest] = keys
  if (key === '*' && Array.isArray(holder)) {
    const made: unknown[] = holder.map((item, i) => mapAt(item, rest, pointer(field, i), leaf))
    // A list for a list: T is the list's own type.
    return made as unknown as T
  }
  const value: unknown = Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined
  if (value === undefined) return holder
  const next = pointer(field, key)
  const made = rest.length === 0 ? leaf(value as Json, next) : mapAt(Object(value), rest, next, leaf)
  return { ...holder, [key]: made }
}

function mapValue(value: Json, field: string, how: TextPlace, replace: (text: StepText) => string): Json {
  if (typeof value === 'string') {
    const isCode = how.reads === 'code' || (how.reads === 'expression' && !hasExpression(value))
    return isCode || hasExpression(value) ? replace({ ...how, field, text: value, isCode }) : value
  }
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item, i) => mapValue(item, pointer(field, i), how, replace))
  // fromEntries defines own keys, also one called __proto__ (C29).
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapValue(item, pointer(field, key), how, replace)]))
}
