import { EgressRefusal } from './refusal.ts'

const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/
/** What HTTP/1.1 can carry in a value; CR, LF and NUL would start a header or a request of their own (security.md C13). */
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
/** About the connection, which is the broker's, not the caller's. */
const OURS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'accept-encoding',
])
/** security.md 5. */
const MAX_HEADER_BYTES = 16_384

/** The caller's headers with lower-case names. Throws EgressRefusal on one that may not be set or could break out of its place. */
export function checkHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {}
  let sizeBytes = 0
  for (const [givenName, value] of Object.entries(given)) {
    const name = givenName.toLowerCase()
    if (!NAME.test(name)) throw new EgressRefusal('a header name holds characters that are not allowed')
    if (OURS.has(name) || name.startsWith('proxy-')) throw new EgressRefusal(`the header ${name} is set by the platform`)
    if (typeof value !== 'string' || !VALUE.test(value)) throw new EgressRefusal(`the header ${name} holds characters that are not allowed`)
    sizeBytes += name.length + value.length + 4
    headers[name] = value
  }
  if (sizeBytes > MAX_HEADER_BYTES) throw new EgressRefusal(`the headers are larger than ${MAX_HEADER_BYTES} bytes`)
  return headers
}
