import type { Db } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { GateOutcome } from './admission/gates.types.ts'
import type { CancelRequest } from './held-run.ts'
import type { RunIdentity } from './run-write.types.ts'

/** Leases, takeovers and what belongs to whom, across tenants: for the engine role only. */
export interface LeasedRun {
  run: RunIdentity
  cancel: CancelRequest | null
  /** The time it waited for has come; false when somebody made it ready. */
  isDue: boolean
  /** It was not let in: it ends without having started. */
  gateOutcome: GateOutcome | null
}

/** SQL: which request to cancel it is, the same text whatever the session's time zone. */
export function cancelAsked(run: string): string {
  return `extract(epoch FROM ${run}.cancel_requested_at)::text`
}

interface CancelColumns {
  cancel_requested_by: string | null
  cancel_asked: string | null
}

interface OpenRunRow extends CancelColumns {
  tenant_id: string
  id: string
  flow_id: string
  version: number
  trigger: string
  delivery_id: string | null
  trigger_data: string | null
  root_run_id: string
  retry_of: string | null
  started_at: Date
  parent_run_id: string | null
  parent_path: string | null
  depth: number
  gate_outcome: string | null
  was_waiting: boolean
}

const ROW = `o.tenant_id, o.id, o.flow_id, o.version, o.trigger, o.delivery_id, o.trigger_data, o.root_run_id, o.retry_of,
  o.started_at, o.parent_run_id, o.parent_path, o.depth, o.cancel_requested_by, ${cancelAsked('o')} AS cancel_asked, o.gate_outcome`
/** A priority is worth so much waiting: whoever has waited so much longer goes first whatever the priority, so nobody starves. */
const HEAD_START = `interval '10 minutes'`
const READY = `o.owner IS NULL AND o.status IN ('queued', 'waiting')`

export interface LeaseRequest {
  owner: string
  /** Start after this tenant, so that tenants take turns. */
  afterTenant: string
  perTenant: number
  limit: number
  /** Tenants that have enough in this process. */
  busyTenants: readonly string[]
}

/**
 * Takes runs that may go on, a few of each tenant. Jumps from tenant to tenant along `open_runs_ready`, so the cost follows
 * the number of tenants that wait, not the length of the longest backlog; each priority is a stretch of the index. SKIP LOCKED: two
 * workers never wait for each other.
 */
export async function leaseReady(engine: Db, request: LeaseRequest): Promise<LeasedRun[]> {
  const { rows } = await engine.raw<{ rows: OpenRunRow[] }>(
    `WITH RECURSIVE tenants AS (
       (SELECT o.tenant_id FROM open_runs o WHERE ${READY} AND o.tenant_id > :afterTenant::uuid ORDER BY o.tenant_id LIMIT 1)
       UNION ALL
       SELECT (SELECT o.tenant_id FROM open_runs o WHERE ${READY} AND o.tenant_id > t.tenant_id ORDER BY o.tenant_id LIMIT 1)
       FROM tenants t WHERE t.tenant_id IS NOT NULL
     ), picked AS (
       SELECT r.tenant_id, r.id, r.was_waiting FROM tenants t CROSS JOIN LATERAL (
         SELECT b.* FROM (VALUES (1), (0), (-1)) AS p(priority) CROSS JOIN LATERAL (
           SELECT o.tenant_id, o.id, o.status = 'waiting' AS was_waiting, o.ready_at, o.priority FROM open_runs o
           WHERE ${READY} AND o.tenant_id = t.tenant_id AND o.priority = p.priority AND o.ready_at <= engine_clock()
           ORDER BY o.ready_at, o.id LIMIT :perTenant FOR UPDATE SKIP LOCKED
         ) b ORDER BY b.ready_at - b.priority * ${HEAD_START}, b.id LIMIT :perTenant
       ) r WHERE t.tenant_id <> ALL(:busyTenants::uuid[]) LIMIT :limit
     )
     UPDATE open_runs o SET owner = :owner, status = 'running', error = NULL FROM picked p
     WHERE o.tenant_id = p.tenant_id AND o.id = p.id RETURNING ${ROW}, p.was_waiting`,
    { ...request, busyTenants: [...request.busyTenants] },
  )
  return rows.map(toLeased)
}

