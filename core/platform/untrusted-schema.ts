import type { Schema } from './validate.ts'

/** Why a schema from outside was not taken: `message` says what and `at` is the JSON Pointer of the place. */
export class UntrustedSchemaError extends Error {
  readonly at: string
  constructor(at: string, message: string) {
    super(`${message} (at ${at === '' ? 'the root' : at})`)
    this.name = 'UntrustedSchemaError'
    this.at = at
  }
}

export const UNTRUSTED_SCHEMA_LIMITS = { bytes: 256 * 1024, depth: 40, references: 500, expandedNodes: 100_000, patternChars: 1000 }

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'
const REFUSED_KEYWORDS = new Set(['$id', '$data', '$dynamicRef', '$dynamicAnchor', '$anchor', '$vocabulary', '$async'])
/** Members whose values are data, not schemas: a property named `$ref` in an example is no reference. */
const DATA_KEYWORDS = new Set(['const', 'enum', 'default', 'examples', 'required'])
/** Members that map names to schemas: their keys are the author's own names, not keywords. */
const NAME_KEYWORDS = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas'])

/**
 * Checks a schema from outside before ajv sees it. A chain of definitions that each refer twice to the next costs 2^n when
 * it is evaluated, so the size with every reference followed is capped and recursion is refused.
 */
export function checkUntrustedSchema(value: unknown): Schema {
  if (!isObject(value)) throw new UntrustedSchemaError('', 'a schema is an object')
  checkDepth(value, '', 0)
  if (Buffer.byteLength(JSON.stringify(value)) > UNTRUSTED_SCHEMA_LIMITS.bytes)
    throw new UntrustedSchemaError('', 'the schema is too large')
  if (value['$schema'] !== undefined && value['$schema'] !== DIALECT) throw new UntrustedSchemaError('/$schema', `only ${DIALECT} is known`)
  const { $schema: _dialect, ...rest } = value
  const walk = new ExpansionCount(rest)
  walk.count(rest, '', [])
  return value
}

function checkDepth(value: unknown, at: string, depth: number): void {
  if (depth > UNTRUSTED_SCHEMA_LIMITS.depth) throw new UntrustedSchemaError(at, 'the schema is nested too deep')
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) checkDepth(member, `${at}/${key}`, depth + 1)
}

/** Counts schema nodes with all references followed; each definition is counted once and remembered. */
class ExpansionCount {
  #root: Schema
  #known = new Map<string, number>()
  #references = 0

  constructor(root: Schema) {
    this.#root = root
  }

  count(node: unknown, at: string, following: readonly string[]): number {
    if (Array.isArray(node)) return this.#sum(node.entries(), at, following)
    if (!isObject(node)) return 1
    let total = 1
    for (const [key, member] of Object.entries(node)) {
      if (REFUSED_KEYWORDS.has(key)) throw new UntrustedSchemaError(`${at}/${key}`, `${key} is not allowed`)
      if (DATA_KEYWORDS.has(key)) continue
      if (key === '$ref') total += this.#followed(member, `${at}/$ref`, following)
      else if (key === 'pattern') checkPattern(member, `${at}/pattern`)
      else if (NAME_KEYWORDS.has(key) && isObject(member)) {
        if (key === 'patternProperties') for (const pattern of Object.keys(member)) checkPattern(pattern, `${at}/${key}`)
        const counted = this.#sum(Object.entries(member), `${at}/${key}`, following)
        if (key !== '$defs') total += counted
      } else if (typeof member === 'object') total += this.count(member, `${at}/${key}`, following)
    }
    if (total > UNTRUSTED_SCHEMA_LIMITS.expandedNodes) throw new UntrustedSchemaError(at, 'the schema refers to itself too often')
    return total
  }

  #sum(members: Iterable<[string | number, unknown]>, at: string, following: readonly string[]): number {
    let total = 0
    for (const [key, member] of members) total += this.count(member, `${at}/${key}`, following)
    return total
  }

  #followed(reference: unknown, at: string, following: readonly string[]): number {
    if (typeof reference !== 'string' || !reference.startsWith('#/')) {
      throw new UntrustedSchemaError(at, 'a $ref points inside the same schema: #/…')
    }
    this.#references++
    if (this.#references > UNTRUSTED_SCHEMA_LIMITS.references) throw new UntrustedSchemaError(at, 'too many $ref')
    if (following.includes(reference)) throw new UntrustedSchemaError(at, 'a schema that contains itself is not allowed')
    const known = this.#known.get(reference)
    if (known !== undefined) return known
    const counted = this.count(this.#resolve(reference, at), reference.slice(1), [...following, reference])
    this.#known.set(reference, counted)
    return counted
  }

  #resolve(reference: string, at: string): unknown {
    let node: unknown = this.#root
    for (const part of reference.slice(2).split('/')) {
      const key = decodePart(part)
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key))
        throw new UntrustedSchemaError(at, 'the $ref points nowhere')
      node = Reflect.get(node, key)
    }
    return node
  }
}

function decodePart(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

function checkPattern(pattern: unknown, at: string): void {
  if (typeof pattern === 'string' && pattern.length > UNTRUSTED_SCHEMA_LIMITS.patternChars) {
    throw new UntrustedSchemaError(at, 'the pattern is too long')
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
