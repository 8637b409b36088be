import type { StepPath } from '../../sdk/flow/definition.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { Arrived } from './journal.types.ts'

/** Something for a step that waits, or will. */
export interface Arrival {
  tenantId: string
  runId: string
  path: StepPath
  /** The same arrival delivered again counts once. */
  id: string
  outcome: Arrived
}

/**
 * Hands an arrival to its run, in the caller's transaction, and lets the run go on. Exactly once by id. The caller then wakes the
 * engine. `over`: the run has ended, nothing was stored. Any role: rows are filtered by it.
 */
export async function deliverArrival(trx: Trx, { tenantId, runId, path, id, outcome }: Arrival): Promise<'delivered' | 'known' | 'over'> {
  const { rows } = await trx.raw<{ rows: Array<{ is_new: boolean }> }>(
    `WITH run AS (
       SELECT tenant_id, id FROM open_runs WHERE tenant_id = :tenantId AND id = :runId FOR UPDATE
     ), arrived AS (
       INSERT INTO run_inbox (tenant_id, run_id, id, path, outcome)
       SELECT r.tenant_id, r.id, :id, :path, :outcome FROM run r ON CONFLICT DO NOTHING RETURNING id
     ), rung AS (
       UPDATE open_runs o SET status = 'queued', ready_at = engine_clock() FROM run r
       WHERE o.tenant_id = r.tenant_id AND o.id = r.id AND o.owner IS NULL AND o.status <> 'held' AND EXISTS (SELECT 1 FROM arrived)
     )
     SELECT EXISTS (SELECT 1 FROM arrived) AS is_new FROM run`,
    { tenantId, runId, path, id, outcome: JSON.stringify(outcome) },
  )
  const [row] = rows
  if (row === undefined) return 'over'
  return row.is_new ? 'delivered' : 'known'
}

export type ArrivalsOfRun = Array<{ id: string; path: StepPath; outcome: Arrived }>

/** Everything that has come for these runs, oldest first, also what was taken in already. */
export async function loadArrivals(
  engine: Db,
  runs: ReadonlyArray<{ tenantId: string; runId: string }>,
): Promise<ReadonlyMap<string, ArrivalsOfRun>> {
  const arrivals = new Map<string, ArrivalsOfRun>()
  if (runs.length === 0) return arrivals
  const { rows } = await engine.raw<{ rows: Array<{ run_id: string; id: string; path: string; outcome: string }> }>(
    `SELECT b.run_id, b.id, b.path, b.outcome FROM unnest(?::uuid[], ?::text[]) AS w(tenant_id, run_id)
     JOIN run_inbox b ON b.tenant_id = w.tenant_id AND b.run_id = w.run_id ORDER BY b.arrived_at, b.id`,
    [runs.map((run) => run.tenantId), runs.map((run) => run.runId)],
  )
  for (const { run_id, id, path, outcome } of rows) {
    const known = arrivals.get(run_id) ?? []
    known.push({ id, path, outcome: JSON.parse(outcome) })
    arrivals.set(run_id, known)
  }
  return arrivals
}

/**
 * What has come for a run, an answer that is just being given included: it is given under the lock that is waited for here, and
 * one that begins later finds its time up.
 */
export async function arrivalsSoFar(engine: Db, run: { tenantId: string; runId: string }): Promise<ArrivalsOfRun> {
  return engine.transaction(async (trx) => {
    await trx.raw('SELECT 1 FROM open_runs WHERE tenant_id = ? AND id = ? FOR UPDATE', [run.tenantId, run.runId])
    return (await loadArrivals(trx, [run])).get(run.runId) ?? []
  })
}

/** Makes a parked run ready when it has arrivals that it did not see. True when it did. */
export async function ringRun(engine: Db, tenantId: string, runId: string): Promise<boolean> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `UPDATE open_runs o SET status = 'queued', ready_at = engine_clock()
     WHERE o.tenant_id = :tenantId AND o.id = :runId AND o.owner IS NULL AND o.status IN ('waiting', 'uncertain')
       AND (SELECT count(*) FROM run_inbox b WHERE b.tenant_id = :tenantId AND b.run_id = :runId) > o.inbox_seen`,
    { tenantId, runId },
  )
  return rowCount > 0
}

/**
 * Rings for parked runs that have arrivals they did not see: what came while the run was being worked on, or from a process that
 * died between the arrival and the ring.
 */
export async function ringForArrivals(engine: Db): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `UPDATE open_runs o SET status = 'queued', ready_at = engine_clock()
     FROM (SELECT tenant_id, run_id, count(*) AS arrived FROM run_inbox GROUP BY tenant_id, run_id) b
     WHERE o.tenant_id = b.tenant_id AND o.id = b.run_id AND o.owner IS NULL AND o.status IN ('waiting', 'uncertain') AND b.arrived > o.inbox_seen`,
  )
  return rowCount
}

/** Arrivals of runs that are over. */
export async function sweepArrivals(engine: Db): Promise<void> {
  await engine.raw(
    `DELETE FROM run_inbox b WHERE NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = b.tenant_id AND o.id = b.run_id)`,
  )
}