/** Whether any of these tenants has a run that may go on. */
export async function hasReady(engine: Db, tenantIds: readonly string[]): Promise<boolean> {
  if (tenantIds.length === 0) return false
  const { rows } = await engine.raw<{ rows: unknown[] }>(
    `SELECT 1 FROM open_runs o WHERE ${READY} AND o.tenant_id = ANY(?::uuid[]) AND o.ready_at <= engine_clock() LIMIT 1`,
    [[...tenantIds]],
  )
  return rows.length > 0
}

/** A process that owns open runs. */
export interface OwnerSign {
  owner: string
  /** Its last heartbeat, as text that only changes with the next one; null: no process of that name is known. */
  beat: string | null
  /** Silent for longer than the lease, by the database's clock. */
  isExpired: boolean
}

/** Every process that owns open runs, but this one. */
export async function ownerSigns(engine: Db, self: string, expireSeconds: number): Promise<OwnerSign[]> {
  const { rows } = await engine.raw<{ rows: Array<{ owner: string; beat: string | null; is_expired: boolean }> }>(
    `SELECT o.owner, extract(epoch FROM p.heartbeat_at)::text AS beat,
       p.id IS NULL OR p.heartbeat_at < engine_clock() - make_interval(secs => :expireSeconds) AS is_expired
     FROM (SELECT DISTINCT owner FROM open_runs WHERE owner IS NOT NULL AND owner <> :self) o LEFT JOIN processes p ON p.id = o.owner`,
    { self, expireSeconds },
  )
  return rows.map((row) => ({ owner: row.owner, beat: row.beat, isExpired: row.is_expired }))
}

/**
 * Takes runs of a dead process over. The journal entry comes first and takes the run's next seq: an append that the old owner
 * still has in flight meets it there, and one of the two is refused (G9). Only then does the run change hands. The rows are locked
 * first: of two processes that see the same death, one takes the run, and the other leaves no entry that would count as a death.
 */
export async function takeOver(engine: Db, deadOwner: string, owner: string, at: number, limit: number): Promise<LeasedRun[]> {
  const found = await engine.raw<{ rows: Array<{ tenant_id: string; id: string }> }>(
    `SELECT o.tenant_id, o.id FROM open_runs o WHERE o.owner = ? ORDER BY o.id LIMIT ?`,
    [deadOwner, limit],
  )
  if (found.rows.length === 0) return []
  const { rows } = await engine.raw<{ rows: OpenRunRow[] }>(
    `WITH victims AS (
       SELECT v.* FROM unnest(:days::date[], :tenants::uuid[], :ids::text[]) AS v(day, tenant_id, id)
       JOIN open_runs o ON o.tenant_id = v.tenant_id AND o.id = v.id WHERE o.owner = :deadOwner FOR UPDATE OF o SKIP LOCKED
     ), marked AS (
       INSERT INTO journal (day, tenant_id, run_id, seq, entries)
       SELECT v.day, v.tenant_id, v.id, (SELECT coalesce(max(j.seq) + 1, 0) FROM journal j
         WHERE j.tenant_id = v.tenant_id AND j.day = v.day AND j.run_id = v.id), :entries
       FROM victims v ON CONFLICT DO NOTHING RETURNING tenant_id, run_id
     )
     UPDATE open_runs o SET owner = :owner, status = 'running' FROM marked m
     WHERE o.tenant_id = m.tenant_id AND o.id = m.run_id AND o.owner = :deadOwner RETURNING ${ROW}, false AS was_waiting`,
    {
      days: found.rows.map((row) => dayOfId(row.id)),
      tenants: found.rows.map((row) => row.tenant_id),
      ids: found.rows.map((row) => row.id),
      entries: JSON.stringify([{ kind: 'takenOver', at, by: owner }]),
      owner,
      deadOwner,
    },
  )
  return rows.map(toLeased)
}

