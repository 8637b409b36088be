import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from '../http/route.ts'

/** Names a file's schema has for itself; they mean nothing inside an OpenAPI document. */
const LEFT_OUT = new Set(['$schema', '$id', '$defs', '$comment'])
/** Keywords whose value is data, in which `$ref` would be an ordinary key. */
const DATA = new Set(['const', 'default', 'enum', 'examples'])

/**
 * Moves what the routes' schemas keep under their own `$defs` into one shared table: in an OpenAPI document a `#/…`
 * reference is read from the document's root. Two different definitions of one name are told apart by the route's tag.
 */
export class SharedSchemas {
  readonly #entries = new Map<string, { source: unknown; schema: JsonSchema }>()

  /** `schema` with every `#/$defs/…` reference pointing into `components.schemas`. Throws on any other reference. */
  lift(schema: JsonSchema, tag: string): JsonSchema {
    return this.#liftObject(schema, schema, tag)
  }

  byName(): Record<string, JsonSchema> {
    const sorted = [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(sorted.map(([name, { schema }]) => [name, schema]))
  }

  #liftObject(value: Record<string, unknown>, root: JsonSchema, tag: string): JsonSchema {
    const result: JsonSchema = {}
    for (const [key, child] of Object.entries(value)) {
      if (LEFT_OUT.has(key)) continue
      if (key === '$ref' && typeof child === 'string') result['$ref'] = `#/components/schemas/${this.#share(child, root, tag)}`
      else result[key] = DATA.has(key) ? child : this.#liftAny(child, root, tag)
    }
    return result
  }

  #liftAny(value: unknown, root: JsonSchema, tag: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#liftAny(item, root, tag))
    return isObject(value) ? this.#liftObject(value, root, tag) : value
  }

  #share(reference: string, root: JsonSchema, tag: string): string {
    const key = /^#\/\$defs\/([A-Za-z0-9_]+)$/.exec(reference)?.[1]
    const source = key === undefined || !isObject(root['$defs']) ? undefined : root['$defs'][key]
    if (key === undefined || !isObject(source)) throw new Error(`a schema of "${tag}" refers to ${reference}, which is not in its $defs`)
    const name = this.#nameFor(pascal(key), source, tag)
    if (!this.#entries.has(name)) {
      const entry = { source, schema: {} }
      this.#entries.set(name, entry) // Before the walk, so that a definition may refer to itself.
      Object.assign(entry.schema, this.#liftObject(source, root, tag))
    }
    return name
  }

  #nameFor(name: string, source: unknown, tag: string): string {
    for (const candidate of [name, pascal(tag) + name]) {
      const taken = this.#entries.get(candidate)
      if (taken === undefined || isDeepStrictEqual(taken.source, source)) return candidate
    }
    throw new Error(`"${name}" of "${tag}" has two meanings; rename one`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
