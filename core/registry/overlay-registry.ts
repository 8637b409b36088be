import type { Variables } from './operator-addresses.ts'
import { createRegistry } from './registry.service.ts'
import type { LoadedPlugin, Registry } from './registry.types.ts'

/** The installed connectors, and over them those that are being written. */
export interface RegistryOverlay {
  registry: Registry
  /** From the next look-up on this is the connector of its name. */
  put(plugin: LoadedPlugin): void
}

export function overlayRegistry(installed: Registry, variables: Variables = {}): RegistryOverlay {
  let current = installed
  let revision = 0
  const registry: Registry = {
    revision: () => revision,
    names: () => current.names(),
    connectors: (locale) => current.connectors(locale),
    connector: (name, locale) => current.connector(name, locale),
    plugin: (name) => current.plugin(name),
    pluginOf: (name) => current.pluginOf(name),
    auth: (plugin, authId) => current.auth(plugin, authId),
    authOf: (plugin, authId) => current.authOf(plugin, authId),
    action: (plugin, action) => current.action(plugin, action),
    actionOf: (plugin, action) => current.actionOf(plugin, action),
    trigger: (plugin, trigger) => current.trigger(plugin, trigger),
    resource: (plugin, resource) => current.resource(plugin, resource),
    resourceOf: (plugin, resource) => current.resourceOf(plugin, resource),
    resources: () => current.resources(),
    webhookEntries: (plugin, webhook) => current.webhookEntries(plugin, webhook),
    settings: (plugin) => current.settings(plugin),
    egressRules: (plugin) => current.egressRules(plugin),
    operatorOrigins: () => current.operatorOrigins(),
    limits: (plugin) => current.limits(plugin),
    webhooks: () => current.webhooks(),
    triggers: () => current.triggers(),
    routes: () => current.routes(),
    templates: () => current.templates(),
    envNames: () => current.envNames(),
  }
  return {
    registry,
    put(plugin) {
      const others = current.names().filter((name) => name !== plugin.name)
      current = createRegistry([...others.map((name) => current.pluginOf(name)), plugin], variables)
      revision++
    },
  }
}
