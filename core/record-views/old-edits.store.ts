import { toIso } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'

/** Takes the oldest edits away that ended before `before`, of all tenants: for the engine role. One under way stays. How many went. */
export async function deleteOldEdits(engine: Db, before: number, limit: number): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `DELETE FROM record_edits WHERE (tenant_id, id) IN
       (SELECT tenant_id, id FROM record_edits WHERE ended_at < ? ORDER BY ended_at LIMIT ?)`,
    [toIso(before), limit],
  )
  return rowCount
}
