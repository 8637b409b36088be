import type { Json } from '../../sdk/flow/definition.ts'
import { AppError } from '../platform/errors.ts'
import { readJson, readText } from '../platform/parse-json.ts'

/** A request to a webhook as its sender made it, credentials left out. */
export interface ReceivedRequest {
  method: string
  /** Without the question mark. */
  query: string
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/**
 * What expressions see as `trigger` under a webhook. Made from the raw request when it comes and, the same, from the stored
 * delivery when a run goes on elsewhere, so that the body is stored once.
 * Throws AppError `bad_request`, `body_not_json`, `body_too_deep`, `unsupported_media_type`, `invalid`.
 */
export function webhookEvent(request: ReceivedRequest): Json {
  return { method: request.method, headers: { ...request.headers }, query: queryOf(request.query), body: bodyOf(request) }
}

export function bodyOf(request: Pick<ReceivedRequest, 'headers' | 'body'>): Json {
  const { body } = request
  if (body.length === 0) return null
  const type = mediaType(request.headers)
  if (type === 'application/json' || type.endsWith('+json')) return jsonOf(body)
  if (type === 'application/x-www-form-urlencoded') return queryOf(readText(body))
  if (type === '' && (body[0] === OPEN_BRACE || body[0] === OPEN_BRACKET)) return jsonOf(body)
  if (type === '' || type.startsWith('text/') || type.endsWith('xml')) return readText(body)
  throw new AppError('unsupported_media_type')
}

const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b

function mediaType(headers: Readonly<Record<string, string>>): string {
  const type = headers['content-type'] ?? ''
  const end = type.indexOf(';')
  return (end < 0 ? type : type.slice(0, end)).trim().toLowerCase()
}

/** U+0000 and lone surrogates are kept as they are (we store JSON text); a number that double cannot hold is refused (C30). */
function jsonOf(body: Buffer): Json {
  const { value, mayOverflow } = readJson(body)
  const at = mayOverflow ? findInfinity(value, '') : null
  if (at !== null) throw new AppError('invalid', { errors: [{ field: at, reason: 'number out of range' }] })
  // JSON.parse gives JSON.
  return value as Json
}

function findInfinity(value: unknown, at: string): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : at
  if (typeof value !== 'object' || value === null) return null
  for (const [key, member] of Object.entries(value)) {
    const found = findInfinity(member, `${at}/${key}`)
    if (found !== null) return found
  }
  return null
}

/** Parameters by name; a repeated one is a list. No name can reach a prototype (C29). */
function queryOf(query: string): Json {
  const params: { [name: string]: Json } = {}
  if (query === '') return params
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === '__proto__') continue
    const known = Object.hasOwn(params, name) ? params[name] : undefined
    if (known === undefined) params[name] = value
    else params[name] = Array.isArray(known) ? [...known, value] : [known, value]
  }
  return params
}
