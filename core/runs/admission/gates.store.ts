import { GATES } from '../../../sdk/flow/admission-settings.ts'
import type { FlowSettings } from '../../../sdk/flow/definition.ts'
import type { Db, Trx } from '../../platform/db.ts'
import { requestCancel } from '../open-runs-by-people.store.ts'
import type { AdmittedGate, GateKeys, GateOutcome, GateView, HeldGate } from './gates.types.ts'

/** Who waits, who was let in and who left, by flow. Engine role. */
export interface FlowRef {
  tenantId: string
  flowId: string
}

/** Lanes looked at together, and runs of each: the rest is looked at again when one of these moved. */
export const LANES_PER_LOOK = 500
const RUNS_PER_LANE = 50

/** The keys of a run as one text: runs with the same are in the same lane. */
export function laneOf(keys: GateKeys): string {
  return JSON.stringify(GATES.map((name) => keys[name]))
}

function keysOf(lane: string): GateKeys {
  const [concurrency = '', fifo = '', debounce = '', throttle = ''] = JSON.parse(lane)
  return { concurrency, fifo, debounce, throttle }
}

/** One look at a flow at a time, in all processes, until the transaction ends. */
export async function lockFlow(trx: Trx, { tenantId, flowId }: FlowRef): Promise<void> {
  await trx.raw(`SELECT pg_advisory_xact_lock(hashtextextended(?, 1))`, [`${tenantId} ${flowId}`])
}

export async function databaseNow(trx: Trx): Promise<number> {
  const { rows } = await trx.raw<{ rows: Array<{ now: string }> }>(`SELECT extract(epoch FROM engine_clock()) * 1000 AS now`)
  return Number(rows[0]?.now)
}

export interface NewGate {
  runId: string
  seq: number
  version: number
  /** Null: it is read from the delivery. */
  triggerData: string | null
  deliveryId: string | null
  startedAt: number
  /** Its run is open. */
  isThere: boolean
}

/** Runs whose keys are not known yet, oldest first. */
export async function newGates(engine: Db, { tenantId, flowId }: FlowRef, limit: number): Promise<NewGate[]> {
  const { rows } = await engine.raw<{
    rows: Array<{
      run_id: string
      seq: number
      version: number
      trigger_data: string | null
      delivery_id: string | null
      started_at: Date | null
    }>
  }>(
    `SELECT g.run_id, g.seq, g.version, o.trigger_data, o.delivery_id, o.started_at FROM run_gates g
     LEFT JOIN open_runs o ON o.tenant_id = g.tenant_id AND o.id = g.run_id
     WHERE g.tenant_id = ? AND g.flow_id = ? AND g.state = 'new' ORDER BY g.seq LIMIT ?`,
    [tenantId, flowId, limit],
  )
  return rows.map((row) => ({
    runId: row.run_id,
    seq: row.seq,
    version: row.version,
    triggerData: row.trigger_data,
    deliveryId: row.delivery_id,
    startedAt: row.started_at?.getTime() ?? 0,
    isThere: row.started_at !== null,
  }))
}

/**
 * Puts these in their lanes and gives the lanes. Not those that came after one whose keys are not known: it might be of the same
 * line. `seqs` and `lanes` by index.
 */
export async function putInLanes(
  trx: Trx,
  { tenantId, flowId }: FlowRef,
  keyed: ReadonlyArray<{ runId: string; seq: number; lane: string }>,
): Promise<string[]> {
  if (keyed.length === 0) return []
  const { rows } = await trx.raw<{ rows: Array<{ keys: string }> }>(
    `WITH i AS (SELECT * FROM unnest(:ids::text[], :lanes::text[]) AS i(id, keys)),
     unknown AS (
       SELECT min(g.seq) AS seq FROM run_gates g WHERE g.tenant_id = :tenantId AND g.flow_id = :flowId AND g.state = 'new'
         AND g.run_id NOT IN (SELECT id FROM i)
     )
     UPDATE run_gates g SET state = 'held', keys = i.keys FROM i, unknown u
     WHERE g.tenant_id = :tenantId AND g.run_id = i.id AND g.state = 'new' AND (u.seq IS NULL OR g.seq < u.seq) RETURNING g.keys`,
    { tenantId, flowId, ids: keyed.map((gate) => gate.runId), lanes: keyed.map((gate) => gate.lane) },
  )
  return rows.map((row) => row.keys)
}

/** Runs that ended before anybody looked at them. */
export async function dropGone(trx: Trx, tenantId: string, runIds: readonly string[]): Promise<void> {
  if (runIds.length > 0) {
    await trx.raw(`DELETE FROM run_gates WHERE tenant_id = ? AND run_id = ANY(?::text[]) AND state = 'new'`, [tenantId, [...runIds]])
  }
}

/** Takes away who is over, and gives their lanes; null for one that was never in a lane. */
export async function takeEnded(trx: Trx, { tenantId, flowId }: FlowRef): Promise<Array<string | null>> {
  const { rows } = await trx.raw<{ rows: Array<{ keys: string | null }> }>(
    `DELETE FROM run_gates WHERE tenant_id = ? AND flow_id = ? AND state = 'ended' RETURNING keys`,
    [tenantId, flowId],
  )
  return rows.map((row) => row.keys)
}