export interface OwnedRun {
  tenantId: string
  id: string
  cancel: CancelRequest | null
}

export async function ownedBy(engine: Db, owner: string): Promise<OwnedRun[]> {
  const { rows } = await engine.raw<{ rows: Array<CancelColumns & { tenant_id: string; id: string }> }>(
    `SELECT o.tenant_id, o.id, o.cancel_requested_by, ${cancelAsked('o')} AS cancel_asked FROM open_runs o WHERE o.owner = ?`,
    [owner],
  )
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id, cancel: cancelOf(row) }))
}

export async function isOwnedBy(engine: Db, tenantId: string, id: string, owner: string): Promise<boolean> {
  const { rows } = await engine.raw<{ rows: unknown[] }>(`SELECT 1 FROM open_runs WHERE tenant_id = ? AND id = ? AND owner = ?`, [
    tenantId,
    id,
    owner,
  ])
  return rows.length > 0
}

/** Puts runs that this process owns but does not work on back where anybody may lease them. */
export async function handBack(engine: Db, owner: string, ids: readonly string[]): Promise<void> {
  await engine.raw(
    `UPDATE open_runs SET owner = NULL, status = 'queued', ready_at = engine_clock() WHERE owner = ? AND id = ANY(?::text[])`,
    [owner, [...ids]],
  )
}

/** Flows with at least this many runs that wait for a worker, or to be let in. */
export async function fullFlows(engine: Db, limit: number): Promise<Array<{ tenantId: string; flowId: string }>> {
  const { rows } = await engine.raw<{ rows: Array<{ tenant_id: string; flow_id: string }> }>(
    `SELECT tenant_id, flow_id FROM open_runs WHERE owner IS NULL AND status = 'queued' GROUP BY tenant_id, flow_id HAVING count(*) >= :limit
     UNION SELECT tenant_id, flow_id FROM run_gates WHERE state IN ('new', 'paused', 'held') GROUP BY tenant_id, flow_id HAVING count(*) >= :limit`,
    { limit },
  )
  return rows.map((row) => ({ tenantId: row.tenant_id, flowId: row.flow_id }))
}

/** Registers the process or says that it lives. */
export async function beat(engine: Db, owner: string): Promise<void> {
  await engine.raw(`INSERT INTO processes (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET heartbeat_at = engine_clock()`, [owner])
}

export async function deregister(engine: Db, owner: string): Promise<void> {
  await engine.raw(`DELETE FROM processes WHERE id = ? AND NOT EXISTS (SELECT 1 FROM open_runs WHERE owner = ?)`, [owner, owner])
}

function cancelOf({ cancel_requested_by: by, cancel_asked: asked }: CancelColumns): CancelRequest | null {
  return by === null || asked === null ? null : { by, asked }
}

function toLeased(row: OpenRunRow): LeasedRun {
  const run: RunIdentity = {
    tenantId: row.tenant_id,
    id: row.id,
    flowId: row.flow_id,
    version: row.version,
    trigger: row.trigger,
    deliveryId: row.delivery_id,
    triggerData: row.trigger_data,
    rootRunId: row.root_run_id,
    retryOf: row.retry_of,
    startedAt: row.started_at.getTime(),
    parent: row.parent_run_id === null ? null : { runId: row.parent_run_id, path: row.parent_path ?? '' },
    depth: row.depth,
  }
  const gateOutcome: GateOutcome | null = row.gate_outcome === null ? null : JSON.parse(row.gate_outcome)
  return { run, cancel: cancelOf(row), isDue: row.was_waiting, gateOutcome }
}
