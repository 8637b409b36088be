import type { Manifest } from '../../sdk/manifest.gen.ts'

/** Publishers whose connectors may stand at the root of our addresses. */
const OFFICIAL: readonly string[] = ['tomada']

export function isOfficial({ publisher }: Pick<Manifest, 'publisher'>): boolean {
  return OFFICIAL.includes(publisher.id)
}

/** Where a route of a connector is served: at its own path, or below an address of its connector. */
export function mountPath(manifest: Pick<Manifest, 'publisher'>, plugin: string, path: string): string {
  return isOfficial(manifest) ? path : `/x/${plugin}${path}`
}
