import type { Json } from '../../sdk/flow/definition.ts'

const MAX_DEPTH = 12

/** A JSON Schema that describes one value: enough for a field tree, not a contract. Lists are described by their first item. */
export function schemaOfSample(value: Json, depth = 0): Json {
  if (value === null || depth > MAX_DEPTH) return {}
  if (Array.isArray(value)) return { type: 'array', items: value.length === 0 ? {} : schemaOfSample(value[0] ?? null, depth + 1) }
  if (typeof value === 'object') {
    const properties = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, schemaOfSample(inner, depth + 1)]))
    return { type: 'object', properties }
  }
  return { type: typeof value }
}
