import { isUtf8 } from 'node:buffer'
import { AppError } from './errors.ts'
import { JSON_LIMITS, jsonShape } from './json-shape.ts'

/**
 * A JSON value from bytes that a stranger sent. Throws AppError `bad_request` (UTF-8), `body_too_deep`, `body_not_json`.
 * A member named `__proto__` is dropped, so that no later copy of the value can replace a prototype (security.md C29).
 * `\u0000`, lone surrogates and numbers beyond double range are kept as JSON.parse gives them; where a value is stored,
 * `findUnstorable` (unstorable.ts) says whether it can be.
 */
export function parseJson(bytes: Buffer): unknown {
  return readJson(bytes).value
}

/** The same; `mayOverflow`: a number in it may have become Infinity, which is worth a look. */
export function readJson(bytes: Buffer): { value: unknown; mayOverflow: boolean } {
  const text = readText(bytes)
  const { exceeds, mayOverflow } = jsonShape(bytes, limitsFor(bytes))
  if (exceeds) throw new AppError('body_too_deep', { params: { max: JSON_LIMITS.depth } })
  const value = parse(text)
  if (maySpellProto(text)) dropProto(value)
  return { value, mayOverflow }
}

/** Who lets larger bodies in lets as many more keys in: what they cost grows with the body. */
function limitsFor({ length }: Buffer): typeof JSON_LIMITS {
  return length <= MEGABYTE ? JSON_LIMITS : { ...JSON_LIMITS, keys: Math.ceil(length / MEGABYTE) * JSON_LIMITS.keys }
}

const MEGABYTE = 1024 * 1024

/** The bytes as text. Throws AppError `bad_request` on wrong UTF-8; a byte order mark is dropped. */
export function readText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new AppError('bad_request', { errors: [{ field: '', reason: 'UTF-8' }] })
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return bytes.toString('utf8', hasMark ? 3 : 0)
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
