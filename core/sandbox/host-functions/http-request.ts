import type { Json } from '../../../sdk/flow/definition.ts'
import type { HostAnswer } from '../host-functions.ts'
import type { GuestHost, GuestHttpRequest } from '../sandbox.types.ts'

const FIELDS = new Set(['method', 'url', 'headers', 'body', 'reads'])
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const MAX_URL_CHARS = 8 * 1024
const MAX_HEADER_CHARS = 16 * 1024
const BODY_KINDS = ['json', 'form', 'text'] as const

type Checked = { ok: true; request: GuestHttpRequest } | { ok: false; reason: string }

/** `ctx.http({method, url, headers, body, reads})`: shape and sizes are checked here, hosts and addresses by the broker behind `host`. */
export async function httpRequest(argument: Json, host: GuestHost): Promise<HostAnswer> {
  const checked = checkRequest(argument)
  if (!checked.ok) return { ok: false, error: { code: 'egress_refused', message: `ctx.http: ${checked.reason}`, sent: 'no' } }
  const answer = await host.http(checked.request)
  if (!answer.ok) return { ok: false, error: answer.error }
  const { status, headers, json, text } = answer
  return { ok: true, value: { status, ok: status >= 200 && status < 300, headers, json, text } }
}

function checkRequest(argument: Json): Checked {
  if (!isRecord(argument)) return { ok: false, reason: 'the request must be an object' }
  const unknown = Object.keys(argument).find((key) => !FIELDS.has(key))
  if (unknown !== undefined) return { ok: false, reason: `unknown field "${unknown.slice(0, 40)}"` }
  const { method = 'GET', url, headers = {}, body, reads } = argument
  if (typeof method !== 'string' || !METHODS.has(method)) return { ok: false, reason: 'method must be one of HTTP in capitals' }
  if (typeof url !== 'string' || url.length > MAX_URL_CHARS) return { ok: false, reason: 'url must be a text of 8 KB at most' }
  const headerFault = faultOfHeaders(headers)
  if (headerFault !== null) return { ok: false, reason: headerFault }
  if (reads !== undefined && typeof reads !== 'boolean') return { ok: false, reason: 'reads must be true or false' }
  const request = { method, url, headers: textsOf(headers), ...(reads === true ? { reads } : {}) }
  if (body === undefined || body === null) return { ok: true, request }
  const checkedBody = bodyOf(body)
  return typeof checkedBody === 'string' ? { ok: false, reason: checkedBody } : { ok: true, request: { ...request, body: checkedBody } }
}

function faultOfHeaders(headers: Json): string | null {
  if (!isRecord(headers)) return 'headers must be an object'
  let size = 0
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return 'a header name holds a character it may not'
    if (typeof value !== 'string') return `the header ${name.slice(0, 40)} must be a text`
    // CR, LF and NUL would end the header and start another (C13).
    if (/[\r\n\0]/.test(value)) return `the header ${name.slice(0, 40)} holds a line break or a NUL`
    size += name.length + value.length
  }
  return size > MAX_HEADER_CHARS ? 'headers are larger than 16 KB' : null
}

function bodyOf(body: Json): NonNullable<GuestHttpRequest['body']> | string {
  if (!isRecord(body)) return 'body must be {json}, {form} or {text}'
  const [kind, ...more] = Object.keys(body)
  if (kind === undefined || more.length > 0 || !BODY_KINDS.some((known) => known === kind))
    return 'body must have exactly one of json, form and text'
  if (kind === 'json') return { json: body['json'] ?? null }
  if (kind === 'text') return typeof body['text'] === 'string' ? { text: body['text'] } : 'body.text must be a text'
  const form = body['form'] ?? null
  if (!isRecord(form) || Object.values(form).some((value) => typeof value !== 'string')) return 'body.form must be an object of texts'
  return { form: textsOf(form) }
}

function textsOf(record: Json): Record<string, string> {
  return isRecord(record) ? Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)])) : {}
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
