import type { IncomingHttpHeaders } from 'node:http'

/** `unknown`: the client said nothing about where it comes from, as programs do. */
export type Origin = 'same' | 'foreign' | 'unknown'

/**
 * Where a request came from, as the browser states it (security.md C25). A page cannot forge any of these headers.
 * Sec-Fetch-Site decides when present (browsers send it on https and on localhost); else Origin, else Referer, which must be
 * one of `ownOrigins` or the very host that the request went to: a cross-site page cannot choose the Host either.
 */
export function originOf(headers: IncomingHttpHeaders, ownOrigins: readonly string[]): Origin {
  const stated = headers.origin ?? headers.referer
  if (headers.origin !== undefined && ownOrigins.includes(headers.origin)) return 'same'
  const site = headers['sec-fetch-site']
  if (typeof site === 'string') return site === 'same-origin' || site === 'none' ? 'same' : 'foreign'
  if (stated === undefined) return 'unknown'
  if (!URL.canParse(stated)) return 'foreign'
  const { origin, host } = new URL(stated)
  return ownOrigins.includes(origin) || host === headers.host ? 'same' : 'foreign'
}
