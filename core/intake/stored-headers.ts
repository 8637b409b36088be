import type { IncomingHttpHeaders } from 'node:http'

/** Names that carry a credential or a proof: never stored, never shown to a flow. */
const SECRET_NAME = /^(authorization|proxy-authorization|cookie|set-cookie)$|token|secret|api-?key|password|signature|credential/
/** Of the hop, not of the message. */
const HOP_NAME = /^(connection|keep-alive|transfer-encoding|te|trailer|upgrade|content-encoding|content-length|host|expect)$/

const isKept = new Map<string, boolean>()
const MAX_NAMES = 2_000

/** Headers as a flow may see them and a delivery keeps them: lower-case names, own keys only. */
export function storedHeaders(headers: IncomingHttpHeaders, secretHeader: string | null): Record<string, string> {
  const kept: Record<string, string> = {}
  const secret = secretHeader?.toLowerCase()
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === '__proto__' || name === secret || !keeps(name)) continue
    kept[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return kept
}

/** All headers as one text each, for verification only. */
export function proofHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const all: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) all[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return all
}

function keeps(name: string): boolean {
  const known = isKept.get(name)
  if (known !== undefined) return known
  const answer = !SECRET_NAME.test(name) && !HOP_NAME.test(name)
  // Names come from strangers: what is remembered of them is bounded.
  if (isKept.size < MAX_NAMES) isKept.set(name, answer)
  return answer
}
