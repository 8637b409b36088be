import type { Connector, ConnectorResource } from '#lib/api/connectors.ts'
import type { Resource } from '#lib/api/resources.ts'

/** A resource that has records, with what its connector declares of it. */
export interface BoardResource {
  connector: Connector
  declared: ConnectorResource
  resource: Resource
  /** "Pedidos · Loja": two connectors may call theirs the same. */
  name: string
}

export function boardResources(
  connectors: readonly Connector[],
  resources: readonly Resource[],
  wanted: (declared: ConnectorResource, resource: Resource) => boolean,
): BoardResource[] {
  return resources.flatMap((resource) => {
    const connector = connectors.find(({ name }) => name === resource.plugin)
    const declared = connector?.resources.find(({ name }) => name === resource.name)
    if (connector === undefined || declared === undefined || resource.connections.length === 0 || !wanted(declared, resource)) return []
    return [{ connector, declared, resource, name: `${resource.displayName} · ${connector.displayName}` }]
  })
}

/** The field that says how much can be sold: connectors call it as the canonical entity does. */
export function stockField(resource: Resource): string | null {
  const found = ['available', 'quantity'].find((name) =>
    resource.fields.some((field) => field.name === name && field.filter && (field.type === 'integer' || field.type === 'decimal')),
  )
  return found ?? null
}
