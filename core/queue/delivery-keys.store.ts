import type { Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'

export interface DeliveryWords {
  key: string | null
  topic: string | null
  /** Its key, topic or body holds the text that was asked for. */
  hasText: boolean
}

/** What lists say of deliveries, by id. `text`: lower case; null asks for none. App role, one tenant. */
export async function deliveryWords(
  trx: Trx,
  tenantId: string,
  ids: readonly string[],
  text: string | null,
): Promise<ReadonlyMap<string, DeliveryWords>> {
  if (ids.length === 0) return new Map()
  const { rows } = await trx.raw<{ rows: Array<DeliveryWords & { id: string }> }>(
    `SELECT d.id, d.dedupe_key AS key, d.topic,
       (:needle::text IS NOT NULL AND strpos(lower(concat_ws(' ', d.dedupe_key, d.topic, d.body)), :needle) > 0) AS "hasText"
     FROM unnest(:days::date[], :ids::text[]) AS k(day, id) JOIN deliveries d ON d.tenant_id = :tenantId AND d.day = k.day AND d.id = k.id`,
    { tenantId, ids: [...ids], days: ids.map(dayOfId), needle: text },
  )
  return new Map(rows.map(({ id, ...words }) => [id, words]))
}
