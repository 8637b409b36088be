import type { Json } from '../../sdk/flow/definition.ts'
import { type CompiledTemplate, compileTemplate, type Roots, TemplateError } from './template.ts'

/** The request of a declarative entry as its file has it; values are checked by the file's schema before. */
export interface RequestFile {
  method: string
  url: string
  query?: Record<string, string | number | boolean>
  headers?: Record<string, string>
  json?: unknown
  form?: Record<string, string | number | boolean>
}

/** A rendered request; `body` as the broker takes it. */
export interface RenderedRequest {
  method: string
  url: string
  headers: Record<string, string>
  body?: { json: Json } | { form: Record<string, string> }
}

export interface CompiledRequest {
  method: string
  /** Scheme, host and the path up to the first value: what egress rules are checked against. */
  fixedUrl: string
  /** Throws RequestValueError when a value cannot stand where the template puts it. */
  render(roots: Roots): RenderedRequest
  paths: CompiledTemplate['paths']
}

/** A value of the input does not fit its place in the request, for example a line break in a header. */
export class RequestValueError extends Error {
  override readonly name = 'RequestValueError'
}

/** Headers that only the host sets: a connector's text never carries a credential or reframes the message. */
const HOST_HEADERS = new Set([
  'authorization',
  'cookie',
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'proxy-authorization',
])

const PATH_PART = /\{\{[^{}]*\}\}/g

/** Compiles the request of a declarative entry, which may read `names`. Throws TemplateError on the first fault of its texts. */
export function compileRequest(file: RequestFile, names: readonly string[]): CompiledRequest {
  const { method, url, query = {}, headers = {}, form } = file
  const refused = Object.keys(headers).find((name) => HOST_HEADERS.has(name))
  if (refused !== undefined) throw new TemplateError(`the header ${refused} is set by the host`)
  if (file.json !== undefined && form !== undefined) throw new TemplateError('a request has a json body or a form, not both')

  const address = compileAddress(url, names)
  const parts = {
    query: compileTemplate(query, names),
    headers: compileTemplate(headers, names),
    json: file.json === undefined ? null : compileTemplate(asJson(file.json), names),
    form: form === undefined ? null : compileTemplate(form, names),
  }
  return {
    method,
    fixedUrl: address.fixed,
    paths: [address, parts.query, parts.headers, parts.json, parts.form].flatMap((part) => part?.paths ?? []),
    render(roots) {
      const rendered: RenderedRequest = {
        method,
        url: address.render(roots) + queryText(parts.query, roots),
        headers: headerValues(parts.headers, roots),
      }
      if (parts.json !== null) rendered.body = { json: parts.json.render(roots) ?? null }
      if (parts.form !== null) rendered.body = { form: Object.fromEntries(scalars(parts.form.render(roots))) }
      return rendered
    },
  }
}

interface Address {
  fixed: string
  paths: CompiledTemplate['paths']
  render(roots: Roots): string
}

/** Values in the path are encoded one by one, so that none can add a segment, a query or another host (security.md C13). */
function compileAddress(url: string, names: readonly string[]): Address {
  const values = [...url.matchAll(PATH_PART)].map((found) => compileTemplate(found[0], names))
  const texts = url.split(PATH_PART)
  const fixed = texts[0] ?? ''
  if (!/^https?:\/\/[^/]+\//.test(fixed)) throw new TemplateError(`the origin of ${url} must be fixed`)
  return {
    fixed,
    paths: values.flatMap((value) => value.paths),
    render: (roots) => texts.map((text, index) => text + pathValue(values[index], roots)).join(''),
  }
}

function pathValue(template: CompiledTemplate | undefined, roots: Roots): string {
  if (template === undefined) return ''
  const value = template.render(roots)
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new RequestValueError('a value in the address must be a text or a number')
  const text = String(value)
  if (text === '' || text === '.' || text === '..') throw new RequestValueError('a value in the address must not be empty or dots')
  if (!text.isWellFormed()) throw new RequestValueError('a value in the address is not valid Unicode')
  return encodeURIComponent(text)
}

function queryText(template: CompiledTemplate, roots: Roots): string {
  const pairs = scalars(template.render(roots))
  if (pairs.length === 0) return ''
  return `?${new URLSearchParams(pairs).toString()}`
}

function headerValues(template: CompiledTemplate, roots: Roots): Record<string, string> {
  const pairs = scalars(template.render(roots))
  for (const [name, value] of pairs) {
    if (!/^[\x20-\x7e]*$/.test(value))
      throw new RequestValueError(`the value for the header ${name} holds characters that headers cannot carry`)
  }
  return Object.fromEntries(pairs)
}

/** Name and text of each scalar; lists repeat the name, null is left out, objects have no place here. */
function scalars(value: Json | undefined): Array<[string, string]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    (Array.isArray(member) ? member : [member]).flatMap((one): Array<[string, string]> => {
      if (one === null) return []
      if (typeof one === 'object') throw new RequestValueError(`${name} must be a text, a number or a list of them`)
      return [[name, String(one)]]
    }),
  )
}

export function asJson(value: unknown): Json {
  // The file was parsed from JSON text, so this is true by construction; the generated type only says unknown.
  return JSON.parse(JSON.stringify(value))
}
