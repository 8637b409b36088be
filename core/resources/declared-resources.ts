import type { Registry } from '../registry/registry.types.ts'
import type { DeclaredResources } from './tables/resource-plan.ts'

/** What the installed connectors declare. */
export function declaredResources(registry: Pick<Registry, 'resource' | 'resources'>): DeclaredResources {
  return {
    find(plugin, name) {
      const found = registry.resource(plugin, name)
      return found === null ? null : { plugin, declared: found.declared }
    },
    all: () => registry.resources().map(({ plugin, resource }) => ({ plugin, declared: resource.declared })),
  }
}
