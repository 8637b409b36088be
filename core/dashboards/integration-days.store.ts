import type { Trx } from '../platform/db.ts'

/** What went between the workspace and its providers, by local day and connector. App role, one tenant. */

export interface IntegrationDay {
  /** `YYYY-MM-DD`, local. */
  day: string
  plugin: string
  received: number
  refused: number
  calls: number
  read: number
  failed: number
}

/** Days bound what is read: deliveries are partitioned by them, and the log of syncs has a line for a page of records. */
export async function readIntegrationDays(trx: Trx, of: { tenantId: string; from: string; timezone: string }): Promise<IntegrationDay[]> {
  const { rows } = await trx.raw<{ rows: IntegrationDay[] }>(
    `WITH messages AS (
       SELECT to_char(d.received_at AT TIME ZONE :timezone, 'YYYY-MM-DD') AS day, split_part(d.source, '/', 1) AS plugin,
         count(*) AS received, count(*) FILTER (WHERE d.verdict <> 'accepted') AS refused
       FROM deliveries d
       WHERE d.tenant_id = :tenantId AND d.day >= :from::date - 1 AND d.source NOT LIKE 'flow:%' AND d.method <> '' GROUP BY 1, 2
     ), pages AS (
       SELECT to_char(p.at AT TIME ZONE :timezone, 'YYYY-MM-DD') AS day, p.plugin, sum(p.calls) AS calls, sum(p.read) AS read,
         sum(p.failed) + count(*) FILTER (WHERE p.kind = 'error') AS failed
       FROM sync_page_log p WHERE p.tenant_id = :tenantId AND p.at >= :from::date - 1 GROUP BY 1, 2
     )
     SELECT day, plugin, coalesce(received, 0)::int AS received, coalesce(refused, 0)::int AS refused, coalesce(calls, 0)::int AS calls,
       coalesce(read, 0)::int AS read, coalesce(failed, 0)::int AS failed
     FROM messages FULL JOIN pages USING (day, plugin) WHERE day >= :from ORDER BY day, plugin`,
    of,
  )
  return rows
}
