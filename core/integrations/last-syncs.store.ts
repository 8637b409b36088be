import type { Trx } from '../platform/db.ts'

/** When each connection's records were last brought up to date, by connection id; those that never were are absent. */
export async function findLastSyncs(trx: Trx): Promise<Map<string, Date>> {
  const { rows } = await trx.raw<{ rows: Array<{ connectionId: string; at: Date }> }>(
    `SELECT connection_id AS "connectionId", max(finished_at) AS at FROM sync_jobs WHERE status = 'succeeded' GROUP BY connection_id`,
  )
  return new Map(rows.map(({ connectionId, at }) => [connectionId, at]))
}
