import type { Json } from '../../sdk/flow/definition.ts'
import { valueAt } from './json-pointer.ts'
import { FILTERS, type Filter } from './template-filters.ts'

/** Values that expressions may start from, for example `{input, body, status}`. */
export type Roots = Readonly<Record<string, Json | undefined>>

export interface CompiledTemplate {
  render(roots: Roots): Json | undefined
  /** Every path that is read, the root first: `['body', 'buyer', 'id']`. */
  paths: ReadonlyArray<readonly string[]>
  /** The path, root first, when the whole template is one path without filters: then its value can be taken over as it was written. */
  bare: readonly string[] | null
}

/** The template cannot be compiled: `message` says what is wrong in which text. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

type Render = (roots: Roots) => Json | undefined

const EXPRESSION = /\{\{([^{}]*)\}\}/g
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_-]+)*$/
const FILTER_CALL = /^([a-z]+)(?:\((.*)\))?$/

/**
 * Compiles a JSON value whose texts may hold `{{path | filter("argument")}}`. A text that is exactly one expression keeps the
 * type of its value; one among other characters becomes text. Members whose value is absent are left out. Own code, no `eval`,
 * no loops: this is for connectors' declarative entries and has nothing to do with flow expressions.
 */
export function compileTemplate(template: Json, roots: readonly string[]): CompiledTemplate {
  const paths: string[][] = []
  const render = compileNode(template, { roots, paths })
  return { render, paths, bare: bareOf(template, paths) }
}

function bareOf(template: Json, paths: ReadonlyArray<readonly string[]>): readonly string[] | null {
  const [only] = paths
  return typeof template === 'string' && /^\{\{[^{}|]*\}\}$/.test(template) && only !== undefined ? only : null
}

interface Compiling {
  roots: readonly string[]
  paths: string[][]
}

function compileNode(node: Json, compiling: Compiling): Render {
  if (typeof node === 'string') return compileText(node, compiling)
  if (Array.isArray(node)) {
    const members = node.map((member) => compileNode(member, compiling))
    return (roots) => members.map((member) => member(roots) ?? null)
  }
  if (typeof node !== 'object' || node === null) return () => node
  const members = Object.entries(node).map(([key, member]) => [key, compileNode(member, compiling)] as const)
  return (roots) => Object.fromEntries(members.flatMap(([key, member]) => present(key, member(roots))))
}

function present(key: string, value: Json | undefined): Array<[string, Json]> {
  return value === undefined ? [] : [[key, value]]
}

function compileText(text: string, compiling: Compiling): Render {
  const parts: Array<string | Render> = []
  let end = 0
  for (const found of text.matchAll(EXPRESSION)) {
    if (found.index > end) parts.push(text.slice(end, found.index))
    parts.push(compileExpression(found[1] ?? '', text, compiling))
    end = found.index + found[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  if (parts.some((part) => typeof part === 'string' && /\{\{|\}\}/.test(part))) throw new TemplateError(`stray braces in ${quote(text)}`)
  const [only] = parts
  if (parts.length === 1 && typeof only === 'function') return only
  return (roots) => parts.map((part) => (typeof part === 'string' ? part : asText(part(roots)))).join('')
}

function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function compileExpression(source: string, text: string, compiling: Compiling): Render {
  const [head = '', ...calls] = splitAtPipes(source).map((part) => part.trim())
  if (!PATH.test(head)) throw new TemplateError(`${quote(head)} in ${quote(text)} is not a path such as ${compiling.roots.join(', ')}.name`)
  const [root = '', ...parts] = head.split('.')
  if (!compiling.roots.includes(root))
    throw new TemplateError(`${quote(text)} may only read ${compiling.roots.join(', ')}, not ${quote(root)}`)
  compiling.paths.push([root, ...parts])
  const filters = calls.map((call) => compileFilter(call, text))
  return (roots) => {
    let value = valueAt(Object.hasOwn(roots, root) ? roots[root] : undefined, parts)
    for (const { filter, argument } of filters) value = filter(value, argument)
    return value
  }
}

function compileFilter(call: string, text: string): { filter: Filter; argument: Json | undefined } {
  const found = FILTER_CALL.exec(call)
  const filter = FILTERS.get(found?.[1] ?? '')
  if (found === null || filter === undefined) {
    throw new TemplateError(`${quote(call)} in ${quote(text)} is not a filter; there are ${[...FILTERS.keys()].join(', ')}`)
  }
  return { filter, argument: found[2] === undefined ? undefined : literal(found[2], text) }
}

function literal(source: string, text: string): Json {
  try {
    return JSON.parse(source)
  } catch (error) {
    throw new TemplateError(`${quote(source)} in ${quote(text)} is not a JSON value`, { cause: error })
  }
}

/** Splits at `|`, except inside `"…"`. */
function splitAtPipes(source: string): string[] {
  return source.match(/(?:[^|"]|"(?:[^"\\]|\\.)*")+/g) ?? ['']
}

function quote(text: string): string {
  return `"${text.slice(0, 80)}"`
}
