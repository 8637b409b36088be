import { parseExpression } from '../../../sdk/flow/parse-expression.ts'

export type ValueKind = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'unknown'

const ARITHMETIC = new Set(['-', '*', '/', '%', '**'])
const COMPARING = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>=', 'in', 'instanceof'])
const TEXT_METHODS = new Set(['join', 'toFixed'])

/** What some JavaScript surely gives, as far as its outermost operation tells; a path may give anything. */
export function kindOfValue(js: string): ValueKind {
  const parsed = parseExpression(js)
  if (!parsed.ok) return 'unknown'
  let node = parsed.ast
  while (node.type === 'ParenthesizedExpression') node = node.expression
  switch (node.type) {
    case 'Literal':
      return kindOfLiteral(node.value)
    case 'TemplateLiteral':
      return 'string'
    case 'ArrayExpression':
      return 'array'
    case 'ObjectExpression':
      return 'object'
    case 'UnaryExpression':
      return node.operator === '!' ? 'boolean' : 'unknown'
    case 'BinaryExpression':
      return ARITHMETIC.has(node.operator) ? 'number' : COMPARING.has(node.operator) ? 'boolean' : 'unknown'
    case 'CallExpression': {
      const { callee } = node
      if (callee.type === 'Identifier') return callee.name === 'Number' ? 'number' : callee.name === 'String' ? 'string' : 'unknown'
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return 'unknown'
      if (callee.object.type === 'Identifier' && callee.object.name === 'Math') return 'number'
      return TEXT_METHODS.has(callee.property.name) ? 'string' : 'unknown'
    }
    default:
      return 'unknown'
  }
}

function kindOfLiteral(value: unknown): ValueKind {
  const kind = typeof value
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'unknown'
}
