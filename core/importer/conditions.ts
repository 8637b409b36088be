import type { Json } from '../../sdk/flow/definition.ts'
import { convertValue, isExpression, literal } from './expressions/convert-value.ts'
import type { ExpressionScope } from './expressions/expression.types.ts'
import { luxonOptions } from './expressions/luxon.ts'
import { isRecord, read, readFlag, readList, readText } from './parameters.ts'
import { NotConvertible } from './reasons.ts'

interface Comparison {
  type: string
  operation: string
  left: string
  right: string
  /** The right side as it is written, for patterns. */
  rightRaw: Json | undefined
  ignoresCase: boolean
  isLoose: boolean
}

/** The conditions of an IF, Filter or Switch rule (the form with `combinator`) as one JavaScript condition over `item` and `index`. */
export function conditionsJs(value: Json | undefined, scope: ExpressionScope, more: { ignoresCase: boolean; isLoose: boolean }): string {
  const list = readList(value, 'conditions')
  const isLoose = more.isLoose || readText(value, 'options.typeValidation') === 'loose'
  const ignoresCase = more.ignoresCase || read(value, 'options.caseSensitive') === false
  const parts = list.map((each) => {
    const left = operand(convertValue(read(each, 'leftValue'), scope))
    const rightRaw = read(each, 'rightValue')
    const operation = readText(each, 'operator.operation')
    const type = readText(each, 'operator.type')
    return comparisonJs({ type, operation, left, right: operand(convertValue(rightRaw, scope)), rightRaw, ignoresCase, isLoose }, scope)
  })
  return joined(parts, readText(value, 'combinator', 'and') === 'or' ? '||' : '&&')
}

/** The older form: `{string: [{value1, operation, value2}], number: […]}` and `combineOperation`. */
export function oldConditionsJs(parameters: Json, scope: ExpressionScope): string {
  const groups = read(parameters, 'conditions')
  const parts: string[] = []
  for (const [type, list] of Object.entries(isRecord(groups) ? groups : {})) {
    for (const each of Array.isArray(list) ? list : []) {
      const rightRaw = read(each, 'value2')
      const fallback = type === 'number' ? 'smaller' : type === 'dateTime' ? 'after' : 'equal'
      const operation = OLD_OPERATIONS[readText(each, 'operation', fallback)] ?? readText(each, 'operation')
      const left = operand(convertValue(read(each, 'value1'), scope))
      const right = operand(convertValue(rightRaw ?? (type === 'string' ? '' : null), scope))
      parts.push(comparisonJs({ type, operation, left, right, rightRaw, ignoresCase: false, isLoose: true }, scope))
    }
  }
  return joined(parts, readText(parameters, 'combineOperation', 'all') === 'any' ? '||' : '&&')
}

const OLD_OPERATIONS: Readonly<Record<string, string>> = {
  equal: 'equals',
  notEqual: 'notEquals',
  smaller: 'lt',
  smallerEqual: 'lte',
  larger: 'gt',
  largerEqual: 'gte',
  isEmpty: 'empty',
  isNotEmpty: 'notEmpty',
}

/** In parentheses unless it is a plain path or literal. */
function operand(js: string): string {
  return /^[\w.?]+$/.test(js) || /^"[^"\\]*"$/.test(js) ? js : `(${js})`
}

function joined(parts: readonly string[], operator: '&&' | '||'): string {
  return parts.length === 0 ? 'true' : parts.map((part) => `(${part})`).join(` ${operator} `)
}

function comparisonJs(comparison: Comparison, scope: ExpressionScope): string {
  const { operation, left, type } = comparison
  if (operation === 'exists') return `${left} !== undefined && ${left} !== null`
  if (operation === 'notExists') return `${left} === undefined || ${left} === null`
  const own = OF_TYPE[type]?.(comparison, scope)
  if (own === undefined) throw new NotConvertible('operation_unknown', { operation: `${type} ${operation}` })
  return own
}

type Operator = (comparison: Comparison, scope: ExpressionScope) => string | undefined

const OF_TYPE: Readonly<Record<string, Operator>> = {
  string: textJs,
  number: numberJs,
  boolean: flagJs,
  dateTime: momentJs,
  array: listJs,
  object: objectJs,
}

function textJs({ operation, left, right, rightRaw, ignoresCase, isLoose }: Comparison): string | undefined {
  const folded = (js: string): string => {
    const text = isLoose ? `String(${js} ?? "")` : `(${js} ?? "")`
    return ignoresCase ? `${text}.toLowerCase()` : text
  }
  const [l, r] = [folded(left), folded(right)]
  switch (operation) {
    case 'equals':
      return `${l} === ${r}`
    case 'notEquals':
      return `${l} !== ${r}`
    case 'contains':
      return `${l}.includes(${r})`
    case 'notContains':
      return `!${l}.includes(${r})`
    case 'startsWith':
    case 'endsWith':
      return `${l}.${operation}(${r})`
    case 'notStartsWith':
      return `!${l}.startsWith(${r})`
    case 'notEndsWith':
      return `!${l}.endsWith(${r})`
    case 'regex':
      return `${patternJs(rightRaw, right)}.test(${left} ?? "")`
    case 'notRegex':
      return `!${patternJs(rightRaw, right)}.test(${left} ?? "")`
    case 'empty':
      return `(${left} ?? "") === ""`
    case 'notEmpty':
      return `(${left} ?? "") !== ""`
    default:
      return undefined
  }
}

