import { type Expression, type ObjectExpression, parseExpressionAt } from 'acorn'
import type { FlowScope } from '../guest/flow-scope.ts'

/** A compiled expression that is only looked at, never run as code. */
export type PlainFunction = (scope: FlowScope) => unknown

/** What a flow's plain expressions cost at most: each look-up may copy all that the run knows. */
export interface PlainBudget {
  lookUps: number
}

/** Thrown for what takes a sandbox: a call, a function, a global, a regular expression, a date. */
export class NotPlain extends Error {}

const MAX_DEPTH = 60

/**
 * A function of the compiled flow (`step-functions.ts` wrote it) as closures over its syntax tree. Knows look-ups, literals,
 * comparisons, arithmetic, choices and the building of texts, lists and objects; there is nothing in it that could loop, call,
 * reach a prototype or name anything but the run's own data. Throws NotPlain for everything else.
 */
export function plainFunction(js: string, budget: PlainBudget): PlainFunction {
  const tree = parseExpressionAt(js, 0, { ecmaVersion: 'latest', sourceType: 'module' })
  if (tree.type !== 'ArrowFunctionExpression' || tree.params.length > 0 || tree.body.type === 'BlockStatement') throw new NotPlain()
  return plain(tree.body, budget, 0)
}

function plain(node: Expression, budget: PlainBudget, depth: number): PlainFunction {
  if (depth > MAX_DEPTH) throw new NotPlain()
  const inner = (child: Expression): PlainFunction => plain(child, budget, depth + 1)
  switch (node.type) {
    case 'ParenthesizedExpression':
      return inner(node.expression)
    case 'SequenceExpression':
      return placed(node.expressions, inner)
    case 'Literal':
      return literal(node.value)
    case 'Identifier':
      if (node.name !== 'undefined') throw new NotPlain()
      return () => undefined
    case 'TemplateLiteral': {
      const texts = node.quasis.map((quasi) => quasi.value.cooked ?? '')
      const holes = node.expressions.map(inner)
      return (scope) => texts.reduce((text, part, i) => `${text}${i === 0 ? '' : `${holes[i - 1]?.(scope)}`}${part}`, '')
    }
    case 'UnaryExpression':
      return unary(node.operator, inner(node.argument))
    case 'BinaryExpression':
      if (node.left.type === 'PrivateIdentifier') throw new NotPlain()
      return binary(node.operator, inner(node.left), inner(node.right))
    case 'LogicalExpression':
      return logical(node.operator, inner(node.left), inner(node.right))
    case 'ConditionalExpression': {
      const [test, yes, no] = [inner(node.test), inner(node.consequent), inner(node.alternate)]
      return (scope) => (test(scope) ? yes(scope) : no(scope))
    }
    case 'ArrayExpression': {
      const items = node.elements.map((element) => {
        if (element === null || element.type === 'SpreadElement') throw new NotPlain()
        return inner(element)
      })
      return (scope) => items.map((item) => item(scope))
    }
    case 'ObjectExpression':
      return object(node, inner)
    case 'CallExpression':
      return lookUp(node, budget, inner)
    default:
      throw new NotPlain()
  }
}

/** `($.at = "/field", value)`. */
function placed([place, value, ...more]: readonly Expression[], inner: (child: Expression) => PlainFunction): PlainFunction {
  if (place?.type !== 'AssignmentExpression' || value === undefined || more.length > 0) throw new NotPlain()
  const { left, right } = place
  if (left.type !== 'MemberExpression' || nameOn$(left) !== 'at' || right.type !== 'Literal') throw new NotPlain()
  const at = String(right.value)
  const run = inner(value)
  return (scope) => {
    scope.at = at
    return run(scope)
  }
}

function literal(value: unknown): PlainFunction {
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) throw new NotPlain()
  return () => value
}

/** The look-ups of the scope that give plain data. */
const LOOK_UPS = {
  trigger: true,
  vars: true,
  step: true,
  item: true,
  index: true,
  previous: true,
  run: true,
  text: true,
} as const satisfies Partial<Record<keyof FlowScope, true>>

function lookUp(
  { callee, arguments: args }: Extract<Expression, { type: 'CallExpression' }>,
  budget: PlainBudget,
  inner: (child: Expression) => PlainFunction,
): PlainFunction {
  const name = callee.type === 'MemberExpression' ? nameOn$(callee) : null
  if (name === null || !Object.hasOwn(LOOK_UPS, name)) throw new NotPlain()
  budget.lookUps--
  if (budget.lookUps < 0) throw new NotPlain()
  const values = args.map((arg) => {
    if (arg.type === 'SpreadElement') throw new NotPlain()
    return inner(arg)
  })
  return (scope) =>
    Reflect.apply(
      Reflect.get(scope, name),
      scope,
      values.map((value) => value(scope)),
    )
}

/** The name in `$.name`. */
function nameOn$(node: Extract<Expression, { type: 'MemberExpression' }>): string | null {
  const { object: holder, property, computed } = node
  if (computed || holder.type !== 'Identifier' || holder.name !== '$' || property.type !== 'Identifier') return null
  return property.name
}

function object(node: ObjectExpression, inner: (child: Expression) => PlainFunction): PlainFunction {
  const members = node.properties.map((property): [string, PlainFunction] => {
    if (property.type !== 'Property' || property.kind !== 'init' || property.method || property.shorthand) throw new NotPlain()
    const { key, computed } = property
    if (key.type === 'Literal' && typeof key.value === 'string') return [key.value, inner(property.value)]
    if (computed || key.type !== 'Identifier') throw new NotPlain()
    return [key.name, inner(property.value)]
  })
  return (scope) => {
    const made: Record<string, unknown> = {}
    for (const [key, value] of members) {
      // A key called __proto__ is data like any other (C29).
      Object.defineProperty(made, key, { value: value(scope), enumerable: true, configurable: true, writable: true })
    }
    return made
  }
}

function unary(operator: string, of: PlainFunction): PlainFunction {
  switch (operator) {
    case '!':
      return (scope) => !of(scope)
    case '-':
      return (scope) => -(of(scope) as number)
    case '+':
      return (scope) => +(of(scope) as number)
    case 'typeof':
      return (scope) => typeof of(scope)
    default:
      throw new NotPlain()
  }
}

function logical(operator: string, left: PlainFunction, right: PlainFunction): PlainFunction {
  switch (operator) {
    case '&&':
      return (scope) => left(scope) && right(scope)
    case '||':
      return (scope) => left(scope) || right(scope)
    default:
      return (scope) => left(scope) ?? right(scope)
  }
}

type Operands = (left: never, right: never) => unknown

/** JavaScript's own operators, with its own conversions. `==` is left to the sandbox: our own code may not compare like that. */
const OPERATORS: Readonly<Record<string, (left: number, right: number) => unknown>> = {
  '===': (left, right) => left === right,
  '!==': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
}

function binary(operator: string, left: PlainFunction, right: PlainFunction): PlainFunction {
  const apply: Operands | undefined = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  if (apply === undefined) throw new NotPlain()
  return (scope) => apply(left(scope) as never, right(scope) as never)
}
