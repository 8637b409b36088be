import type { ServerResponse } from 'node:http'
import type { Context } from './http-state.ts'

/** What is sent, ready to be written: header names in lower case, `content-type` among them. */
export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** Statuses that never have a body (RFC 9110 15). */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304])

/** Does nothing when the client has gone or was answered already. */
export function sendRaw(response: ServerResponse, { status, headers, body }: RawAnswer): void {
  if (response.headersSent || response.writableEnded || response.socket?.writable === false) return
  if (EMPTY.has(status)) {
    const { 'content-type': _type, ...others } = headers
    response.writeHead(status, others).end()
    return
  }
  // Given before the head is written: otherwise the body would go out in chunks.
  headers['content-length'] = String(Buffer.byteLength(body))
  response.writeHead(status, headers).end(body)
}

/** The same through Koa, which leaves the body out where there must be none. */
export function putRaw(ctx: Context, { status, headers, body }: RawAnswer): void {
  ctx.status = status
  ctx.set(headers)
  ctx.body = body
}

const HAS_UTF8 = /^(text\/|application\/(json|javascript)$)/i

/** A media type with its charset: what we send as text is always UTF-8. */
export function withCharset(type: string): string {
  return HAS_UTF8.test(type) && !/;\s*charset\s*=/i.test(type) ? `${type}; charset=utf-8` : type
}
