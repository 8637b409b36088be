import type { Json } from '../../sdk/flow/definition.ts'
import { checkHeaders } from './check-headers.ts'
import type { Credential, OutboundRequest } from './egress.types.ts'
import { EgressRefusal } from './refusal.ts'

export interface Outgoing {
  url: URL
  headers: Record<string, string>
  body: string | null
}

type Body = NonNullable<OutboundRequest['body']>

/**
 * The request as it leaves: the caller's parts with the credential merged in unseen. Everything is built from values, never
 * from joined text (security.md C13). Throws EgressRefusal when the credential has no place to go.
 */
export function withCredential(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Body | undefined,
  credential: Credential | null,
): Outgoing {
  const sent = new URL(url)
  const outHeaders: Record<string, string> = { accept: '*/*', 'user-agent': 'Tomada', ...headers }
  let outBody = body
  for (const part of credential?.inject ?? []) {
    if (part.in === 'header') Object.assign(outHeaders, checkHeaders({ [part.name]: part.value }))
    else if (part.in === 'query') appendQuery(sent, part.name, part.value)
    else outBody = injectIntoBody(outBody, part)
  }
  return encode(sent, outHeaders, outBody)
}

/** Appended as text: rewriting the whole query would change how the caller's own parameters are encoded. */
function appendQuery(url: URL, name: string, value: string): void {
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  url.search = url.search === '' ? `?${pair}` : `${url.search}&${pair}`
}

function injectIntoBody(body: Body | undefined, part: Credential['inject'][number]): Body {
  if (part.in === 'form') {
    if (body !== undefined && body.form === undefined) throw new EgressRefusal('the credential goes into a form, but the body is not one')
    return { form: { ...body?.form, [part.name]: part.value } }
  }
  const json: Json = body?.json ?? {}
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
  if (!isObject || (body !== undefined && body.json === undefined)) {
    throw new EgressRefusal('the credential goes into a JSON object, but the body is not one')
  }
  return { json: { ...json, [part.name]: part.value } }
}

function encode(url: URL, headers: Record<string, string>, body: Body | undefined): Outgoing {
  const text = bodyText(body)
  const type = bodyType(body)
  if (type !== null && headers['content-type'] === undefined) headers['content-type'] = type
  return { url, headers, body: text }
}

/** The bytes of a structured body, before any credential: also what is recorded. */
export function bodyText(body: Body | undefined): string | null {
  if (body?.json !== undefined) return JSON.stringify(body.json)
  if (body?.form !== undefined) {
    const pairs = Object.entries(body.form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]))
    return new URLSearchParams(pairs).toString()
  }
  return body?.text ?? null
}

function bodyType(body: Body | undefined): string | null {
  if (body?.json !== undefined) return 'application/json'
  if (body?.form !== undefined) return 'application/x-www-form-urlencoded'
  return body?.text === undefined ? null : 'text/plain; charset=utf-8'
}
