import type { Registry } from '../registry/registry.types.ts'
import type { ConnectorAuthSource } from './connections.types.ts'

/** The installed connectors, as this slice sees them. */
export function registryAuth(registry: Pick<Registry, 'auth' | 'plugin' | 'egressRules'>): ConnectorAuthSource {
  return {
    auth(plugin, authId) {
      const found = registry.auth(plugin, authId)
      return found === null ? null : { declared: found.declared, fields: found.fields?.validator ?? null }
    },
    authsOf: (plugin) => registry.plugin(plugin)?.manifest.auth ?? [],
    egressRules: (plugin) => registry.egressRules(plugin),
    displayName: (plugin, locale) => registry.plugin(plugin)?.manifest.displayName[locale] ?? plugin,
  }
}
