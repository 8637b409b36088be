import { portOf } from './check-url.ts'

/** Where calls to a declared origin really go: emulators in development and tests. Empty in production (config refuses it). */
export interface Endpoints {
  /** The mapped origin of exactly this scheme, host and port; null when it is not mapped. */
  originFor(url: URL): URL | null
  /** The URL as a browser must open it, for authorize pages: mapped, path and query kept. */
  forBrowser(url: string): string
}

/** Reads PROVIDER_ENDPOINTS: declared origin → origin. Throws RangeError on anything that is more than an origin. */
export function readEndpoints(table: Readonly<Record<string, string>>): Endpoints {
  const byOrigin = new Map<string, URL>()
  for (const [declared, target] of Object.entries(table)) byOrigin.set(keyOf(originOf(declared)), originOf(target))
  const originFor = (url: URL) => byOrigin.get(keyOf(url)) ?? null
  return {
    originFor,
    forBrowser(text) {
      const url = new URL(text)
      const target = originFor(url)
      return target === null ? url.href : new URL(url.pathname + url.search, target).href
    },
  }
}

function originOf(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new RangeError('PROVIDER_ENDPOINTS maps origins (scheme, host and port) to origins')
  }
  return url
}

function keyOf(url: URL): string {
  return `${url.protocol}//${url.hostname}:${portOf(url)}`
}
