import type { HttpStep, Json } from '../../sdk/flow/definition.ts'
import type { OutboundRequest } from '../egress/egress.types.ts'

/** The request as the broker takes it. Whether host and headers may be used is the broker's to say. */
export type BuiltRequest = Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body'> & { headers: Record<string, string> }

/** An evaluated part of the step that cannot be sent. The message is for the flow's author. */
export class HttpInputError extends Error {
  /** JSON Pointer into the evaluated input. */
  readonly at: string
  constructor(at: string, message: string) {
    super(message)
    this.name = 'HttpInputError'
    this.at = at
  }
}

/** Built from values, part by part (security.md C13): no value can reach beyond its place. Throws HttpInputError. */
export function buildRequest(step: HttpStep, input: Json, effectKey: string): BuiltRequest {
  const parts = membersOf(input, '')
  const headers = Object.fromEntries(
    Object.entries(membersOf(parts['headers'] ?? null, '/headers')).flatMap(([name, value]) => {
      if (value === null) return []
      return [[name, scalarText(value, `/headers/${escaped(name)}`)]]
    }),
  )
  const isBodyless = step.method === 'GET' || step.method === 'HEAD'
  const body = step.body === undefined || isBodyless ? undefined : bodyOf(step.body.type, parts['body'] ?? null)
  return {
    method: step.method,
    url: withPairs(urlOf(parts['url']), queryPairs(parts['query'] ?? null)),
    headers: { ...headers, ...idempotency(step, effectKey) },
    ...(body === undefined ? {} : { body }),
  }
}

function urlOf(value: Json | undefined): string {
  if (typeof value !== 'string' || value.trim() === '') throw new HttpInputError('/url', 'The URL is empty or not a text')
  return value.trim().replace(/#.*$/s, '')
}

/** Lists repeat the name; null leaves it out. */
function queryPairs(query: Json): Array<[string, string]> {
  return Object.entries(membersOf(query, '/query')).flatMap(([name, value]) =>
    textsOf(value, `/query/${escaped(name)}`).map((text): [string, string] => [name, text]),
  )
}

/** `url` with the pairs at the end of its query. What the author wrote stays as it is: parsing and writing it anew would change it. */
export function withPairs(url: string, pairs: ReadonlyArray<readonly [string, string]>): string {
  if (pairs.length === 0) return url
  const query = pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
  return `${url}${!url.includes('?') ? '?' : /[?&]$/.test(url) ? '' : '&'}${query}`
}

/** Lone surrogates, which no URL can hold, become U+FFFD. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function bodyOf(type: 'json' | 'form' | 'text', value: Json): OutboundRequest['body'] {
  switch (type) {
    case 'json':
      return { json: value }
    case 'text':
      return { text: value === null ? '' : scalarText(value, '/body') }
    case 'form': {
      const fields = Object.entries(membersOf(value, '/body')).map(
        ([name, field]) => [name, textsOf(field, `/body/${escaped(name)}`)] as const,
      )
      return { form: Object.fromEntries(fields) }
    }
  }
}

/** Last, so that no header of the author's takes its place. */
function idempotency(step: HttpStep, effectKey: string): Record<string, string> {
  return typeof step.repeatable === 'object' ? { [step.repeatable.idempotencyHeader.toLowerCase()]: effectKey } : {}
}

function membersOf(value: Json, at: string): Record<string, Json> {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new HttpInputError(at, `${placeOf(at)} must be an object`)
  return value
}

function textsOf(value: Json, at: string): string[] {
  if (value === null) return []
  return Array.isArray(value)
    ? value.filter((item) => item !== null).map((item, i) => scalarText(item, `${at}/${i}`))
    : [scalarText(value, at)]
}

function scalarText(value: Json, at: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new HttpInputError(at, `${placeOf(at)} must be a text, a number or a boolean`)
}

function placeOf(at: string): string {
  return at === '' ? 'The input' : at.slice(1, 200)
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
