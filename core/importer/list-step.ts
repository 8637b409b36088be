import { rewriteExpression } from '../../sdk/flow/expressions-rewrite.ts'
import type { Conversion, NodeContext, Pairing, StepBody } from './conversion.types.ts'
import { tidy } from './tidy.ts'

/** Longest value kept as one expression; more is easier to read as code. */
const MAX_EXPRESSION_CHARS = 4000

/** A step whose output is the value of some JavaScript: one expression if it can be one, else a code step. */
export function valueStep(js: string): StepBody {
  return isOneExpression(js) ? { kind: 'map', value: `{{ ${js} }}` } : codeStep(`return ${js}`)
}

/** A code step with the library that its code needs. */
export function codeStep(code: string): StepBody {
  return { kind: 'code', code: /\bDateTime\b/.test(code) ? `import { DateTime } from 'luxon'\n${code}` : code }
}

/** Whether it keeps the rules of expressions. Which steps it may name is judged with the whole flow. */
export function isOneExpression(js: string): boolean {
  if (js.length > MAX_EXPRESSION_CHARS) return false
  const scope = {
    stepIdOf: (name: string) => name,
    stepNameOf: (id: string) => id,
    knows: new Set(['item', 'index', 'previous'] as const),
    hasLinks: () => true,
  }
  return rewriteExpression(js, scope).ok
}

/** The usual node: one step, whose output is its list of items. */
export function listConversion(context: NodeContext, js: string, pairing: Pairing, origins?: string): Conversion {
  const name = context.name()
  return {
    steps: [{ name, body: valueStep(tidy(js)) }],
    outputs: [`steps.${name}`],
    pairing,
    ...(origins === undefined ? {} : { origins: [origins] }),
  }
}

/** `(list).map((item, index) => js)`. */
export function eachItem(input: string, js: string): string {
  return `(${input}).map((item, index) => ${js})`
}

/** Numbers of the items for which a condition over `item` and `index` holds. */
export function numbersWhere(input: string, condition: string): string {
  return `(${input}).map((item, index) => (${condition}) ? index : -1).filter((n) => n >= 0)`
}
