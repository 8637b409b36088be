import type { Trx } from '../platform/db.ts'
import type { Canonical, HubEntity, RecordAt } from './hub.types.ts'

/** SQL of the hub's records. Inside one tenant. */
export interface HubRow {
  entityId: string
  connectionId: string
  plugin: string
  resource: string
  externalId: string
  linkKey: string | null
  linkedBy: 'key' | 'person' | null
  data: Canonical
  changedAt: Date
}

export interface HubRecordToWrite {
  externalId: string
  /** Of its own, should it be new or no longer be what it was linked to. */
  newEntityId: string
  linkKey: string | null
  /** JSON text. */
  data: string
  hash: string
  /** Why it was written; `echo`: it came back of a write of ours and is news to nobody. */
  origin: string
}

export interface HubAt {
  tenantId: string
  entity: HubEntity
  connectionId: string
  resource: string
}

const COLUMNS = `r.entity_id AS "entityId", r.connection_id AS "connectionId", r.plugin, r.resource, r.external_id AS "externalId",
  r.link_key AS "linkKey", r.linked_by AS "linkedBy", r.data, r.changed_at AS "changedAt"`

/** Writes what changed; the same entity writes nothing. One whose key changed leaves what that key had linked it to. */
export async function upsertHubRecords(
  trx: Trx,
  at: HubAt & { plugin: string; now: Date },
  records: readonly HubRecordToWrite[],
): Promise<void> {
  const rows = records.map(({ externalId, newEntityId, linkKey, data, hash, origin }) => {
    return { external_id: externalId, entity_id: newEntityId, link_key: linkKey, data, hash, origin }
  })
  await trx.raw(
    `INSERT INTO hub_records AS r
       (tenant_id, entity, connection_id, plugin, resource, external_id, entity_id, link_key, data, hash, origin, first_seen_at, changed_at)
     SELECT :tenantId, :entity, :connectionId, :plugin, :resource, n.external_id, n.entity_id, n.link_key, n.data::jsonb, n.hash, n.origin, :now, :now
     FROM jsonb_to_recordset(:rows::jsonb) AS n(external_id text, entity_id text, link_key text, data text, hash text, origin text)
     ON CONFLICT (tenant_id, entity, connection_id, resource, external_id) DO UPDATE SET
       data = excluded.data, hash = excluded.hash, link_key = excluded.link_key, deleted_at = NULL, changed_at = excluded.changed_at,
       entity_id = CASE WHEN r.linked_by = 'key' AND r.link_key IS DISTINCT FROM excluded.link_key THEN excluded.entity_id ELSE r.entity_id END,
       linked_by = CASE WHEN r.linked_by = 'key' AND r.link_key IS DISTINCT FROM excluded.link_key THEN NULL ELSE r.linked_by END,
       origin = excluded.origin
     WHERE r.hash <> excluded.hash OR r.deleted_at IS NOT NULL`,
    { ...at, rows: JSON.stringify(rows) },
  )
}

/**
 * Links records that stand alone to the one entity of other connections with the same key: only where nothing is in doubt. More than
 * one such entity, or a key that this connection has twice, is left for a person (`candidatesOf`).
 */
export async function linkByKey(trx: Trx, at: HubAt, externalIds: readonly string[]): Promise<void> {
  // Two connections that bring the same key at once would not see each other.
  await trx.raw(`SELECT pg_advisory_xact_lock(hashtextextended('hub ' || :tenantId || ' ' || :entity, 0))`, { ...at })
  await trx.raw(
    `WITH mine AS (
       SELECT m.external_id, m.link_key FROM hub_records m
       WHERE m.tenant_id = :tenantId AND m.entity = :entity AND m.connection_id = :connectionId AND m.resource = :resource
         AND m.external_id = ANY(:externalIds::text[]) AND m.link_key IS NOT NULL AND NOT m.is_apart AND m.deleted_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM hub_records o WHERE o.tenant_id = m.tenant_id AND o.entity = m.entity AND o.entity_id = m.entity_id
           AND (o.connection_id, o.resource, o.external_id) <> (m.connection_id, m.resource, m.external_id))
     ), found AS (
       SELECT m.external_id, min(o.entity_id) AS entity_id FROM mine m JOIN hub_records o
         ON o.tenant_id = :tenantId AND o.entity = :entity AND o.link_key = m.link_key AND o.deleted_at IS NULL
         AND (o.connection_id, o.resource, o.external_id) <> (:connectionId, :resource, m.external_id)
       GROUP BY m.external_id
       HAVING count(DISTINCT o.entity_id) = 1 AND bool_and(o.connection_id <> :connectionId) AND bool_and(NOT o.is_apart)
     )
     UPDATE hub_records r SET entity_id = f.entity_id, linked_by = 'key' FROM found f
     WHERE r.tenant_id = :tenantId AND r.entity = :entity AND r.connection_id = :connectionId AND r.resource = :resource
       AND r.external_id = f.external_id
       AND NOT EXISTS (SELECT 1 FROM hub_records o WHERE o.tenant_id = r.tenant_id AND o.entity = r.entity AND o.entity_id = f.entity_id
         AND o.connection_id = r.connection_id AND o.deleted_at IS NULL)`,
    { ...at, externalIds: [...externalIds] },
  )
}

