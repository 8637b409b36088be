import type { Db, Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { RunEntry } from './admission/entry.ts'
import { cancelAsked } from './open-runs.store.ts'
import type { RunIdentity } from './run-write.types.ts'
import type { RunStatus } from './runs.types.ts'

/** What people do to open runs. App role, one tenant, rare: ordinary transactions, not the group commit. */

/** Serialises retries of one chain until the transaction ends. */
export async function lockChain(trx: Trx, tenantId: string, rootRunId: string): Promise<void> {
  await trx.raw(`SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, [`${tenantId} ${rootRunId}`])
}

export interface ChainRun {
  id: string
  version: number
  journal: string | null
  isOpen: boolean
}

/** Every run of the chain, oldest first, from one snapshot: a run is either still open or has all its effects in its journal. */
export async function runsOfChain(trx: Db | Trx, tenantId: string, rootRunId: string): Promise<ChainRun[]> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string; version: number; journal: string | null; is_open: boolean }> }>(
    `SELECT id, version, journal, false AS is_open FROM runs WHERE tenant_id = :tenantId AND day = :day AND id = :rootRunId
     UNION ALL SELECT id, version, journal, false FROM runs WHERE tenant_id = :tenantId AND root_run_id = :rootRunId AND retry_of IS NOT NULL
     UNION ALL SELECT id, version, NULL, true FROM open_runs WHERE tenant_id = :tenantId AND root_run_id = :rootRunId ORDER BY id`,
    { tenantId, rootRunId, day: dayOfId(rootRunId) },
  )
  return rows.map((row) => ({ id: row.id, version: row.version, journal: row.journal, isOpen: row.is_open }))
}

/** A person asked for it: debounce and throttle let it pass, but it waits for its place and its turn. */
export async function insertQueued(trx: Trx, run: RunIdentity, entry: RunEntry | undefined): Promise<void> {
  const isHeld = (entry?.gate ?? null) !== null
  await trx.raw(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, delivery_id, trigger_data, root_run_id, retry_of, started_at,
       priority)
     VALUES (:tenantId, :id, :flowId, :version, :status, engine_clock(), :trigger, :deliveryId, :triggerData, :rootRunId, :retryOf,
       to_timestamp(:startedAt / 1000.0), :priority)`,
    { ...run, status: isHeld ? 'held' : 'queued', priority: entry?.priority ?? 0 },
  )
  if (!isHeld) return
  await trx.raw(`INSERT INTO run_gates (tenant_id, run_id, flow_id, version, state, is_free) VALUES (?, ?, ?, ?, 'new', true)`, [
    run.tenantId,
    run.id,
    run.flowId,
    run.version,
  ])
}

/** Status of an open run, locked until the transaction ends. */
export async function lockOpenRun(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<{ status: RunStatus; owner: string | null } | undefined> {
  const { rows } = await trx.raw<{ rows: Array<{ status: RunStatus; owner: string | null }> }>(
    `SELECT status, owner FROM open_runs WHERE tenant_id = ? AND id = ? FOR UPDATE`,
    [tenantId, id],
  )
  return rows[0]
}

/** Lets the engine take a run that waits for a time or for a person. */
export async function makeReady(trx: Trx, tenantId: string, id: string): Promise<void> {
  await trx.raw(`UPDATE open_runs SET status = 'queued', ready_at = engine_clock() WHERE tenant_id = ? AND id = ? AND owner IS NULL`, [
    tenantId,
    id,
  ])
}

/** Lets every run go on that waits because an account had to be connected again. Those of other accounts find out and wait on. */
export async function makeReadyAfterReconnect(trx: Trx, tenantId: string): Promise<void> {
  await trx.raw(
    // Still 'waiting': its time has come, and its retry is due.
    `UPDATE open_runs SET ready_at = engine_clock()
     WHERE tenant_id = ? AND status = 'waiting' AND owner IS NULL AND error::jsonb ->> 'code' = 'reauthorise'`,
    [tenantId],
  )
}

/** Answers which request it is. A second one, some seconds later, is another: it ends the `finally` lane that the first one began. */
export async function requestCancel(trx: Trx, tenantId: string, id: string, by: string): Promise<string> {
  const { rows } = await trx.raw<{ rows: Array<{ asked: string }> }>(
    `UPDATE open_runs o SET cancel_requested_by = :by, cancel_requested_at = CASE
       WHEN cancel_requested_at > engine_clock() - interval '3 seconds' THEN cancel_requested_at ELSE engine_clock() END
     WHERE tenant_id = :tenantId AND id = :id RETURNING ${cancelAsked('o')} AS asked`,
    { tenantId, id, by },
  )
  return rows[0]?.asked ?? ''
}
