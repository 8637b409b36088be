import type { AnyNode } from 'acorn'
import { parseExpression } from '../../sdk/flow/parse-expression.ts'

const PLAIN = new Set(['Identifier', 'MemberExpression', 'CallExpression', 'ArrayExpression', 'Literal', 'ParenthesizedExpression'])

/** The same expression without parentheses that mean nothing: `(steps.a).map(…)` reads `steps.a.map(…)`. */
export function tidy(js: string): string {
  const parsed = parseExpression(js)
  if (!parsed.ok) return js
  const cut = new Set<number>()
  const queue: unknown[] = [parsed.ast]
  while (queue.length > 0) {
    const value = queue.pop()
    if (typeof value !== 'object' || value === null) continue
    if (isParenthesized(value) && PLAIN.has(value.expression.type)) cut.add(value.start).add(value.end - 1)
    queue.push(...Object.values(value))
  }
  return cut.size === 0 ? js : kept(js, cut)
}

/** Offsets count UTF-16 units, as the parser's do. */
function kept(js: string, cut: ReadonlySet<number>): string {
  let out = ''
  for (let i = 0; i < js.length; i++) if (!cut.has(i)) out += js.charAt(i)
  return out
}

function isParenthesized(value: object): value is Extract<AnyNode, { type: 'ParenthesizedExpression' }> {
  return 'type' in value && value.type === 'ParenthesizedExpression'
}
