import { AppError } from '../platform/errors.ts'
import { exceedsJsonLimits, JSON_LIMITS } from './json-shape.ts'
import { readText } from './read-body.ts'

/**
 * A JSON value from bytes that a stranger sent. Throws AppError `bad_request` (UTF-8), `body_too_deep`, `body_not_json`.
 * A member named `__proto__` is dropped, so that no later copy of the value can replace a prototype (security.md C29).
 * `\u0000`, lone surrogates and numbers beyond double range are kept as JSON.parse gives them; where a value is stored,
 * `findUnstorable` (unstorable.ts) says whether it can be.
 */
export function parseJson(bytes: Buffer): unknown {
  const text = readText(bytes)
  if (exceedsJsonLimits(bytes)) throw new AppError('body_too_deep', { params: { max: JSON_LIMITS.depth } })
  const value = parse(text)
  if (maySpellProto(text)) dropProto(value)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('body_not_json', { cause: error })
  }
}

/** Cheap look first: the walk is for the one body in a million that spells the name, plainly or with escapes. */
function maySpellProto(text: string): boolean {
  return text.includes('__proto__') || (text.includes('\\u') && /\\u00(5f|70|72|6f|74)/i.test(text))
}

function dropProto(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
  for (const member of Object.values(value)) dropProto(member)
}
