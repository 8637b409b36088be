import { toIso } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'

/** Takes the oldest changes away that were made before `before`, of all tenants: for the engine role. How many went. */
export async function deleteOldChanges(engine: Db, before: number, limit: number): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `DELETE FROM record_changes WHERE (tenant_id, resource, connection_id, key, nr) IN
       (SELECT tenant_id, resource, connection_id, key, nr FROM record_changes WHERE at < ? ORDER BY at LIMIT ?)`,
    [toIso(before), limit],
  )
  return rowCount
}
