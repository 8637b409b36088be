import type { Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'

/** Of these runs, those whose journal holds a call, or the intent of one. App role, one tenant. */
export async function runsWithCalls(trx: Trx, tenantId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    // Texts in data have their quotes escaped; an object that looks like ours only costs a look at the run.
    `SELECT w.id FROM unnest(:days::date[], :ids::text[]) AS w(day, id)
     WHERE EXISTS (SELECT 1 FROM journal j WHERE j.tenant_id = :tenantId AND j.day = w.day AND j.run_id = w.id
         AND (strpos(j.entries, '"calls":[{') > 0 OR strpos(j.entries, '{"kind":"intent"') > 0))
       OR EXISTS (SELECT 1 FROM runs r WHERE r.tenant_id = :tenantId AND r.day = w.day AND r.id = w.id AND strpos(r.journal, '"calls":[{') > 0)`,
    { tenantId, ids: [...ids], days: ids.map(dayOfId) },
  )
  return new Set(rows.map((row) => row.id))
}
