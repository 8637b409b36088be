import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId, newId } from '../platform/ids.ts'
import type { EntityView, HubEntity, RecordAt } from './hub.types.ts'
import { knownConnections, listOwners, replaceOwners } from './hub-owners.store.ts'
import { candidateIds, type EntityQuery, listEntityIds, lockHubRecord, moveHubRecord, recordsOfEntities } from './hub-records.store.ts'
import { resolveEntity } from './resolve-entity.ts'

export interface HubDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
}

export interface HubCaller {
  tenantId: string
  userId: string
}

export type HubService = ReturnType<typeof createHub>

const PAGE = 50

/** Products, orders, customers and stock over all connections. Throws AppError `not_found`, also for ids of other workspaces. */
export function createHub({ db, clock }: HubDeps) {
  async function views(trx: Trx, tenantId: string, entity: HubEntity, ids: readonly string[]): Promise<EntityView[]> {
    const owners = await listOwners(trx, tenantId, entity)
    const byId = Map.groupBy(await recordsOfEntities(trx, tenantId, entity, ids), (row) => row.entityId)
    return ids.flatMap((id) => resolveEntity(entity, byId.get(id) ?? [], owners) ?? [])
  }

  async function requireView(trx: Trx, tenantId: string, entity: HubEntity, id: string): Promise<EntityView> {
    const [view] = isId('hub', id) ? await views(trx, tenantId, entity, [id]) : []
    if (view === undefined) throw new AppError('not_found')
    return view
  }

  return {
    /** Newest first. */
    async list(
      tenantId: string,
      entity: HubEntity,
      query: Omit<EntityQuery, 'tenantId' | 'entity' | 'limit' | 'before'> & { cursor?: string; limit?: number },
    ) {
      const { cursor, limit = PAGE, ...filter } = query
      if (cursor !== undefined && !isId('hub', cursor))
        throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
      return db.forTenant(tenantId, async (trx) => {
        const before = cursor === undefined ? {} : { before: cursor }
        const ids = await listEntityIds(trx, { ...filter, ...before, tenantId, entity, limit })
        return { items: await views(trx, tenantId, entity, ids), nextCursor: ids.length === limit ? (ids.at(-1) ?? null) : null }
      })
    },

    /** With what may be the same: entities that share a key, and were not linked because something is in doubt. */
    read: (tenantId: string, entity: HubEntity, id: string) =>
      db.forTenant(tenantId, async (trx) => {
        const view = await requireView(trx, tenantId, entity, id)
        return { ...view, candidates: await views(trx, tenantId, entity, await candidateIds(trx, tenantId, entity, id)) }
      }),

    /** A person says that a record is this entity. Nothing of either is changed. */
    link: ({ tenantId, userId }: HubCaller, entity: HubEntity, id: string, at: RecordAt): Promise<EntityView> =>
      db.forTenant(tenantId, async (trx) => {
        await requireView(trx, tenantId, entity, id)
        const row = await lockHubRecord(trx, tenantId, entity, at)
        if (row === undefined) throw new AppError('not_found')
        await moveHubRecord(trx, tenantId, entity, at, { entityId: id, linkedBy: 'person', isApart: false })
        const told = { detail: { entity, ...at }, before: linkOf(row), after: { entityId: id, linkedBy: 'person' } }
        await recordAudit(trx, { tenantId, userId, act: 'hub.linked', subject: id, ...told }, clock.now())
        return requireView(trx, tenantId, entity, id)
      }),

    /** A person says that a record is another thing: it stands alone from now on, whatever its key. Gives it as its own entity. */
    unlink: ({ tenantId, userId }: HubCaller, entity: HubEntity, id: string, at: RecordAt): Promise<EntityView> =>
      db.forTenant(tenantId, async (trx) => {
        const view = await requireView(trx, tenantId, entity, id)
        const row = await lockHubRecord(trx, tenantId, entity, at)
        if (row === undefined || row.entityId !== id) throw new AppError('not_found')
        if (view.records.length < 2) throw new AppError('conflict', { params: { what: 'it stands alone already / já está sozinho' } })
        const own = newId('hub', clock.now())
        await moveHubRecord(trx, tenantId, entity, at, { entityId: own, linkedBy: null, isApart: true })
        const told = { detail: { entity, ...at }, before: linkOf(row), after: { entityId: own, linkedBy: null } }
        await recordAudit(trx, { tenantId, userId, act: 'hub.unlinked', subject: id, ...told }, clock.now())
        return requireView(trx, tenantId, entity, own)
      }),

    settings: (tenantId: string, entity: HubEntity) =>
      db.forTenant(tenantId, async (trx) =>
        [...(await listOwners(trx, tenantId, entity))].map(([field, connectionId]) => ({ field, connectionId })),
      ),

    /** Declares from which connection fields are taken (`*`: all others). Replaces what was declared. */
    async choose({ tenantId, userId }: HubCaller, entity: HubEntity, owners: ReadonlyArray<{ field: string; connectionId: string }>) {
      return db.forTenant(tenantId, async (trx) => {
        const known = await knownConnections(
          trx,
          owners.map(({ connectionId }) => connectionId),
        )
        const wrong = owners.findIndex(({ connectionId }) => !known.has(connectionId))
        if (wrong >= 0) throw new AppError('invalid', { errors: [{ field: `/owners/${wrong}/connectionId`, reason: 'unknown' }] })
        const twice = owners.findIndex(({ field }, i) => owners.findIndex((other) => other.field === field) !== i)
        if (twice >= 0) throw new AppError('invalid', { errors: [{ field: `/owners/${twice}/field`, reason: 'is there twice' }] })
        const before = Object.fromEntries(await listOwners(trx, tenantId, entity))
        await replaceOwners(trx, tenantId, entity, owners)
        const after = Object.fromEntries(owners.map(({ field, connectionId }) => [field, connectionId]))
        await recordAudit(trx, { tenantId, userId, act: 'hub.owners_chosen', subject: entity, before, after }, clock.now())
        return [...owners]
      })
    },
  }
}

const linkOf = ({ entityId, linkedBy }: { entityId: string; linkedBy: string | null }) => ({ entityId, linkedBy })
