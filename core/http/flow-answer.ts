import type { FlowAnswer } from '../runs/engine.types.ts'
import { type RawAnswer, withCharset } from './raw-answer.ts'
import type { RouteAnswer } from './route.ts'

/** Headers that are not the flow's to set: of the connection, or able to act on our own origin. */
const REFUSED_HEADERS =
  /^(set-cookie|connection|keep-alive|transfer-encoding|content-length|content-encoding|trailer|upgrade|date|server|content-security-policy|x-content-type-options|strict-transport-security|clear-site-data|service-worker-allowed)$/

/** Whatever the flow answers is data of strangers on our origin: sandboxed, never sniffed (C31). Bad header values are left out (C13). */
export function answerOfFlow(answer: FlowAnswer): RouteAnswer & RawAnswer & { type: string } {
  const headers: Record<string, string> = {}
  let type = typeof answer.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  for (const [name, value] of Object.entries(answer.headers)) {
    const isName = /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/i.test(name)
    if (!isName || REFUSED_HEADERS.test(name.toLowerCase()) || !isHeaderText(value)) continue
    if (name.toLowerCase() === 'content-type') type = value
    else headers[name] = value
  }
  headers['content-security-policy'] = 'sandbox'
  headers['x-content-type-options'] = 'nosniff'
  return { status: answer.status, headers, type, body: typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body) }
}

/** The same, ready to be written. */
export function rawAnswerOf(answer: FlowAnswer): RawAnswer {
  const { status, headers, type, body } = answerOfFlow(answer)
  headers['content-type'] = withCharset(type)
  return { status, headers, body }
}

/** Printable Latin-1 and tabs, as HTTP allows (RFC 9110 5.5). */
function isHeaderText(value: string): boolean {
  if (value.length > 4096) return false
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code !== 9 && (code < 32 || code === 127 || code > 255)) return false
  }
  return true
}
