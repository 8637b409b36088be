import type { Registry } from '../registry/registry.types.ts'
import type { ConnectorAuthSource } from './connections.types.ts'
import { settingsDeclaration } from './settings.ts'

/** The installed connectors, as this slice sees them. */
export function registryAuth(registry: Pick<Registry, 'auth' | 'plugin' | 'egressRules' | 'settings'>): ConnectorAuthSource {
  return {
    auth(plugin, authId) {
      const found = registry.auth(plugin, authId)
      if (found === null) return null
      return { declared: found.declared, fields: found.fields?.validator ?? null, secretNames: secretNames(found.fields?.in('en')) }
    },
    authsOf: (plugin) => registry.plugin(plugin)?.manifest.auth ?? [],
    egressRules: (plugin) => registry.egressRules(plugin),
    displayName: (plugin, locale) => registry.plugin(plugin)?.manifest.displayName[locale] ?? plugin,
    settings(plugin) {
      const found = registry.settings(plugin)
      return found === null ? null : settingsDeclaration(found.in('en'), found.validator)
    },
  }
}

/** Properties that a form declares as secret. */
export function secretNames(schema: Readonly<Record<string, unknown>> | undefined): string[] {
  const properties = schema?.['properties']
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).flatMap(([name, property]) => (property?.['x-secret'] === true ? [name] : []))
}