/** `/pattern/flags`, or a pattern without slashes. */
function patternJs(raw: Json | undefined, js: string): string {
  if (isExpression(raw)) return `new RegExp(${js})`
  const text = typeof raw === 'string' ? raw : ''
  const parts = /^\/([\s\S]*)\/([gimusy]*)$/.exec(text)
  const flags = parts?.[2]?.replace('g', '') ?? ''
  return `new RegExp(${literal(parts?.[1] ?? text)}${flags === '' ? '' : `, ${literal(flags)}`})`
}

const ORDER: Readonly<Record<string, string>> = { equals: '===', notEquals: '!==', gt: '>', lt: '<', gte: '>=', lte: '<=' }

function numberJs({ operation, left, right, rightRaw, isLoose }: Comparison): string | undefined {
  if (operation === 'empty') return `${left} === undefined || ${left} === null`
  if (operation === 'notEmpty') return `${left} !== undefined && ${left} !== null`
  const sign = ORDER[operation]
  if (sign === undefined) return undefined
  // The editor stores a typed-in number as text.
  const number = typeof rightRaw === 'string' && !isExpression(rightRaw) ? literal(Number(rightRaw)) : isLoose ? `Number(${right})` : right
  return `${isLoose ? `Number(${left})` : left} ${sign} ${number}`
}

function flagJs({ operation, left, right, isLoose }: Comparison): string | undefined {
  const flag = (js: string): string => (isLoose ? `[true, 1, "1", "true"].includes(${js})` : js)
  switch (operation) {
    case 'true':
      return isLoose ? flag(left) : `${left} === true`
    case 'false':
      return isLoose ? `!${flag(left)}` : `!(${left})`
    case 'equals':
      return `${flag(left)} === ${flag(right)}`
    case 'notEquals':
      return `${flag(left)} !== ${flag(right)}`
    case 'empty':
      return `${left} === undefined || ${left} === null`
    case 'notEmpty':
      return `${left} !== undefined && ${left} !== null`
    default:
      return undefined
  }
}

const MOMENTS: Readonly<Record<string, string>> = {
  equals: '===',
  notEquals: '!==',
  after: '>',
  before: '<',
  afterOrEquals: '>=',
  beforeOrEquals: '<=',
}

function momentJs({ operation, left, right }: Comparison, scope: ExpressionScope): string | undefined {
  if (operation === 'empty') return `${left} === undefined || ${left} === null`
  if (operation === 'notEmpty') return `${left} !== undefined && ${left} !== null`
  const sign = MOMENTS[operation]
  if (sign === undefined) return undefined
  const moment = (js: string): string =>
    `((v) => DateTime.isDateTime(v) ? v : DateTime.fromISO(v, ${luxonOptions(scope)}))(${js}).toMillis()`
  return `${moment(left)} ${sign} ${moment(right)}`
}

function listJs({ operation, left, right, rightRaw, ignoresCase }: Comparison): string | undefined {
  const list = `(${left} ?? [])`
  const size = typeof rightRaw === 'string' && !isExpression(rightRaw) ? literal(Number(rightRaw)) : right
  const fold = (js: string): string => `${js}.map((v) => typeof v === 'string' ? v.toLowerCase() : v)`
  const holds = ignoresCase ? `${fold(list)}.includes(${fold(`[${right}]`)}[0])` : `${list}.includes(${right})`
  switch (operation) {
    case 'contains':
      return holds
    case 'notContains':
      return `!${holds}`
    case 'empty':
      return `${list}.length === 0`
    case 'notEmpty':
      return `${list}.length !== 0`
    default: {
      const sign = operation.startsWith('length') ? ORDER[operation.charAt(6).toLowerCase() + operation.slice(7)] : undefined
      return sign === undefined ? undefined : `${list}.length ${sign} ${size}`
    }
  }
}

function objectJs({ operation, left }: Comparison): string | undefined {
  if (operation === 'empty') return `Object.keys(${left} ?? {}).length === 0`
  if (operation === 'notEmpty') return `Object.keys(${left} ?? {}).length !== 0`
  return undefined
}

/** Case and type rules of a node that has them as parameters. */
export function conditionOptions(parameters: Json): { ignoresCase: boolean; isLoose: boolean } {
  return {
    ignoresCase: readFlag(parameters, 'options.ignoreCase'),
    isLoose: readFlag(parameters, 'looseTypeValidation') || readFlag(parameters, 'options.looseTypeValidation'),
  }
}
