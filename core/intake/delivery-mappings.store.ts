import type { Db, Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import { MAP_QUEUE } from '../runs/run-write.types.ts'

/** A delivery that waits to be mapped, with what mapping needs. */
export interface UnmappedDelivery {
  source: string
  topic: string | null
  /** JSON object. */
  headers: string
  body: string | null
  bodyBytes: Buffer | null
  connectionIds: string[]
}

/** Undefined when it is mapped, has failed for good, or is not this tenant's. */
export async function findUnmapped(trx: Trx, tenantId: string, deliveryId: string): Promise<UnmappedDelivery | undefined> {
  const { rows } = await trx.raw<{ rows: UnmappedDelivery[] }>(
    `SELECT d.source, d.topic, d.headers, d.body, d.body_bytes AS "bodyBytes", m.connection_ids AS "connectionIds"
     FROM delivery_mappings m JOIN deliveries d ON d.tenant_id = m.tenant_id AND d.day = m.day AND d.id = m.delivery_id
     WHERE m.tenant_id = ? AND m.day = ? AND m.delivery_id = ? AND m.status = 'waiting'`,
    [tenantId, dayOfId(deliveryId), deliveryId],
  )
  return rows[0]
}

/** Counts a failed try. Says whether it was the last. */
export async function recordMappingFailure(
  trx: Trx,
  failure: { tenantId: string; deliveryId: string; reason: string; maxTries: number },
): Promise<{ isLast: boolean }> {
  const { rows } = await trx.raw<{ rows: Array<{ status: string }> }>(
    `UPDATE delivery_mappings SET tries = tries + 1, error = left(:reason, 500),
       status = CASE WHEN tries + 1 >= :maxTries THEN 'failed' ELSE status END, look_again_at = now() + interval '5 minutes'
     WHERE tenant_id = :tenantId AND delivery_id = :deliveryId AND status = 'waiting' RETURNING status`,
    { ...failure },
  )
  return { isLast: rows[0]?.status === 'failed' }
}

/** What has failed for good waits again, with all its tries, and is due at once. False: it is not in that state. */
export async function reopenMapping(trx: Trx, tenantId: string, deliveryId: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `UPDATE delivery_mappings SET status = 'waiting', tries = 0, error = NULL, look_again_at = now() - interval '1 second'
     WHERE tenant_id = ? AND delivery_id = ? AND status = 'failed' RETURNING delivery_id`,
    [tenantId, deliveryId],
  )
  return rows.length > 0
}

/** Deliveries whose job should have come by now get another; one that does nothing twice. Returns how many. */
export async function sendLostMappings(engine: Db, queue: Pick<Queue, 'send'>): Promise<number> {
  return engine.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: Array<{ tenantId: string; deliveryId: string }> }>(
      `UPDATE delivery_mappings m SET look_again_at = engine_clock() + interval '5 minutes'
       FROM (SELECT tenant_id, delivery_id FROM delivery_mappings WHERE status = 'waiting' AND look_again_at < engine_clock()
             ORDER BY look_again_at LIMIT 500 FOR UPDATE SKIP LOCKED) due
       WHERE m.tenant_id = due.tenant_id AND m.delivery_id = due.delivery_id
       RETURNING m.tenant_id AS "tenantId", m.delivery_id AS "deliveryId"`,
    )
    await queue.send(
      MAP_QUEUE,
      rows.map((ids) => ({ ids: { ...ids } })),
      trx,
    )
    return rows.length
  })
}
