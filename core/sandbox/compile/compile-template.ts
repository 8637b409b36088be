import type { Json } from '../../../sdk/flow/definition.ts'
import { hasExpression, splitTemplate } from '../../../sdk/flow/expressions.ts'
import { type RewriteScope, rewriteExpression } from '../../../sdk/flow/expressions-rewrite.ts'
import { pointer } from '../../../sdk/flow/pointer.ts'

const MAX_DEPTH = 64

/** Thrown for what `problemsOf` has already told the author; a flow with such a problem gets no script. */
export class NotCompilable extends Error {}

/**
 * A template as a JavaScript expression over `$`. Literals are literals, a text of exactly one expression keeps the value's
 * type, and `$.at` says at run time which field is being evaluated.
 */
export function compileTemplate(value: Json, field: string, scope: RewriteScope, depth = 0): string {
  if (depth > MAX_DEPTH) throw new NotCompilable('template_too_deep')
  if (typeof value === 'string') return compileText(value, field, scope)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item, i) => compileTemplate(item, pointer(field, i), scope, depth + 1)).join(', ')}]`
  // Computed keys: a key called __proto__ is data like any other (C29).
  const members = Object.entries(value).map(
    ([key, item]) => `[${JSON.stringify(key)}]: ${compileTemplate(item, pointer(field, key), scope, depth + 1)}`,
  )
  return `{${members.join(', ')}}`
}

/** One expression, with its place. */
export function compileExpression(source: string, field: string, scope: RewriteScope): string {
  return `($.at = ${JSON.stringify(field)}, (${rewritten(source, scope)}))`
}

function compileText(text: string, field: string, scope: RewriteScope): string {
  if (!hasExpression(text)) return JSON.stringify(text)
  const split = splitTemplate(text)
  if (!split.ok) throw new NotCompilable(split.problem.code)
  const [first, ...more] = split.parts
  if (first?.kind === 'expression' && more.length === 0) return compileExpression(first.source, field, scope)
  const pieces = split.parts.map((part) => (part.kind === 'text' ? JSON.stringify(part.text) : `$.text(${rewritten(part.source, scope)})`))
  return `($.at = ${JSON.stringify(field)}, "" + ${pieces.join(' + ')})`
}

function rewritten(source: string, scope: RewriteScope): string {
  const result = rewriteExpression(source, scope)
  if (!result.ok) throw new NotCompilable(result.problem.code)
  return result.js
}
