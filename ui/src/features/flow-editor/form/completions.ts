import { FUNCTION_HELP, type Json } from '@tomada/sdk/flow'
import type { ContextSource } from '#lib/api/flows.ts'
import { rootOf } from './paths.ts'

export interface Completion {
  label: string
  /** What stands there in the sample, or the signature of a function. */
  detail: string
  /** What a function does. */
  info?: string
  kind: 'value' | 'step' | 'function' | 'object'
}

export interface Completions {
  /** Offset where the word that is completed begins. */
  from: number
  options: Completion[]
}

/** A path up to the word that is being typed: `steps.pedido.itens[0]?.` and `pre`. */
const PATH = /((?:[A-Za-z_$][\w$]*)(?:\??\.[A-Za-z_$][\w$]*|\??\.?\[(?:\d+|"[^"\]]*")\])*)\??\.([\w$]*)$/
const WORD = /(?:^|[^\w$.])([A-Za-z_$][\w$]*)?$/
const KEY = /\??\.?\[(?:(\d+)|"([^"\]]*)")\]|\??\.([A-Za-z_$][\w$]*)|^([A-Za-z_$][\w$]*)/g

/** What may stand at the end of `before`: fields that samples and schemas of earlier steps have, steps, and our functions. */
export function completionsAt(before: string, sources: readonly ContextSource[]): Completions | null {
  const path = PATH.exec(before)
  if (path) {
    const [, root = '', word = ''] = path
    return some(before.length - word.length, membersOf(keysOf(root), sources))
  }
  const word = WORD.exec(before)
  if (!word) return null
  return some(before.length - (word[1] ?? '').length, rootsOf(sources))
}

function some(from: number, options: Completion[]): Completions | null {
  return options.length === 0 ? null : { from, options }
}

function keysOf(path: string): string[] {
  return [...path.matchAll(KEY)].map(([, index, quoted, name, root]) => index ?? quoted ?? name ?? root ?? '')
}

function rootsOf(sources: readonly ContextSource[]): Completion[] {
  const own = sources
    .filter((source) => !rootOf(source).startsWith('steps.'))
    .map((source): Completion => ({ label: rootOf(source), detail: sampleText(source.sample), kind: 'value' }))
  const steps: Completion[] = sources.some((source) => rootOf(source).startsWith('steps.'))
    ? [{ label: 'steps', detail: '', kind: 'object' }]
    : []
  const objects = [...new Set(FUNCTION_HELP.map(({ object }) => object))].map(
    (label): Completion => ({ label, detail: '', kind: 'object' }),
  )
  return [...own, ...steps, ...objects]
}

function membersOf(keys: readonly string[], sources: readonly ContextSource[]): Completion[] {
  const [root = '', second, ...rest] = keys
  const functions = FUNCTION_HELP.filter(({ object }) => object === root)
  if (functions.length > 0 && second === undefined) {
    return functions.map(({ name, signature, summary }) => ({ label: name, detail: signature, info: summary, kind: 'function' }))
  }
  const steps = sources.filter((source) => rootOf(source).startsWith('steps.'))
  if (root === 'steps' && second === undefined) {
    return steps.map((source) => ({ label: source.name, detail: source.title ?? '', kind: 'step' }))
  }
  const source = root === 'steps' ? steps.find(({ name }) => name === second) : sources.find((one) => rootOf(one) === root)
  if (source === undefined) return []
  return fieldsAt(source, root === 'steps' || second === undefined ? rest : [second, ...rest])
}

function fieldsAt(source: ContextSource, keys: readonly string[]): Completion[] {
  const sample = keys.reduce<Json | undefined>((value, key) => inside(value, key), source.sample)
  const schema = keys.reduce<unknown>((value, key) => schemaInside(value, key), source.schema)
  const fields = new Map<string, Completion>()
  for (const [key, property] of Object.entries(propertiesOf(schema))) {
    fields.set(key, { label: key, detail: typeOf(property), ...infoOf(property), kind: 'value' })
  }
  if (typeof sample === 'object' && sample !== null && !Array.isArray(sample)) {
    for (const [key, value] of Object.entries(sample))
      fields.set(key, { ...fields.get(key), label: key, detail: sampleText(value), kind: 'value' })
  }
  // A key that is no name is written in brackets, which no completion types.
  return [...fields.values()].filter(({ label }) => /^[A-Za-z_$][\w$]*$/.test(label))
}

function inside(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)]
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? value[key] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function schemaInside(schema: unknown, key: string): unknown {
  if (!isRecord(schema)) return undefined
  return /^\d+$/.test(key) && isRecord(schema['items']) ? schema['items'] : propertiesOf(schema)[key]
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  return isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {}
}

function typeOf(schema: unknown): string {
  return isRecord(schema) && typeof schema['type'] === 'string' ? schema['type'] : ''
}

function infoOf(schema: unknown): { info?: string } {
  return isRecord(schema) && typeof schema['title'] === 'string' ? { info: schema['title'] } : {}
}

function sampleText(value: Json | undefined): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return `[${value.length}]`
  return typeof value === 'object' && value !== null ? '{…}' : JSON.stringify(value).slice(0, 40)
}
