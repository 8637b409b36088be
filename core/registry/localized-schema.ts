import { compileUntrusted, type Schema, type Validator } from '../platform/validate.ts'

export type Locale = 'en' | 'pt-BR'
export const LOCALES: readonly Locale[] = ['en', 'pt-BR']

/** A connector's JSON Schema whose `title`, `description` and `x-enumLabels` hold `{en, "pt-BR"}`. */
export interface LocalizedSchema {
  /** The schema with plain texts, as `ui` and other clients get it. */
  in(locale: Locale): Schema
  validator: Validator
}

/** Members whose keys are the author's own names: a property called `title` is a schema, not a text. */
const NAMED_SCHEMAS = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas'])
const DATA = new Set(['const', 'enum', 'default', 'examples', 'required'])
const TEXTS = new Set(['title', 'description'])

/** Compiles under the limits for schemas from outside (security.md C33), see `compileUntrusted`. Throws UntrustedSchemaError or ajv's error. */
export function localizedSchema(source: Schema, options: { isVouched: boolean }): LocalizedSchema {
  const resolved: Record<Locale, Schema> = { en: resolveTexts(source, 'en'), 'pt-BR': resolveTexts(source, 'pt-BR') }
  return { in: (locale) => resolved[locale], validator: compileUntrusted(resolved.en, options) }
}

/** JSON Pointers of texts that are not there in every language. */
export function missingTexts(source: Schema): string[] {
  const missing: string[] = []
  walk(source, '', (at, value) => {
    if (!isText(value)) missing.push(at)
  })
  return missing
}

/** JSON Pointers of properties without a title: a form would show their wire name. */
export function untitledProperties(source: unknown, at = ''): string[] {
  if (!isObject(source)) return []
  const found: string[] = []
  for (const [name, property] of Object.entries(isObject(source['properties']) ? source['properties'] : {})) {
    const place = `${at}/properties/${name}`
    if (isObject(property) && property['title'] === undefined) found.push(place)
    found.push(...untitledProperties(property, place))
  }
  return [...found, ...untitledProperties(source['items'], `${at}/items`)]
}

function walk(node: unknown, at: string, seeText: (at: string, value: unknown) => void): void {
  if (Array.isArray(node)) {
    for (const [index, member] of node.entries()) walk(member, `${at}/${index}`, seeText)
    return
  }
  if (!isObject(node)) return
  for (const [key, member] of Object.entries(node)) {
    const place = `${at}/${key}`
    if (TEXTS.has(key)) seeText(place, member)
    else if (key === 'x-enumLabels' && isObject(member))
      for (const [name, label] of Object.entries(member)) seeText(`${place}/${name}`, label)
    else if (NAMED_SCHEMAS.has(key) && isObject(member))
      for (const [name, schema] of Object.entries(member)) walk(schema, `${place}/${name}`, seeText)
    else if (!DATA.has(key)) walk(member, place, seeText)
  }
}

function resolveTexts(source: Schema, locale: Locale): Schema {
  const copy: Schema = structuredClone(source)
  resolveNode(copy, locale)
  return copy
}

function resolveNode(node: unknown, locale: Locale): void {
  if (Array.isArray(node)) {
    for (const member of node) resolveNode(member, locale)
    return
  }
  if (!isObject(node)) return
  for (const [key, member] of Object.entries(node)) {
    if (TEXTS.has(key)) node[key] = isText(member) ? member[locale] : member
    else if (key === 'x-enumLabels' && isObject(member)) {
      for (const [name, label] of Object.entries(member)) if (isText(label)) member[name] = label[locale]
    } else if (NAMED_SCHEMAS.has(key) && isObject(member)) for (const schema of Object.values(member)) resolveNode(schema, locale)
    else if (!DATA.has(key)) resolveNode(member, locale)
  }
}

export function isText(value: unknown): value is Record<Locale, string> {
  return isObject(value) && LOCALES.every((locale) => typeof value[locale] === 'string' && value[locale] !== '')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value that fits `schema` may have something at these pointer parts. Alternatives: one of them may. */
export function schemaAllows(schema: unknown, parts: readonly string[], root: unknown = schema): boolean {
  const [head, ...rest] = parts
  if (head === undefined) return true
  if (!isObject(schema)) return false
  const properties = schema['properties']
  if (isObject(properties) && Object.hasOwn(properties, head)) return schemaAllows(properties[head], rest, root)
  if (/^[0-9]+$/.test(head) && isObject(schema['items'])) return schemaAllows(schema['items'], rest, root)
  if (schema['additionalProperties'] === true || isObject(schema['additionalProperties'])) return true
  const others = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? schema[keyword] : []))
  return [...others, definitionOf(schema, root)].some((other) => other !== undefined && schemaAllows(other, parts, root))
}

/** The schema of what a value has at these pointer parts; undefined where its `properties` and `items` do not say. */
export function schemaAt(schema: unknown, parts: readonly string[]): Record<string, unknown> | undefined {
  if (!isObject(schema)) return undefined
  const [head, ...rest] = parts
  if (head === undefined) return schema
  const { properties, items } = schema
  if (isObject(properties)) return Object.hasOwn(properties, head) ? schemaAt(properties[head], rest) : undefined
  return /^[0-9]+$/.test(head) ? schemaAt(items, rest) : undefined
}

/** What a `$ref` of the form `#/$defs/name` points to. */
function definitionOf(schema: Record<string, unknown>, root: unknown): unknown {
  const reference = schema['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#/$defs/') || !isObject(root) || !isObject(root['$defs'])) return undefined
  const name = reference.slice('#/$defs/'.length)
  return Object.hasOwn(root['$defs'], name) ? root['$defs'][name] : undefined
}