/** The lanes of those whose time has come; whoever still has to wait gets a new time in the same transaction. */
export async function takeDue(trx: Trx, { tenantId, flowId }: FlowRef): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ keys: string }> }>(
    `UPDATE run_gates SET due_at = NULL WHERE tenant_id = ? AND flow_id = ? AND state = 'held' AND due_at <= engine_clock() RETURNING keys`,
    [tenantId, flowId],
  )
  return rows.map((row) => row.keys)
}

/** The lanes of a flow in which somebody waits, in the order of their texts. */
export async function lanesAfter(trx: Trx, { tenantId, flowId }: FlowRef, after: string): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ keys: string }> }>(
    `WITH RECURSIVE lanes AS (
       (SELECT keys FROM run_gates WHERE tenant_id = :tenantId AND flow_id = :flowId AND state = 'held' AND keys > :after ORDER BY keys LIMIT 1)
       UNION ALL
       SELECT (SELECT g.keys FROM run_gates g WHERE g.tenant_id = :tenantId AND g.flow_id = :flowId AND g.state = 'held' AND g.keys > l.keys
         ORDER BY g.keys LIMIT 1) FROM lanes l WHERE l.keys IS NOT NULL
     ) SELECT keys FROM lanes WHERE keys IS NOT NULL LIMIT :limit`,
    { tenantId, flowId, after, limit: LANES_PER_LOOK },
  )
  return rows.map((row) => row.keys)
}

export interface ViewRequest extends FlowRef {
  settings: FlowSettings
  lanes: readonly string[]
  /** The lanes hold all that matters to each other. */
  isAlone: boolean
  now: number
}

/** What is decided from, for these lanes. */
export async function viewOf(trx: Trx, request: ViewRequest): Promise<GateView> {
  const { settings, now } = request
  const held = await heldIn(trx, request)
  const counts = settings.concurrency !== undefined || settings.fifo !== undefined
  const admitted = counts ? await admittedIn(trx, request) : []
  return { now, held, admitted, starts: await startsOf(trx, request, held) }
}

async function heldIn(trx: Trx, { tenantId, flowId, lanes }: ViewRequest): Promise<HeldGate[]> {
  const { rows } = await trx.raw<{
    rows: Array<{ run_id: string; version: number; seq: number; keys: string; is_free: boolean; accepted_at: string; place: number }>
  }>(
    `SELECT r.* FROM unnest(:lanes::text[]) AS l(keys) CROSS JOIN LATERAL (
       SELECT g.run_id, g.version, g.seq, g.keys, g.is_free, extract(epoch FROM g.accepted_at) * 1000 AS accepted_at,
         (row_number() OVER (ORDER BY g.seq))::int AS place
       FROM run_gates g WHERE g.tenant_id = :tenantId AND g.flow_id = :flowId AND g.state = 'held' AND g.keys = l.keys
       ORDER BY g.seq LIMIT :limit
     ) r ORDER BY r.seq`,
    { tenantId, flowId, lanes: [...lanes], limit: RUNS_PER_LANE + 1 },
  )
  return rows.map((row) => ({
    runId: row.run_id,
    version: row.version,
    seq: row.seq,
    keys: keysOf(row.keys),
    acceptedAt: Number(row.accepted_at),
    isFree: row.is_free,
    isWitness: row.place > RUNS_PER_LANE,
  }))
}

async function admittedIn(trx: Trx, { tenantId, flowId, lanes, isAlone }: ViewRequest): Promise<AdmittedGate[]> {
  const { rows } = await trx.raw<{ rows: Array<{ run_id: string; seq: number; keys: string; is_replaced: boolean }> }>(
    `SELECT run_id, seq, keys, is_replaced FROM run_gates WHERE tenant_id = :tenantId AND flow_id = :flowId AND state = 'admitted'
     ${isAlone ? 'AND keys = ANY(:lanes::text[])' : ''} ORDER BY seq`,
    { tenantId, flowId, ...(isAlone ? { lanes: [...lanes] } : {}) },
  )
  return rows.map((row) => ({ runId: row.run_id, seq: row.seq, keys: keysOf(row.keys), isReplaced: row.is_replaced }))
}

async function startsOf(trx: Trx, { tenantId, flowId, settings }: ViewRequest, held: readonly HeldGate[]): Promise<GateView['starts']> {
  const { throttle } = settings
  const starts = new Map<string, number[]>()
  if (throttle === undefined) return starts
  const { rows } = await trx.raw<{ rows: Array<{ key: string; at: string }> }>(
    `SELECT key, extract(epoch FROM started_at) * 1000 AS at FROM gate_starts
     WHERE tenant_id = ? AND flow_id = ? AND key = ANY(?::text[]) AND started_at > engine_clock() - make_interval(secs => ?) ORDER BY started_at`,
    [tenantId, flowId, [...new Set(held.map(({ keys }) => keys.throttle))], throttle.perMs / 1000],
  )
  for (const { key, at } of rows) {
    const known = starts.get(key)
    if (known === undefined) starts.set(key, [Number(at)])
    else known.push(Number(at))
  }
  return starts
}

