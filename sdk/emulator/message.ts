import type { Fields } from './fields.ts'

/** One request as a route of the emulator reads it. */
export interface EmulatorRequest {
  id: number
  method: string
  path: string
  query: URLSearchParams
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** The body when it is JSON; `undefined` when it is not. */
  json: unknown
  /** The body when it is `application/x-www-form-urlencoded`; empty when it is not. */
  form: URLSearchParams
  params: Readonly<Record<string, string>>
  /** Address of the caller's socket. */
  address: string
  /** Who the route found the caller to be; set by the route, shown in the request log. */
  caller: string | null
}

/** What a route answers. `json` is written as JSON, `text` and `bytes` as they are; none of them means an empty body. */
export interface EmulatorAnswer {
  status: number
  headers?: Readonly<Record<string, string>>
  json?: unknown
  text?: string
  bytes?: Buffer
}

export interface EmulatorRoute {
  method: string
  /** `/orders/:id`: a `:name` segment matches one segment. */
  path: string
  answer(request: EmulatorRequest): EmulatorAnswer | Promise<EmulatorAnswer>
}

export function json(status: number, body: unknown, headers?: Record<string, string>): EmulatorAnswer {
  return { status, json: body, headers }
}

export function html(status: number, text: string, headers: Record<string, string> = {}): EmulatorAnswer {
  return { status, text, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } }
}

export function plain(status: number, text: string): EmulatorAnswer {
  return { status, text, headers: { 'content-type': 'text/plain; charset=utf-8' } }
}

export function empty(status: number): EmulatorAnswer {
  return { status }
}

/** No answer at all: the connection is closed, as a firewall does. */
export const hangUp: EmulatorAnswer = { status: 0 }

export function redirect(location: string): EmulatorAnswer {
  return { status: 302, headers: { location } }
}

/** `https://app/callback?x=1` with more query parameters; `undefined` ones are left out. */
export function withQuery(url: string, query: Record<string, string | undefined>): string {
  const address = new URL(url)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, value)
  return address.href
}

/** A setting of the admin API that cannot be what was sent; answered as 400 with this message. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting'
}

/** A scenario: something that happens at the provider, played on demand. Its answer goes back to who asked for it. */
export type Scenario = (input: Fields) => unknown
