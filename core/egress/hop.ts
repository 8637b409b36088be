import { checkUrl } from './check-url.ts'
import type { Credential, EgressRules, OutboundRequest } from './egress.types.ts'
import { EgressRefusal } from './refusal.ts'

/** One request of a chain of redirects. */
export interface Hop {
  url: URL
  method: string
  headers: Readonly<Record<string, string>>
  body: OutboundRequest['body']
  credential: Credential | null
}

export const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** All that another host may learn from the caller's headers. */
const HARMLESS = new Set(['accept', 'accept-language', 'user-agent'])

/** Where an answer sends us; null when it is not a redirect. */
export function redirectOf(answer: { status: number; headers: Readonly<Record<string, string>> }): string | null {
  return REDIRECTS.has(answer.status) ? (answer.headers['location'] ?? null) : null
}

/**
 * The request after a redirect, checked like the first one (security.md C15). On another origin it carries no credential, no
 * cookie and no body, and of the headers only the harmless ones. Throws EgressRefusal.
 */
export function nextHop(hop: Hop, status: number, location: string, rules: EgressRules): Hop {
  const target = URL.parse(location, hop.url)
  if (target === null) throw new EgressRefusal('the provider redirected to an address that cannot be read')
  const becomesGet = (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST')
  const method = becomesGet ? 'GET' : hop.method
  const url = checkUrl(target.href, method, rules)
  const elsewhere = url.origin !== hop.url.origin
  const bodyless = becomesGet || elsewhere
  return {
    url,
    method,
    headers: headersAfter(hop.headers, elsewhere, bodyless),
    body: bodyless ? undefined : hop.body,
    credential: elsewhere ? null : hop.credential,
  }
}

function headersAfter(headers: Readonly<Record<string, string>>, elsewhere: boolean, bodyless: boolean): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => (elsewhere ? HARMLESS.has(name) : !(bodyless && name.startsWith('content-'))))
  return Object.fromEntries(kept)
}
