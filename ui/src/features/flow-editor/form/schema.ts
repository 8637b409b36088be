import { hasExpression, type Json } from '@tomada/sdk/flow'
import type { Schema } from '#lib/api/connectors.ts'

/** What a schema asks for, as far as a form can show it; `any` is typed as JSON. */
export type FieldKind = 'string' | 'text' | 'secret' | 'number' | 'boolean' | 'enum' | 'object' | 'array' | 'variants' | 'any'

export interface Choice {
  value: Json
  label: string
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isJson(value: unknown): value is Json {
  return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Follows `$ref` into `$defs` of the root and merges `allOf`; anything else is taken as it stands. */
export function resolve(schema: Schema, root: Schema, depth = 0): Schema {
  if (depth > 16) return {}
  const { $ref, allOf, ...rest } = schema
  let merged: Schema = rest
  if (typeof $ref === 'string' && $ref.startsWith('#/')) {
    let target: unknown = root
    for (const key of $ref.slice(2).split('/'))
      target = isSchema(target) ? target[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
    if (isSchema(target)) merged = { ...resolve(target, root, depth + 1), ...merged }
  }
  for (const part of Array.isArray(allOf) ? allOf.filter(isSchema) : []) {
    const inner = resolve(part, root, depth + 1)
    merged = {
      ...merged,
      ...inner,
      ...(isSchema(merged.properties) || isSchema(inner.properties)
        ? {
            properties: {
              ...(isSchema(merged.properties) ? merged.properties : {}),
              ...(isSchema(inner.properties) ? inner.properties : {}),
            },
          }
        : {}),
      required: [...requiredOf(merged), ...requiredOf(inner)],
    }
  }
  return merged
}

export function requiredOf(schema: Schema): string[] {
  return Array.isArray(schema.required) ? schema.required.filter((key) => typeof key === 'string') : []
}

function typesOf(schema: Schema): string[] {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return types.filter((type) => typeof type === 'string' && type !== 'null')
}

/** Characters; what may be longer is written in several lines. */
const LONGEST_LINE = 320

export function kindOf(schema: Schema): FieldKind {
  if (choicesOf(schema).length > 0) return 'enum'
  if (variantsOf(schema).length > 0) return 'variants'
  const types = typesOf(schema)
  // What a provider takes as text or as a number is written as text.
  if (types.length > 1 && types.includes('string') && types.every((type) => type === 'string' || type === 'integer' || type === 'number'))
    return 'string'
  if (types.length !== 1) return isSchema(schema.properties) ? 'object' : 'any'
  if (types[0] === 'integer' || types[0] === 'number') return 'number'
  if (types[0] === 'boolean') return 'boolean'
  if (types[0] === 'object') return isSchema(schema.properties) ? 'object' : 'any'
  if (types[0] === 'array') return isSchema(schema.items) ? 'array' : 'any'
  if (schema['x-secret'] === true || schema.format === 'password' || schema.writeOnly === true) return 'secret'
  if (schema['x-multiline'] === true) return 'text'
  // An address, a date or a document has one line, however long; so has a name.
  return schema.format === undefined && Number(schema.maxLength ?? 0) > LONGEST_LINE ? 'text' : 'string'
}

/** Values of an `enum`, or of a `oneOf` of constants, with their labels. */
export function choicesOf(schema: Schema): Choice[] {
  const labels = schema['x-enumLabels']
  if (Array.isArray(schema.enum)) {
    return schema.enum.filter(isJson).map((value, index) => ({
      value,
      label: (Array.isArray(labels) ? text(labels[index]) : isSchema(labels) ? text(labels[String(value)]) : undefined) ?? String(value),
    }))
  }
  const options = [schema.oneOf, schema.anyOf].find(Array.isArray)
  if (!options?.every((option) => isSchema(option) && 'const' in option)) return []
  return options
    .filter(isSchema)
    .flatMap((option) => (isJson(option.const) ? [{ value: option.const, label: text(option.title) ?? String(option.const) }] : []))
}

export interface Variant {
  label: string
  schema: Schema
}

/** Shapes to choose between: `oneOf` or `anyOf` of things that are not constants. */
export function variantsOf(schema: Schema): Variant[] {
  const options = [schema.oneOf, schema.anyOf].find(Array.isArray)?.filter(isSchema) ?? []
  const real = options.filter((option) => option.type !== 'null')
  if (real.length < 2 || real.every((option) => 'const' in option)) return []
  return real.map((option, index) => ({ label: text(option.title) ?? String(index + 1), schema: option }))
}

/** The variant that a value fits best: its constants agree and it has most of the keys. -1 when there is no value. */
export function variantOf(variants: readonly Variant[], value: Json | undefined): number {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return value === undefined ? -1 : 0
  const scores = variants.map(({ schema }) => {
    const properties = propertiesOf(schema)
    if (properties.some(([key, property]) => 'const' in property && Object.hasOwn(value, key) && property.const !== value[key])) return -1
    return properties.filter(([key]) => Object.hasOwn(value, key)).length
  })
  return scores.indexOf(Math.max(...scores))
}

/** Properties in order, required first. */
export function propertiesOf(schema: Schema): Array<[string, Schema]> {
  if (!isSchema(schema.properties)) return []
  const required = requiredOf(schema)
  const entries = Object.entries(schema.properties).flatMap(
    ([key, property]): Array<[string, Schema]> => (isSchema(property) ? [[key, property]] : []),
  )
  return [...entries.filter(([key]) => required.includes(key)), ...entries.filter(([key]) => !required.includes(key))]
}

/** A value to start a new list item or a chosen variant with. Constants and defaults are filled in. */
export function startOf(schema: Schema, root: Schema): Json {
  const resolved = resolve(schema, root)
  if (isJson(resolved.const)) return resolved.const
  if (isJson(resolved.default)) return resolved.default
  const kind = kindOf(resolved)
  if (kind === 'array') return []
  if (kind !== 'object') return kind === 'any' || kind === 'variants' ? {} : ''
  return Object.fromEntries(
    propertiesOf(resolved).flatMap(([key, property]) => {
      const inner = resolve(property, root)
      const value = isJson(inner.const) ? inner.const : isJson(inner.default) ? inner.default : undefined
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

export function labelOf(key: string, schema: Schema): string {
  return text(schema.title) ?? key
}

export function helpOf(schema: Schema): string | undefined {
  return text(schema.description)
}

export function itemsOf(schema: Schema): Schema {
  return isSchema(schema.items) ? schema.items : {}
}

export function isExpression(value: Json | undefined): value is string {
  return typeof value === 'string' && hasExpression(value)
}