export async function markHubRecordsGone(trx: Trx, at: HubAt & { now: Date }, externalIds: readonly string[]): Promise<void> {
  await trx.raw(
    `UPDATE hub_records SET deleted_at = :now, changed_at = :now WHERE tenant_id = :tenantId AND entity = :entity
       AND connection_id = :connectionId AND resource = :resource AND external_id = ANY(:externalIds::text[]) AND deleted_at IS NULL`,
    { ...at, externalIds: [...externalIds] },
  )
}

export interface EntityQuery {
  tenantId: string
  entity: HubEntity
  key?: string
  connectionId?: string
  before?: string
  limit: number
}

/** Ids of entities, newest first. */
export async function listEntityIds(trx: Trx, query: EntityQuery): Promise<string[]> {
  const { key, connectionId, before } = query
  const where = ['r.tenant_id = :tenantId', 'r.entity = :entity', 'r.deleted_at IS NULL']
  if (key !== undefined) where.push('r.link_key = :key')
  if (connectionId !== undefined) where.push('r.connection_id = :connectionId')
  if (before !== undefined) where.push('r.entity_id < :before')
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `SELECT r.entity_id AS id FROM hub_records r WHERE ${where.join(' AND ')} GROUP BY r.entity_id ORDER BY r.entity_id DESC LIMIT :limit`,
    { ...query, key: key ?? '', connectionId: connectionId ?? '', before: before ?? '' },
  )
  return rows.map(({ id }) => id)
}

/** Records of these entities that their providers still have, the oldest of each first. */
export async function recordsOfEntities(trx: Trx, tenantId: string, entity: HubEntity, ids: readonly string[]): Promise<HubRow[]> {
  const { rows } = await trx.raw<{ rows: HubRow[] }>(
    `SELECT ${COLUMNS} FROM hub_records r WHERE r.tenant_id = ? AND r.entity = ? AND r.entity_id = ANY (?::text[]) AND r.deleted_at IS NULL
     ORDER BY r.entity_id, r.first_seen_at, r.connection_id, r.resource, r.external_id`,
    [tenantId, entity, [...ids]],
  )
  return rows
}

/** Other entities with a key of this one: perhaps the same. */
export async function candidateIds(trx: Trx, tenantId: string, entity: HubEntity, id: string): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `SELECT DISTINCT o.entity_id AS id FROM hub_records r JOIN hub_records o
       ON o.tenant_id = r.tenant_id AND o.entity = r.entity AND o.link_key = r.link_key AND o.entity_id <> r.entity_id AND o.deleted_at IS NULL
     WHERE r.tenant_id = ? AND r.entity = ? AND r.entity_id = ? AND r.deleted_at IS NULL ORDER BY 1 LIMIT 50`,
    [tenantId, entity, id],
  )
  return rows.map((row) => row.id)
}

export async function lockHubRecord(trx: Trx, tenantId: string, entity: HubEntity, at: RecordAt): Promise<HubRow | undefined> {
  const { rows } = await trx.raw<{ rows: HubRow[] }>(
    `SELECT ${COLUMNS} FROM hub_records r WHERE r.tenant_id = :tenantId AND r.entity = :entity AND r.connection_id = :connectionId
       AND r.resource = :resource AND r.external_id = :externalId AND r.deleted_at IS NULL FOR UPDATE`,
    { tenantId, entity, ...at },
  )
  return rows[0]
}

/** A person's choice, which no key undoes. */
export async function moveHubRecord(
  trx: Trx,
  tenantId: string,
  entity: HubEntity,
  at: RecordAt,
  to: { entityId: string; linkedBy: 'person' | null; isApart: boolean },
): Promise<void> {
  await trx.raw(
    `UPDATE hub_records SET entity_id = :entityId, linked_by = :linkedBy, is_apart = :isApart WHERE tenant_id = :tenantId AND entity = :entity
       AND connection_id = :connectionId AND resource = :resource AND external_id = :externalId`,
    { tenantId, entity, ...at, ...to },
  )
}
