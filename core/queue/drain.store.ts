import type { Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { EndedRunStatus, OpenRunStatus } from '../runs/runs.types.ts'

/** Due runs that one caller has drained. App role, one tenant. */

export interface ClaimedRun {
  id: string
  /** The due time that was claimed, as text that only another due time differs from. */
  readyAt: string
}

/**
 * Marks runs that are due now, and gives them to this caller alone: whoever asks at the same time skips the locked rows, and
 * whoever asks next finds them marked. The mark says nothing to the workers, whose lease alone decides who runs what.
 */
export async function claimDue(trx: Trx, tenantId: string, flowIds: readonly string[] | null, limit: number): Promise<ClaimedRun[]> {
  const { rows } = await trx.raw<{ rows: ClaimedRun[] }>(
    `UPDATE open_runs o SET drained_for = o.ready_at FROM (
       SELECT d.id FROM open_runs d WHERE d.tenant_id = :tenantId AND d.owner IS NULL AND d.status IN ('queued', 'waiting')
         AND d.ready_at <= engine_clock() AND d.drained_for IS DISTINCT FROM d.ready_at
         ${flowIds === null ? '' : 'AND d.flow_id = ANY(:flowIds::text[])'}
       ORDER BY d.ready_at, d.id LIMIT :limit FOR UPDATE SKIP LOCKED
     ) due WHERE o.tenant_id = :tenantId AND o.id = due.id RETURNING o.id, extract(epoch FROM o.ready_at)::text AS "readyAt"`,
    { tenantId, limit, ...(flowIds === null ? {} : { flowIds: [...flowIds] }) },
  )
  return rows
}

/** Nobody has run them: the next who asks may count them. */
export async function releaseClaims(trx: Trx, tenantId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await trx.raw(`UPDATE open_runs SET drained_for = NULL WHERE tenant_id = ? AND id = ANY(?::text[]) AND owner IS NULL`, [
    tenantId,
    [...ids],
  ])
}

export interface Standing {
  id: string
  status: OpenRunStatus | EndedRunStatus | 'held'
  isOwned: boolean
  readyAt: string | null
}

/** How these runs stand, from one snapshot: a run is either still open or has ended. */
export async function standingsOf(trx: Trx, tenantId: string, ids: readonly string[]): Promise<Standing[]> {
  const { rows } = await trx.raw<{ rows: Standing[] }>(
    `SELECT o.id, o.status, o.owner IS NOT NULL AS "isOwned", extract(epoch FROM o.ready_at)::text AS "readyAt" FROM open_runs o
     WHERE o.tenant_id = :tenantId AND o.id = ANY(:ids::text[])
     UNION ALL SELECT r.id, r.status, false, NULL FROM runs r JOIN unnest(:days::date[], :ids::text[]) AS k(day, id)
       ON r.day = k.day AND r.id = k.id WHERE r.tenant_id = :tenantId`,
    { tenantId, ids: [...ids], days: ids.map(dayOfId) },
  )
  return rows
}

/** A run that waits for its next try is tried now. False when it does not wait for one any more. */
export async function makeDueNow(trx: Trx, tenantId: string, id: string): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    // Still 'waiting': its time has come, and its retry is due.
    `UPDATE open_runs SET ready_at = engine_clock() WHERE tenant_id = ? AND id = ? AND owner IS NULL AND status = 'waiting' AND error IS NOT NULL`,
    [tenantId, id],
  )
  return rowCount === 1
}

/** The first retry of a run; null when there is none. */
export async function retryIdOf(trx: Trx, tenantId: string, id: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: Array<{ run_id: string }> }>(
    `SELECT run_id FROM run_retries WHERE tenant_id = ? AND retry_of = ? ORDER BY run_id LIMIT 1`,
    [tenantId, id],
  )
  return rows[0]?.run_id ?? null
}
