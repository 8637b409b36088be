import type { Json } from '../../../sdk/flow/definition.ts'
import { conditionOptions, conditionsJs, oldConditionsJs } from '../conditions.ts'
import type { Conversion, NodeContext } from '../conversion.types.ts'
import { codeStep, isOneExpression, numbersWhere } from '../list-step.ts'
import { read, readFlag, readList, readNumber, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** Nodes that sort items into outputs: IF, Filter, Switch. A flow has no branch for each item, so each output is a list. */

/** IF: outputs true and false. */
export function ifNode(context: NodeContext): Conversion {
  const { version, parameters } = context.node
  const condition =
    version < 2
      ? oldConditionsJs(parameters, context.scope)
      : conditionsJs(read(parameters, 'conditions'), context.scope, conditionOptions(parameters))
  return sorted(context, condition, true)
}

export function filterNode(context: NodeContext): Conversion {
  const { version, parameters } = context.node
  const condition =
    version < 2 ? oldFilter(context) : conditionsJs(read(parameters, 'conditions'), context.scope, conditionOptions(parameters))
  return sorted(context, condition, false)
}

/** Filter 1 calls its combination otherwise than IF 1. */
function oldFilter({ node: { parameters }, scope }: NodeContext): string {
  const combineOperation = readText(parameters, 'combineConditions', 'AND') === 'OR' ? 'any' : 'all'
  return oldConditionsJs({ ...parameters, combineOperation }, scope)
}

function sorted(context: NodeContext, condition: string, hasElse: boolean): Conversion {
  const name = context.name()
  const input = context.input()
  const outputs = hasElse ? [`steps.${name}.kept`, `steps.${name}.dropped`] : [`steps.${name}.kept`]
  const origins = [numbersWhere(input, condition), numbersWhere(input, `!(${condition})`)]
  if (isOneExpression(condition)) {
    return { steps: [{ name, body: { kind: 'filter', items: `{{ ${input} }}`, condition } }], outputs, pairing: 'none', origins }
  }
  const code = `const holds = (item, index) => ${condition}\nconst items = ${input}\nreturn { kept: items.filter((item, index) => holds(item, index)), dropped: items.filter((item, index) => !holds(item, index)) }`
  return { steps: [{ name, body: codeStep(code) }], outputs, pairing: 'none', origins }
}

/** Switch: a list per output, in one object. */
export function switchNode(context: NodeContext): Conversion {
  const { parameters, version } = context.node
  if (version < 3) throw new NotConvertible('operation_unknown', { operation: `Switch ${version}` })
  const conditions = readText(parameters, 'mode', 'rules') === 'expression' ? byNumber(context) : byRules(context)
  const name = context.name()
  const input = context.input()
  const lists = conditions.map((condition, i) => [`output${i}`, `(${input}).filter((item, index) => ${condition})`] as const)
  const outputs = conditions.map((_, i) => `steps.${name}.output${i}`)
  const origins = conditions.map((condition) => numbersWhere(input, condition))
  if (lists.every(([, js]) => isOneExpression(js))) {
    const value: Json = Object.fromEntries(lists.map(([key, js]) => [key, `{{ ${js} }}`]))
    return { steps: [{ name, body: { kind: 'map', value } }], outputs, pairing: 'none', origins }
  }
  const code = `return { ${lists.map(([key, js]) => `${key}: ${js}`).join(',\n  ')} }`
  return { steps: [{ name, body: codeStep(code) }], outputs, pairing: 'none', origins }
}

function byNumber(context: NodeContext): string[] {
  const count = readNumber(context.node.parameters, 'numberOutputs', 4)
  const js = context.value('output')
  return Array.from({ length: Math.min(count, 50) }, (_, i) => `Number(${js}) === ${i}`)
}

function byRules({ node: { parameters }, scope }: NodeContext): string[] {
  const options = conditionOptions(parameters)
  const rules = readList(parameters, 'rules.values').map((rule) => `(${conditionsJs(read(rule, 'conditions'), scope, options)})`)
  const takesAll = readFlag(parameters, 'options.allMatchingOutputs')
  const own = rules.map((rule, i) => (takesAll ? rule : [...rules.slice(0, i).map((earlier) => `!${earlier}`), rule].join(' && ')))
  const fallback = read(parameters, 'options.fallbackOutput') ?? 'none'
  const none = rules.length === 0 ? 'true' : rules.map((rule) => `!${rule}`).join(' && ')
  if (fallback === 'none') return own
  if (fallback === 'extra') return [...own, none]
  const to = Number(fallback)
  return own.map((condition, i) => (i === to ? `(${condition}) || (${none})` : condition))
}
