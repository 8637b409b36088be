import type { Resource } from '../../sdk/manifest.gen.ts'

/** What a connector says about the order of its resources. */
export type Ordered = Pick<Resource, 'name' | 'syncAfter' | 'parent'>

/**
 * Names in an order in which everything comes after what it depends on; among equals as the manifest lists them. Of a cycle, which
 * the manifest's check refuses, nothing is lost: its members come in the manifest's order.
 */
export function inSyncOrder(resources: readonly Ordered[]): string[] {
  const byName = new Map(resources.map((resource) => [resource.name, resource]))
  const done = new Set<string>()
  const entered = new Set<string>()
  const visit = (name: string): void => {
    const resource = byName.get(name)
    if (resource === undefined || entered.has(name)) return
    entered.add(name)
    for (const before of dependenciesOf(resource)) visit(before)
    done.add(name)
  }
  for (const { name } of resources) visit(name)
  return [...done]
}

export function dependenciesOf({ parent, syncAfter = [] }: Ordered): string[] {
  return parent === undefined ? [...syncAfter] : [parent.resource, ...syncAfter]
}
