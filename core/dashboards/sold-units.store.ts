import type { Trx } from '../platform/db.ts'
import type { ResourcePlan } from '../resources/tables/resource-plan.ts'

/** Units in the orders of one resource. App role, one tenant. */

export interface SoldUnits {
  connectionId: string
  externalId: string | null
  sku: string | null
  sold: number
}

export interface SoldQuery {
  tenantId: string
  connections: readonly string[]
  since: Date
  /** Products by their id at the provider or by their SKU. */
  keys: readonly string[]
  skus: readonly string[]
}

/** Of orders placed since, those cancelled or returned left out; their lines are the canonical ones of the hub. */
export async function readSoldUnits(trx: Trx, orders: ResourcePlan, query: SoldQuery): Promise<SoldUnits[]> {
  const { day } = orders.stats
  if (day === null) return []
  const { rows } = await trx.raw<{ rows: SoldUnits[] }>(
    `SELECT h.connection_id AS "connectionId", line ->> 'externalId' AS "externalId", line ->> 'sku' AS sku,
       sum((line ->> 'quantity')::numeric)::float8 AS sold
     FROM ${orders.table} r
     JOIN hub_records h ON h.tenant_id = r.tenant_id AND h.entity = 'order' AND h.connection_id = r.connection_id
       AND h.resource = :resource AND h.external_id = r.key AND h.deleted_at IS NULL
     CROSS JOIN LATERAL jsonb_array_elements(h.data -> 'lines') AS line
     WHERE r.tenant_id = :tenantId AND r.connection_id = ANY(:connections::text[]) AND r.deleted_at IS NULL AND r."${day.column}" >= :since
       AND coalesce(h.data ->> 'status', '') NOT IN ('cancelled', 'returned')
       AND (line ->> 'externalId' = ANY(:keys::text[]) OR line ->> 'sku' = ANY(:skus::text[]))
     GROUP BY 1, 2, 3 HAVING sum((line ->> 'quantity')::numeric) > 0`,
    { ...query, connections: [...query.connections], keys: [...query.keys], skus: [...query.skus], resource: orders.resource },
  )
  return rows
}