/**
 * Lets runs start. Their time counts from now: what they waited here is no part of the flow's time limit. A run that a person has
 * cancelled meanwhile is leased already and ends by itself. `counted`: those that say when they are over.
 */
export async function admit(trx: Trx, tenantId: string, gates: readonly HeldGate[], counted: readonly string[]): Promise<void> {
  if (gates.length === 0) return
  const ids = gates.map((gate) => gate.runId)
  await lockRuns(trx, tenantId, ids)
  await trx.raw(
    `UPDATE open_runs SET status = 'queued', ready_at = engine_clock(), started_at = engine_clock()
     WHERE tenant_id = ? AND id = ANY(?::text[]) AND status = 'held'`,
    [tenantId, ids],
  )
  await trx.raw(
    `UPDATE run_gates SET state = 'admitted', due_at = NULL WHERE tenant_id = ? AND run_id = ANY(?::text[]) AND state = 'held'`,
    [tenantId, [...counted]],
  )
  await trx.raw(`DELETE FROM run_gates WHERE tenant_id = ? AND run_id = ANY(?::text[]) AND state = 'held'`, [tenantId, ids])
}

/** Remembers starts for the throttle, and forgets those out of its window. */
export async function rememberStarts(trx: Trx, { tenantId, flowId }: FlowRef, gates: readonly HeldGate[], perMs: number): Promise<void> {
  const counted = gates.filter((gate) => !gate.isFree)
  if (counted.length === 0) return
  const keys = counted.map((gate) => gate.keys.throttle)
  await trx.raw(
    `DELETE FROM gate_starts WHERE tenant_id = ? AND flow_id = ? AND key = ANY(?::text[]) AND started_at < engine_clock() - make_interval(secs => ?)`,
    [tenantId, flowId, keys, perMs / 1000],
  )
  await trx.raw(
    `INSERT INTO gate_starts (tenant_id, flow_id, key, started_at, run_id)
     SELECT ?, ?, i.key, engine_clock(), i.run_id FROM unnest(?::text[], ?::text[]) AS i(key, run_id)`,
    [tenantId, flowId, keys, counted.map((gate) => gate.runId)],
  )
}

/** Ends runs that never started: the engine leases them and writes their end as that of any other run. */
export async function endUnstarted(
  trx: Trx,
  tenantId: string,
  ends: ReadonlyArray<{ runId: string; outcome: GateOutcome }>,
): Promise<void> {
  if (ends.length === 0) return
  const ids = ends.map((end) => end.runId)
  await lockRuns(trx, tenantId, ids)
  await trx.raw(
    `UPDATE open_runs o SET status = 'queued', ready_at = engine_clock(), gate_outcome = i.outcome
     FROM unnest(?::text[], ?::text[]) AS i(id, outcome) WHERE o.tenant_id = ? AND o.id = i.id AND o.status = 'held'`,
    [ids, ends.map((end) => JSON.stringify(end.outcome)), tenantId],
  )
  await trx.raw(`DELETE FROM run_gates WHERE tenant_id = ? AND run_id = ANY(?::text[]) AND state IN ('new', 'held')`, [tenantId, ids])
}

/** Asks a run that was let in to end. Gives the request, for the process that works on it. */
export async function replaceRun(trx: Trx, tenantId: string, runId: string, by: string): Promise<string> {
  const asked = await requestCancel(trx, tenantId, runId, by)
  await trx.raw(
    `UPDATE open_runs SET status = 'queued', ready_at = engine_clock() WHERE tenant_id = ? AND id = ? AND owner IS NULL AND status <> 'queued'`,
    [tenantId, runId],
  )
  await trx.raw(`UPDATE run_gates SET is_replaced = true WHERE tenant_id = ? AND run_id = ?`, [tenantId, runId])
  return asked
}

export async function setDue(trx: Trx, tenantId: string, due: ReadonlyArray<{ runId: string; at: number }>): Promise<void> {
  if (due.length === 0) return
  await trx.raw(
    `UPDATE run_gates g SET due_at = to_timestamp(i.at / 1000) FROM unnest(?::text[], ?::float8[]) AS i(id, at)
     WHERE g.tenant_id = ? AND g.run_id = i.id AND g.due_at IS DISTINCT FROM to_timestamp(i.at / 1000)`,
    [due.map((each) => each.runId), due.map((each) => each.at), tenantId],
  )
}

/** In the order in which the engine's commits take them, so that neither waits for the other in a circle. */
async function lockRuns(trx: Trx, tenantId: string, ids: readonly string[]): Promise<void> {
  await trx.raw(`SELECT 1 FROM open_runs WHERE tenant_id = ? AND id = ANY(?::text[]) ORDER BY id FOR UPDATE`, [tenantId, [...ids]])
}
