import type { Db } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'

export interface AnsweringRun {
  flow_id: string
  version: number
  /** Inline journal of a run that ended in one commit; null when its entries are rows of their own. */
  journal: string | null
  /** `ended`, or the status of an open run. */
  status: string
}

/** A run wherever it is, for the answer its first delivery's sender was given. */
export async function findAnsweringRun(engine: Db, tenantId: string, runId: string): Promise<AnsweringRun | undefined> {
  const { rows } = await engine.raw<{ rows: AnsweringRun[] }>(
    `SELECT flow_id, version, journal, 'ended' AS status FROM runs WHERE tenant_id = :tenantId AND day = :day AND id = :runId
     UNION ALL SELECT flow_id, version, NULL, status FROM open_runs WHERE tenant_id = :tenantId AND id = :runId`,
    { tenantId, runId, day: dayOfId(runId) },
  )
  return rows[0]
}
