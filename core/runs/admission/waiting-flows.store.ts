import type { Db } from '../../platform/db.ts'
import type { FlowRef } from './gates.store.ts'

/** Which flows somebody has to look at, across tenants. Engine role. */

export interface WaitingFlows {
  /** Something came, ended or is due. */
  open: FlowRef[]
  /** Runs wait for them to be resumed. */
  paused: FlowRef[]
  /** There are runs that wait or are counted. */
  hasAny: boolean
}

interface FlowRow {
  tenant_id: string
  flow_id: string
}

const MAX_FLOWS = 500

export async function waitingFlows(engine: Db): Promise<WaitingFlows> {
  const { rows } = await engine.raw<{ rows: Array<FlowRow & { what: 'open' | 'paused' | 'any' }> }>(
    `(SELECT DISTINCT 'open' AS what, tenant_id, flow_id FROM run_gates WHERE state IN ('new', 'ended') LIMIT :limit)
     UNION ALL (SELECT DISTINCT 'open', tenant_id, flow_id FROM run_gates WHERE due_at <= engine_clock() LIMIT :limit)
     UNION ALL (SELECT DISTINCT 'paused', tenant_id, flow_id FROM run_gates WHERE state = 'paused' LIMIT :limit)
     UNION ALL (SELECT 'any', tenant_id, flow_id FROM run_gates LIMIT 1)`,
    { limit: MAX_FLOWS },
  )
  const of = (what: string): FlowRef[] =>
    rows.filter((row) => row.what === what).map((row) => ({ tenantId: row.tenant_id, flowId: row.flow_id }))
  return { open: of('open'), paused: of('paused'), hasAny: rows.length > 0 }
}

/** Milliseconds until the first of the flow's runs is due; null: none waits for time. */
export async function nextDueMs(engine: Db, { tenantId, flowId }: FlowRef): Promise<number | null> {
  const { rows } = await engine.raw<{ rows: Array<{ ms: string | null }> }>(
    `SELECT extract(epoch FROM min(due_at) - engine_clock()) * 1000 AS ms FROM run_gates
     WHERE tenant_id = ? AND flow_id = ? AND due_at IS NOT NULL`,
    [tenantId, flowId],
  )
  const ms = rows[0]?.ms
  return ms === null || ms === undefined ? null : Number(ms)
}

/** The newest version with a run that waits or is counted; null when there is none. */
export async function newestWaitingVersion(engine: Db, { tenantId, flowId }: FlowRef): Promise<number | null> {
  const { rows } = await engine.raw<{ rows: Array<{ version: number | null }> }>(
    `SELECT max(version) AS version FROM run_gates WHERE tenant_id = ? AND flow_id = ?`,
    [tenantId, flowId],
  )
  return rows[0]?.version ?? null
}

/** The flow was resumed: what was kept for it is let in as runs of the version that is published now, in the order it came. */
export async function releasePaused(engine: Db, { tenantId, flowId }: FlowRef, version: number): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `WITH released AS (
       UPDATE run_gates SET state = 'new', version = :version, accepted_at = engine_clock()
       WHERE tenant_id = :tenantId AND flow_id = :flowId AND state = 'paused' RETURNING run_id
     )
     UPDATE open_runs o SET version = :version FROM released r WHERE o.tenant_id = :tenantId AND o.id = r.run_id AND o.status = 'held'`,
    { tenantId, flowId, version },
  )
  return rowCount
}

/** Runs that ended without saying so, for example because their flow's version is gone. */
export async function endOrphans(engine: Db): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `UPDATE run_gates g SET state = 'ended', due_at = NULL WHERE g.state <> 'ended' AND g.accepted_at < engine_clock() - interval '1 minute'
       AND NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = g.tenant_id AND o.id = g.run_id)`,
  )
  return rowCount
}

/** Starts that no throttle looks at any more: the longest window is a day. */
export async function sweepStarts(engine: Db): Promise<void> {
  await engine.raw(`DELETE FROM gate_starts WHERE started_at < engine_clock() - interval '25 hours'`)
}
