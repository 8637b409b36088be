import { AppError, type FieldError } from '../platform/errors.ts'
import { findUnstorable } from '../platform/unstorable.ts'
import { compile, type Schema, type Validator } from '../platform/validate.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Route } from './route.ts'

export interface RequestInput {
  params: Record<string, string>
  query: Record<string, unknown>
  body: unknown
}

const NOTHING: Schema = { type: 'object', maxProperties: 0, additionalProperties: false }
const ID_TEXT: Schema = { type: 'string', minLength: 1, maxLength: 200 }

const UNSTORABLE: Record<Locale, string> = {
  en: 'holds a character or number that cannot be stored',
  'pt-BR': 'contém um caractere ou número que não pode ser gravado',
}
const BODY_REFUSED: Record<Locale, string> = { en: 'takes no body', 'pt-BR': 'não recebe corpo' }

/**
 * Compiles a route's schemas once; the result checks one request and throws AppError `invalid` naming every wrong field:
 * `/name` in the body, `query/limit`, `params/flowId`. Query text is turned into the declared types in place.
 */
export function requestChecker(route: Route): (input: RequestInput, locale: Locale) => void {
  const params = compile(route.params ?? paramsOf(route.path))
  const query = compile(route.query ?? NOTHING, { coerce: true })
  const body = route.body === undefined ? null : compile(route.body)
  return (input, locale) => {
    const errors = [
      ...check(params, input.params, 'params', locale),
      ...check(query, input.query, 'query', locale),
      ...checkBody(body, input.body, locale),
    ]
    if (errors.length > 0) throw new AppError('invalid', { errors })
  }
}

function checkBody(validator: Validator | null, body: unknown, locale: Locale): FieldError[] {
  if (validator !== null) return check(validator, body, '', locale)
  return body === undefined || isEmptyObject(body) ? [] : [{ field: '', reason: BODY_REFUSED[locale] }]
}

/** Many clients send `{}` with every POST; it says nothing, so nothing is ignored by taking it. */
function isEmptyObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length === 0
}

function check(validator: Validator, value: unknown, where: string, locale: Locale): FieldError[] {
  const unstorable = findUnstorable(value)
  if (unstorable !== null) return [{ field: where + unstorable, reason: UNSTORABLE[locale] }]
  return validator.validate(value, locale).map(({ field, reason }) => ({ field: where + field, reason }))
}

/** Names of the `:name` parts of a path. */
export function paramNames(path: string): string[] {
  return Array.from(path.matchAll(/:(\w+)/g), (match) => match[1] ?? '')
}

function paramsOf(path: string): Schema {
  const names = paramNames(path)
  return {
    type: 'object',
    additionalProperties: false,
    required: names,
    properties: Object.fromEntries(names.map((name) => [name, ID_TEXT])),
  }
}
