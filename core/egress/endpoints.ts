import { portOf } from './check-url.ts'

export type EndpointTable = Readonly<Record<string, string>>

/**
 * Where calls to a declared origin really go: emulators in development and tests. Empty in production, where config refuses
 * PROVIDER_ENDPOINTS and no demonstration runs.
 */
export interface Endpoints {
  /** The mapped origin of exactly this scheme, host and port; null when it is not mapped for this workspace. */
  originFor(tenantId: string, url: URL): URL | null
  /** The URL as a browser must open it, for authorize pages: mapped, path and query kept. */
  forBrowser(tenantId: string, url: string): string
  /** From now on these origins are mapped for one workspace, besides the table of all. The demonstration's emulators. */
  mapFor(tenantId: string, table: EndpointTable): void
  /** These origins may be called although their address is private, unless they are mapped already. Never in production: C14. */
  allowPrivate(origins: readonly string[]): void
  /** The same for every workspace: the emulator of a connector that is being written. */
  mapForAll(table: EndpointTable): void
}

/** Reads PROVIDER_ENDPOINTS: declared origin → origin. Throws RangeError on anything that is more than an origin. */
export function openEndpoints(table: EndpointTable): Endpoints {
  let everywhere = readTable(table)
  const ofTenant = new Map<string, ReadonlyMap<string, URL>>()
  const originFor = (tenantId: string, url: URL) => ofTenant.get(tenantId)?.get(keyOf(url)) ?? everywhere.get(keyOf(url)) ?? null
  return {
    originFor,
    forBrowser(tenantId, text) {
      const url = new URL(text)
      const target = originFor(tenantId, url)
      return target === null ? url.href : new URL(url.pathname + url.search, target).href
    },
    mapFor(tenantId, own) {
      ofTenant.set(tenantId, new Map([...(ofTenant.get(tenantId) ?? []), ...readTable(own)]))
    },
    allowPrivate(origins) {
      const own = readTable(Object.fromEntries(origins.map((origin) => [origin, origin])))
      everywhere = new Map([...own, ...everywhere])
    },
    mapForAll(own) {
      everywhere = new Map([...everywhere, ...readTable(own)])
    },
  }
}

function readTable(table: EndpointTable): ReadonlyMap<string, URL> {
  return new Map(Object.entries(table).map(([declared, target]) => [keyOf(originOf(declared)), originOf(target)]))
}

function originOf(text: string): URL {
  const url = URL.parse(text)
  if (
    url === null ||
    !/^(https?|(smtp|imap)(\+plain)?):$/.test(url.protocol) ||
    !/^\/?$/.test(url.pathname) ||
    url.search !== '' ||
    url.username !== ''
  ) {
    throw new RangeError(
      'PROVIDER_ENDPOINTS maps origins (scheme, host and port; mail servers too, as smtp:// and imap://, or smtp+plain:// where an emulator has no TLS) to origins',
    )
  }
  return url
}

function keyOf(url: URL): string {
  return `${url.protocol}//${url.hostname}:${portOf(url)}`
}
