import type { Json } from '../../sdk/flow/definition.ts'

/**
 * A JSON Schema as a TypeScript type, for editors. Written here rather than left to a library: the ones there are load what a `$ref` points at, and
 * these schemas come from strangers. What a schema does not say is `any`: an author is never kept from what may well be there.
 */
export function schemaType(schema: Json, options: { isOpen: boolean }): string {
  return new SchemaTypes(schema, options.isOpen).typeOf(schema, 0)
}

const MAX_DEPTH = 12
/** Characters of one type; what is larger helps nobody. */
const MAX_CHARS = 64 * 1024

interface Schema {
  readonly [key: string]: Json
}

/** Lives for one schema. */
class SchemaTypes {
  private readonly root: Json
  /** Objects may have more than they say: what is known of them is a sample. */
  private readonly isOpen: boolean
  private chars = 0

  constructor(root: Json, isOpen: boolean) {
    this.root = root
    this.isOpen = isOpen
  }

  typeOf(schema: Json | undefined, depth: number): string {
    if (schema === undefined || schema === null || typeof schema !== 'object' || Array.isArray(schema))
      return schema === false ? 'never' : 'any'
    if (depth > MAX_DEPTH || this.chars > MAX_CHARS) return 'any'
    const type = this.bareTypeOf(schema, depth)
    this.chars += type.length
    return schema['nullable'] === true && type !== 'any' ? `${type} | null` : type
  }

  private bareTypeOf(schema: Schema, depth: number): string {
    if (typeof schema['$ref'] === 'string') return this.typeOf(this.definition(schema['$ref']), depth + 1)
    if (Object.hasOwn(schema, 'const')) return literal(schema['const'])
    const { enum: values, anyOf, oneOf, allOf } = schema
    if (Array.isArray(values)) return union(values.map(literal))
    const either = Array.isArray(anyOf) ? anyOf : oneOf
    if (Array.isArray(either)) return union(either.map((each) => this.typeOf(each, depth + 1)))
    if (Array.isArray(allOf)) return intersection([...allOf.map((each) => this.typeOf(each, depth + 1)), this.ownType(schema, depth)])
    return this.ownType(schema, depth)
  }

  private ownType(schema: Schema, depth: number): string {
    const { type } = schema
    if (Array.isArray(type)) return union(type.map((each) => this.typeCalled(each, schema, depth)))
    if (type !== undefined) return this.typeCalled(type, schema, depth)
    if (schema['properties'] !== undefined) return this.objectType(schema, depth)
    return schema['items'] === undefined ? 'any' : this.listType(schema, depth)
  }

  private typeCalled(type: Json, schema: Schema, depth: number): string {
    switch (type) {
      case 'string':
      case 'number':
      case 'boolean':
      case 'null':
        return type
      case 'integer':
        return 'number'
      case 'array':
        return this.listType(schema, depth)
      case 'object':
        return this.objectType(schema, depth)
      default:
        return 'any'
    }
  }

  private listType(schema: Schema, depth: number): string {
    const { prefixItems } = schema
    if (Array.isArray(prefixItems)) return `[${prefixItems.map((each) => `${this.typeOf(each, depth + 1)}`).join(', ')}]`
    return `Array<${this.typeOf(schema['items'], depth + 1)}>`
  }

  private objectType(schema: Schema, depth: number): string {
    const { properties, required, additionalProperties } = schema
    const known =
      properties === undefined || properties === null || typeof properties !== 'object' || Array.isArray(properties) ? {} : properties
    const needed = new Set(Array.isArray(required) ? required : [])
    const members = Object.entries(known).map(([name, each]) => {
      const mark = this.isOpen || needed.has(name) ? '' : '?'
      return `${commentOf(each)}${JSON.stringify(name)}${mark}: ${this.typeOf(each, depth + 1)}`
    })
    // An index has the type of everything in the object, so that only `any` fits beside other members.
    if (members.length === 0 || this.isOpen || (additionalProperties !== undefined && additionalProperties !== false)) {
      const isMap = members.length === 0 && additionalProperties !== undefined
      members.push(`[key: string]: ${isMap ? this.typeOf(additionalProperties, depth + 1) : 'any'}`)
    }
    return `{ ${members.join('; ')} }`
  }

  /** Only references within the schema itself lead anywhere. */
  private definition(pointer: string): Json | undefined {
    if (!pointer.startsWith('#/')) return undefined
    let at: Json | undefined = this.root
    for (const part of pointer.slice(2).split('/')) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
      if (at === null || typeof at !== 'object' || Array.isArray(at) || !Object.hasOwn(at, key)) return undefined
      at = at[key]
    }
    return at
  }
}

function literal(value: Json | undefined): string {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) ? JSON.stringify(value) : 'any'
}

function union(types: readonly string[]): string {
  const different = [...new Set(types)]
  if (different.length === 0) return 'never'
  return different.includes('any') ? 'any' : different.length === 1 ? (different[0] ?? 'any') : `(${different.join(' | ')})`
}

function intersection(types: readonly string[]): string {
  const said = [...new Set(types)].filter((type) => type !== 'any')
  return said.length === 0 ? 'any' : said.length === 1 ? (said[0] ?? 'any') : `(${said.join(' & ')})`
}

function commentOf(schema: Json): string {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return ''
  const { title, description } = schema
  const text = [title, description].filter((each) => typeof each === 'string').join(': ')
  // A comment must not end early, nor run over lines.
  return text === '' ? '' : `/** ${text.slice(0, 300).replace(/\s+/g, ' ').replaceAll('*/', '* /')} */ `
}
