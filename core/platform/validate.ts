import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { BRAZIL_FORMATS } from './brazil-formats.ts'
import { AppError, type FieldError } from './errors.ts'
import { linearPattern } from './linear-pattern.ts'
import { checkUntrustedSchema } from './untrusted-schema.ts'
import { type Locale, reasonOf } from './validation-reasons.ts'

/** JSON Schema 2020-12 as a value. */
export type Schema = Record<string, unknown>

/** Errors past this many are not listed: the answer stays small and the first ones are what a person fixes. */
const MAX_ERRORS = 50

/** Keywords that only describe (forms, look-ups); they never decide whether a value fits. */
const DESCRIBING_KEYWORDS = ['x-ui', 'x-enumLabels', 'x-dynamicOptions', 'x-dynamicSchema', 'x-secret', 'env']

export interface Validator<T = unknown> {
  /** What is wrong with `value`, worst 50; empty when it fits. Fields are JSON Pointers, `''` for the value itself. */
  validate(value: unknown, locale?: Locale): FieldError[]
  /** The same as a type guard. */
  is(value: unknown): value is T
  /** `value` as T, or throws AppError `invalid` listing every field, each prefixed with `where`. */
  parse(value: unknown, locale?: Locale, where?: string): T
  /** `value` as T without a look at it: for what was looked at before and has not changed since by its checksum. */
  trust(value: unknown): T
}

export interface CompileOptions {
  /** Turns text into the declared type in place (`"5"` → 5), for query strings. Mutates the value. */
  coerce?: boolean
}

function newAjv(options: { coerceTypes?: boolean; inlineRefs?: boolean; validateSchema?: boolean }): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    discriminator: true,
    validateFormats: true,
    code: { regExp: linearPattern },
    ...options,
  })
  addFormats.default(ajv)
  for (const [name, validate] of Object.entries(BRAZIL_FORMATS)) ajv.addFormat(name, { type: 'string', validate })
  for (const keyword of DESCRIBING_KEYWORDS) ajv.addKeyword(keyword)
  return ajv
}

// Our own schemas are held to the meta-schema where the route table is described, not in every process: strict mode sees what is wrong too.
const strict = newAjv({ validateSchema: false })
const coercing = newAjv({ coerceTypes: true, validateSchema: false })
const untrusted = newAjv({ inlineRefs: false })

/**
 * One of our own schemas, compiled at its first use: hundreds of routes are never asked. The first use throws on an unknown keyword or
 * format; a test goes through all of them.
 */
export function compile<T = unknown>(schema: Schema, options: CompileOptions = {}): Validator<T> {
  const ajv = options.coerce === true ? coercing : strict
  return lazily<T>(() => ajv.compile(schema))
}

/** Throws when this is no JSON Schema. Unknown keywords and formats show when it is compiled. */
export function requireSchema(schema: Schema): void {
  strict.validateSchema(schema, true)
}

/**
 * Compiles a schema that came from a plugin or a user (security.md C33): no remote `$ref`, no `$data`, no recursion, capped in
 * size, depth and expansion; patterns run in linear time. Throws UntrustedSchemaError saying what is not allowed and where. What was
 * compiled is not kept until it is used: most of what connectors declare never is. `isVouched`: it compiled before and has not changed
 * since, so it is only held to the limits here and compiled at its first use.
 */
export function compileUntrusted<T = unknown>(schema: unknown, { isVouched = false } = {}): Validator<T> {
  const checked = checkUntrustedSchema(schema)
  const { $schema: _dialect, ...rest } = checked
  const make = () => {
    try {
      return untrusted.compile(rest)
    } finally {
      // ajv keeps what it compiled by object identity, for ever: an uninstalled plugin's schema must not stay.
      untrusted.removeSchema(rest)
    }
  }
  if (isVouched) return lazily<T>(make)
  // Its sample is looked at next; after that whoever needs it compiles it once more and keeps it.
  return lazily<T>(make, new WeakRef(validatorOf<T>(make())))
}

/** The definition `name` of a `<slice>.schema.json` file, as a schema that can stand alone: references inside it resolve. */
export function schemaFrom<D extends Record<string, unknown>>(file: { $defs: D }, name: keyof D & string): Schema {
  if (!Object.hasOwn(file.$defs, name)) throw new RangeError(`no schema named ${name}`)
  return { $ref: `#/$defs/${name}`, $defs: file.$defs }
}

/** Compiled at its first use, and kept. `early`: used as long as it is there. */
function lazily<T>(make: () => ValidateFunction, early?: WeakRef<Validator<T>>): Validator<T> {
  let made: Validator<T> | null = null
  const compiled = (): Validator<T> => {
    const known = made ?? early?.deref()
    if (known !== undefined) return known
    made = validatorOf<T>(make())
    return made
  }
  return {
    validate: (value, locale) => compiled().validate(value, locale),
    is: (value): value is T => compiled().is(value),
    parse: (value, locale, where) => compiled().parse(value, locale, where),
    trust: (value) => value as T,
  }
}

function validatorOf<T>(check: ValidateFunction): Validator<T> {
  const validator: Validator<T> = {
    validate(value, locale = 'en') {
      if (fits(check, value)) return []
      return listErrors(check.errors ?? [], locale)
    },
    is: (value): value is T => fits(check, value),
    parse(value, locale = 'en', where = '') {
      const errors = validator.validate(value, locale)
      if (errors.length > 0) throw new AppError('invalid', { errors: errors.map((e) => ({ ...e, field: where + e.field })) })
      return value as T
    },
    trust: (value) => value as T,
  }
  return validator
}

function fits(check: ValidateFunction, value: unknown): boolean {
  return check(value) === true
}

function listErrors(errors: readonly ErrorObject[], locale: Locale): FieldError[] {
  const listed: FieldError[] = []
  for (const error of errors) {
    const entry = { field: fieldOf(error), reason: reasonOf(error, locale) }
    if (listed.some((seen) => seen.field === entry.field && seen.reason === entry.reason)) continue
    listed.push(entry)
    if (listed.length === MAX_ERRORS) break
  }
  return listed
}

/** Errors about a member name that member, not the object around it: `/items/0/sku` is missing, not `/items/0` is wrong. */
function fieldOf(error: ErrorObject): string {
  const member = error.params['missingProperty'] ?? error.params['additionalProperty'] ?? error.params['unevaluatedProperty']
  return typeof member === 'string' ? `${error.instancePath}/${escapePointer(member)}` : error.instancePath
}

function escapePointer(name: string): string {
  return name.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1')
}
