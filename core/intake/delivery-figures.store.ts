import type { Trx } from '../platform/db.ts'

/** Figures of what connectors received. App role, one tenant. Days bound what is read: deliveries are partitioned by them. */

export interface TopicFigures {
  topic: string | null
  received: number
  /** Copies beyond the first one that reached the database; those answered from memory are not counted. */
  duplicates: number
  unmatched: number
  quarantined: number
}

export async function countByTopic(trx: Trx, of: { tenantId: string; plugin: string; days: number }): Promise<TopicFigures[]> {
  const { rows } = await trx.raw<{ rows: TopicFigures[] }>(
    `SELECT d.topic, count(*)::int AS received, coalesce(sum(k.copies - 1), 0)::int AS duplicates,
       (count(*) FILTER (WHERE d.verdict = 'unmatched'))::int AS unmatched,
       (count(*) FILTER (WHERE d.verdict = 'quarantined'))::int AS quarantined
     FROM deliveries d LEFT JOIN delivery_keys k
       ON k.tenant_id = d.tenant_id AND k.scope = d.source AND k.key = d.dedupe_key AND k.delivery_id = d.id
     WHERE d.tenant_id = :tenantId AND d.day >= (now() AT TIME ZONE 'UTC')::date - :days::int AND starts_with(d.source, :prefix)
     GROUP BY d.topic ORDER BY d.topic NULLS LAST`,
    { tenantId: of.tenantId, days: of.days, prefix: `${of.plugin}/` },
  )
  return rows
}

export interface UnmappedRow {
  deliveryId: string
  receivedAt: Date
  topic: string | null
  status: 'waiting' | 'failed'
  tries: number
  error: string | null
}

/** Deliveries of which no events were made yet, newest first. */
export async function listUnmapped(
  trx: Trx,
  of: { tenantId: string; plugin: string; before?: string; limit: number },
): Promise<UnmappedRow[]> {
  const { rows } = await trx.raw<{ rows: UnmappedRow[] }>(
    `SELECT d.id AS "deliveryId", d.received_at AS "receivedAt", d.topic, m.status, m.tries, m.error
     FROM delivery_mappings m JOIN deliveries d ON d.tenant_id = m.tenant_id AND d.day = m.day AND d.id = m.delivery_id
     WHERE m.tenant_id = :tenantId AND m.status IN ('waiting', 'failed') AND starts_with(d.source, :prefix)
       ${of.before === undefined ? '' : 'AND m.delivery_id < :before'}
     ORDER BY m.delivery_id DESC LIMIT :limit`,
    { tenantId: of.tenantId, prefix: `${of.plugin}/`, before: of.before ?? '', limit: of.limit },
  )
  return rows
}
