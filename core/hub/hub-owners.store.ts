import type { Trx } from '../platform/db.ts'
import type { HubEntity } from './hub.types.ts'

/** From which connection each field of an entity is taken; `*` for those without an owner of their own. */
export async function listOwners(trx: Trx, tenantId: string, entity: HubEntity): Promise<Map<string, string>> {
  const rows = await trx('hub_owners')
    .where({ tenant_id: tenantId, entity })
    .orderBy('field')
    .select<Array<{ field: string; connectionId: string }>>({ field: 'field', connectionId: 'connection_id' })
  return new Map(rows.map(({ field, connectionId }) => [field, connectionId]))
}

export async function replaceOwners(
  trx: Trx,
  tenantId: string,
  entity: HubEntity,
  owners: ReadonlyArray<{ field: string; connectionId: string }>,
): Promise<void> {
  await trx('hub_owners').where({ tenant_id: tenantId, entity }).delete()
  if (owners.length === 0) return
  await trx('hub_owners').insert(
    owners.map(({ field, connectionId }) => ({ tenant_id: tenantId, entity, field, connection_id: connectionId })),
  )
}

export async function knownConnections(trx: Trx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await trx('connections')
    .whereIn('id', [...ids])
    .where({ provisional: false })
    .select<Array<{ id: string }>>('id')
  return new Set(rows.map(({ id }) => id))
}
