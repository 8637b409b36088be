import { fromKnex } from 'pg-boss'
import type { Db } from '../platform/db.ts'
import type { RunChange } from './run-write.types.ts'
import { rowsOf } from './run-write-rows.ts'

/**
 * Writes the runs of a delivery that was mapped by a job, unless another try has. The row is the gate: of two at once the later
 * waits for the earlier one's commit and then finds it `mapped`. False: nothing was written.
 */
export async function storeMapped(engine: Db, tenantId: string, deliveryId: string, runs: readonly RunChange[]): Promise<boolean> {
  return engine.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: unknown[] }>(
      `UPDATE delivery_mappings SET status = 'mapped', tries = tries + 1, error = NULL, run_ids = ?::text[]
       WHERE tenant_id = ? AND delivery_id = ? AND status = 'waiting' RETURNING delivery_id`,
      [runs.map((change) => change.run.id), tenantId, deliveryId],
    )
    if (rows.length === 0) return false
    if (runs.length > 0) {
      const batch = rowsOf([{ delivery: null, dedupe: null, runs }])
      const { text, values } = batch.query()
      await fromKnex(trx).executeSql(text, values)
    }
    return true
  })
}
