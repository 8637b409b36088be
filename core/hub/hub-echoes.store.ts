import type { Trx } from '../platform/db.ts'
import type { Canonical } from './hub.types.ts'
import type { HubAt } from './hub-records.store.ts'

/** SQL of what is expected to come back of our own writes. Inside one tenant. */

export interface RecordPlace extends HubAt {
  externalId: string
}

/** The entity of a record as it will be after the writes that are under way, or as it is; undefined when nothing is known of it. */
export async function entityToCome(trx: Trx, at: RecordPlace, now: Date): Promise<Canonical | undefined> {
  const { rows } = await trx.raw<{ rows: Array<{ data: Canonical }> }>(
    `SELECT data FROM (
       SELECT data, expected_at AS at FROM hub_echoes WHERE tenant_id = :tenantId AND entity = :entity AND connection_id = :connectionId
         AND resource = :resource AND external_id = :externalId AND NOT has_come AND expires_at > :now
       UNION ALL
       SELECT data, '-infinity' FROM hub_records WHERE tenant_id = :tenantId AND entity = :entity AND connection_id = :connectionId
         AND resource = :resource AND external_id = :externalId AND deleted_at IS NULL
     ) known ORDER BY at DESC LIMIT 1`,
    { ...at, now },
  )
  return rows[0]?.data
}

export interface NewEcho {
  hash: string
  /** The whole entity as it will be. */
  data: Canonical
  now: Date
  expiresAt: Date
}

export async function insertEcho(trx: Trx, at: RecordPlace, { data, ...echo }: NewEcho): Promise<void> {
  await trx.raw(`DELETE FROM hub_echoes WHERE tenant_id = :tenantId AND connection_id = :connectionId AND expires_at <= :now`, {
    ...at,
    now: echo.now,
  })
  await trx.raw(
    `INSERT INTO hub_echoes (tenant_id, entity, connection_id, resource, external_id, hash, data, expected_at, expires_at)
     VALUES (:tenantId, :entity, :connectionId, :resource, :externalId, :hash, :data::jsonb, :now, :expiresAt)
     ON CONFLICT (tenant_id, entity, connection_id, resource, external_id, hash)
     DO UPDATE SET expires_at = excluded.expires_at, expected_at = excluded.expected_at, has_come = false`,
    { ...at, ...echo, data: JSON.stringify(data) },
  )
}

/** The write was not made. */
export async function deleteEcho(trx: Trx, at: RecordPlace, hash: string): Promise<void> {
  await trx.raw(
    `DELETE FROM hub_echoes WHERE tenant_id = :tenantId AND entity = :entity AND connection_id = :connectionId AND resource = :resource
       AND external_id = :externalId AND hash = :hash AND NOT has_come`,
    { ...at, hash },
  )
}

/**
 * Of these records, those that are now as a write of ours left them: external ids. A record that had come back of it and is another one
 * now is news from then on, also when it goes back.
 */
export async function takeEchoes(
  trx: Trx,
  at: HubAt & { now: Date },
  records: ReadonlyArray<{ externalId: string; hash: string }>,
): Promise<Set<string>> {
  const { rows } = await trx.raw<{ rows: Array<{ externalId: string }> }>(
    `WITH of_these AS (
       SELECT e.external_id, e.hash, n.hash = e.hash AS is_same FROM hub_echoes e
       JOIN jsonb_to_recordset(:records::jsonb) AS n("externalId" text, hash text) ON n."externalId" = e.external_id
       WHERE e.tenant_id = :tenantId AND e.entity = :entity AND e.connection_id = :connectionId AND e.resource = :resource
         AND e.expires_at > :now
     ), came AS (
       UPDATE hub_echoes e SET has_come = true FROM of_these o WHERE o.is_same AND NOT e.has_come AND e.tenant_id = :tenantId
         AND e.entity = :entity AND e.connection_id = :connectionId AND e.resource = :resource AND e.external_id = o.external_id
         AND e.hash = o.hash
     ), over AS (
       DELETE FROM hub_echoes e USING of_these o WHERE NOT o.is_same AND e.has_come AND e.tenant_id = :tenantId
         AND e.entity = :entity AND e.connection_id = :connectionId AND e.resource = :resource AND e.external_id = o.external_id
         AND e.hash = o.hash
     )
     SELECT DISTINCT external_id AS "externalId" FROM of_these WHERE is_same`,
    { ...at, records: JSON.stringify(records) },
  )
  return new Set(rows.map(({ externalId }) => externalId))
}
