import type { JsonSchema } from '../http/route.ts'

/**
 * A small value that fits `schema`, for tests that must get past validation: first enum value, required members, shortest
 * text of the format. Knows the vocabulary our contracts use; a `pattern` may need an entry in `examples`.
 */
export function sampleOf(schema: JsonSchema): unknown {
  return sample(schema, schema, 0)
}

const FORMATS: Readonly<Record<string, string>> = {
  email: 'sample@sample.test',
  uuid: '00000000-0000-4000-8000-000000000001',
  'date-time': '2026-11-21T12:00:00.000Z',
  date: '2026-11-21',
  uri: 'https://sample.test/',
}

function sample(node: JsonSchema, root: JsonSchema, depth: number): unknown {
  if (depth > 20) return null
  const { $ref, const: constant, enum: values, examples, type, oneOf, anyOf, allOf } = node
  if (typeof $ref === 'string') return sample(resolve(root, $ref), root, depth + 1)
  if (constant !== undefined) return constant
  if (Array.isArray(examples) && examples.length > 0) return examples[0]
  if (Array.isArray(values)) return values[0]
  for (const options of [oneOf, anyOf]) if (Array.isArray(options)) return sample({ ...asSchema(options[0]) }, root, depth + 1)
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map((part) => sample(asSchema(part), root, depth + 1)))
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return sampleObject(node, root, depth)
    case 'array':
      return Array.from({ length: numberOr(node['minItems'], 0) }, () => sample(asSchema(node['items']), root, depth + 1))
    case 'string':
      return FORMATS[String(node['format'])] ?? 'a'.repeat(Math.max(1, numberOr(node['minLength'], 1)))
    case 'integer':
    case 'number':
      return numberOr(node['minimum'], 1)
    case 'boolean':
      return true
    default:
      return null
  }
}

function sampleObject(node: JsonSchema, root: JsonSchema, depth: number): Record<string, unknown> {
  const properties = asSchema(node['properties'])
  const required = Array.isArray(node['required']) ? node['required'].map(String) : []
  const names = required.length > 0 || numberOr(node['minProperties'], 0) === 0 ? required : Object.keys(properties).slice(0, 1)
  return Object.fromEntries(names.map((name) => [name, sample(asSchema(properties[name]), root, depth + 1)]))
}

function resolve(root: JsonSchema, reference: string): JsonSchema {
  let node: unknown = root
  for (const part of reference.slice(2).split('/')) node = asSchema(node)[part]
  return asSchema(node)
}

function asSchema(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback
}
