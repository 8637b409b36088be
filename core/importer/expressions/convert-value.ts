import type { Json } from '../../../sdk/flow/definition.ts'
import { splitTemplate } from '../../../sdk/flow/expressions.ts'
import { NotConvertible } from '../reasons.ts'
import { convertExpression, isIdentifier } from './convert-expression.ts'
import type { ExpressionScope } from './expression.types.ts'

/** A parameter's value as JavaScript over `item` and `index`. A text that begins with `=` is a template, at any depth. */
export function convertValue(value: Json | undefined, scope: ExpressionScope): string {
  if (typeof value === 'string') return value.startsWith('=') ? convertTemplate(value.slice(1), scope) : literal(value)
  if (value === undefined) return 'undefined'
  if (value === null || typeof value !== 'object') return literal(value)
  if (Array.isArray(value)) return `[${value.map((each) => convertValue(each, scope)).join(', ')}]`
  return objectJs(Object.entries(value).map(([key, each]) => [key, convertValue(each, scope)]))
}

export function isExpression(value: Json | undefined): value is string {
  return typeof value === 'string' && value.startsWith('=')
}

/** Text with `{{ }}`: exactly one expression keeps its value's type; in text, null and undefined are nothing. */
export function convertTemplate(text: string, scope: ExpressionScope): string {
  const split = splitTemplate(text)
  if (!split.ok) throw new NotConvertible('expression_unreadable', { source: text.slice(0, 120) })
  const [first, ...more] = split.parts
  if (first?.kind === 'expression' && more.length === 0) return convertExpression(first.source, scope)
  if (more.length === 0) return literal(text)
  const parts = split.parts.map((part) => (part.kind === 'text' ? literal(part.text) : convertExpression(part.source, scope)))
  return `[${parts.join(', ')}].join('')`
}

/** JavaScript of a plain JSON value; no `__proto__` in it sets a prototype. */
export function literal(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((each) => literal(each)).join(', ')}]`
  return objectJs(Object.entries(value).map(([key, each]) => [key, literal(each)]))
}

/** An object literal of keys and JavaScript values, in parentheses. */
export function objectJs(entries: ReadonlyArray<readonly [key: string, js: string]>, before: readonly string[] = []): string {
  const members = [...before, ...entries.map(([key, js]) => `${keyJs(key)}: ${js}`)]
  return members.length === 0 ? '({})' : `({ ${members.join(', ')} })`
}

export function keyJs(key: string): string {
  if (key === '__proto__') return '["__proto__"]'
  return isIdentifier(key) ? key : JSON.stringify(key)
}

/** The value at a dotted path of an object, by n8n's rule that `a.b[0]` goes into it. Undefined where there is nothing. */
export function pathJs(root: string, path: string, dotted = true): string {
  if (!dotted) return `${root}?.[${JSON.stringify(path)}]`
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '')
  return keys.reduce((js, key) => (isIdentifier(key) ? `${js}?.${key}` : `${js}?.[${/^\d+$/.test(key) ? key : JSON.stringify(key)}]`), root)
}

/** Evaluated once per run of the node, with its first item: as n8n does for settings such as a limit. */
export function onceJs(js: string, input: string): string {
  return /\b(item|index)\b/.test(js) ? `((item, index) => ${js})((${input}).at(0), 0)` : js
}
