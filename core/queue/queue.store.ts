import type { Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { EndedRunStatus } from '../runs/runs.types.ts'
import type { QueueState } from './queue.types.ts'

/** The engine's own tables read as a queue: open and ended runs of one tenant. App role. */

/** SQL: how an open run stands. */
const OPEN_STATE = `CASE WHEN o.status IN ('queued', 'held') THEN 'pending' WHEN o.status = 'running' THEN 'processing'
  WHEN o.status = 'uncertain' THEN 'uncertain' WHEN o.error IS NOT NULL THEN 'retrying' ELSE 'waiting' END`

const ENDED: Readonly<Partial<Record<QueueState, EndedRunStatus>>> = { done: 'succeeded', failed: 'failed', cancelled: 'cancelled' }

/** SQL: when a run is worked on next by itself. */
const NEXT_AT = `CASE WHEN o.owner IS NULL AND o.status IN ('queued', 'waiting') AND isfinite(o.ready_at) THEN o.ready_at END`

export interface ItemRow {
  id: string
  state: QueueState
  deliveryId: string | null
  nextAttemptAt: Date | null
  /** Its own trigger data holds the text that was asked for. */
  hasText: boolean
}

export interface ItemQuery {
  tenantId: string
  /** Null: of all flows. */
  flowIds: readonly string[] | null
  state?: QueueState
  runId?: string
  /** Items older than this one. */
  before?: string
  /** Lower case; looked for in the trigger data. */
  text?: string
  limit: number
}

/** Newest first. Ended items come day by day from an index and the scan stops when there are enough. */
export async function listItems(trx: Trx, query: ItemQuery): Promise<ItemRow[]> {
  const { state } = query
  const isEnded = state !== undefined && ENDED[state] !== undefined
  const open = isEnded ? [] : await openItems(trx, query)
  const ended = state === undefined || isEnded ? await endedItems(trx, query) : []
  return [...open, ...ended].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, query.limit)
}

const HAS_TEXT = `(:needle::text IS NOT NULL AND strpos(lower(coalesce(o.trigger_data, '')), :needle) > 0)`

async function openItems(trx: Trx, query: ItemQuery): Promise<ItemRow[]> {
  const { tenantId, flowIds, state, runId, before, text, limit } = query
  const { rows } = await trx.raw<{ rows: ItemRow[] }>(
    `SELECT o.id, ${OPEN_STATE} AS state, o.delivery_id AS "deliveryId", ${NEXT_AT} AS "nextAttemptAt", ${HAS_TEXT} AS "hasText"
     FROM open_runs o WHERE o.tenant_id = :tenantId ${before === undefined ? '' : 'AND o.id < :before'}
       ${runId === undefined ? '' : 'AND o.id = :runId'} ${flowIds === null ? '' : 'AND o.flow_id = ANY(:flowIds::text[])'}
       ${state === undefined ? '' : `AND ${OPEN_STATE} = :state`} ORDER BY o.id DESC LIMIT :limit`,
    {
      tenantId,
      limit,
      needle: text ?? null,
      ...(before === undefined ? {} : { before }),
      ...(runId === undefined ? {} : { runId }),
      ...(flowIds === null ? {} : { flowIds: [...flowIds] }),
      ...(state === undefined ? {} : { state }),
    },
  )
  return rows
}

async function endedItems(trx: Trx, query: ItemQuery): Promise<ItemRow[]> {
  const { tenantId, flowIds, state, runId, before, text, limit } = query
  const status = state === undefined ? undefined : ENDED[state]
  const where = ['o.tenant_id = :tenantId']
  if (runId !== undefined) where.push('o.day = :runDay::date', 'o.id = :runId')
  if (before !== undefined) where.push('o.day <= :day::date', '(o.day, o.id) < (:day::date, :before)')
  // Said apart so that the indexes of what did not succeed serve it.
  if (status !== undefined) where.push('o.status = :status', ...(status === 'succeeded' ? [] : [`o.status <> 'succeeded'`]))
  const page = (more: string) => `SELECT o.day, o.id, CASE o.status WHEN 'succeeded' THEN 'done' ELSE o.status END AS state,
      o.delivery_id AS "deliveryId", NULL::timestamptz AS "nextAttemptAt", ${HAS_TEXT} AS "hasText"
    FROM runs o WHERE ${where.join(' AND ')}${more} ORDER BY o.day DESC, o.id DESC LIMIT :limit`
  // Flow by flow: each page comes from the flow's index, however rare the flow is among all runs.
  const perFlow = `SELECT p.* FROM unnest(:flowIds::text[]) AS f(flow_id) CROSS JOIN LATERAL (${page(' AND o.flow_id = f.flow_id')}) p
    ORDER BY p.day DESC, p.id DESC LIMIT :limit`
  const { rows } = await trx.raw<{ rows: ItemRow[] }>(flowIds === null ? page('') : perFlow, {
    tenantId,
    limit,
    needle: text ?? null,
    ...(flowIds === null ? {} : { flowIds: [...flowIds] }),
    ...(runId === undefined ? {} : { runId, runDay: dayOfId(runId) }),
    ...(before === undefined ? {} : { before, day: dayOfId(before) }),
    ...(status === undefined ? {} : { status }),
  })
  return rows
}

export interface StateCount {
  state: QueueState
  count: number
  /** Of the one that was accepted first. */
  oldestSeconds: number
}

export async function countOpen(trx: Trx, tenantId: string, flowIds: readonly string[] | null): Promise<StateCount[]> {
  const { rows } = await trx.raw<{ rows: StateCount[] }>(
    `SELECT ${OPEN_STATE} AS state, count(*)::int AS count,
       greatest(0, extract(epoch FROM engine_clock() - min(o.started_at)))::float8 AS "oldestSeconds"
     FROM open_runs o WHERE o.tenant_id = :tenantId ${flowIds === null ? '' : 'AND o.flow_id = ANY(:flowIds::text[])'} GROUP BY 1`,
    { tenantId, ...(flowIds === null ? {} : { flowIds: [...flowIds] }) },
  )
  return rows
}

/**
 * Ended runs that began on this day or later. Those that succeeded are what is left of all: the counts then come from indexes
 * alone, without reading the runs.
 */
export async function countEnded(trx: Trx, tenantId: string, flowIds: readonly string[] | null, since: string) {
  const where = `tenant_id = :tenantId AND day >= :since::date ${flowIds === null ? '' : 'AND flow_id = ANY(:flowIds::text[])'}`
  const { rows } = await trx.raw<{ rows: Array<{ total: number; failed: number; cancelled: number }> }>(
    `SELECT (SELECT count(*)::int FROM runs WHERE ${where}) AS total,
       (SELECT count(*)::int FROM runs WHERE ${where} AND status <> 'succeeded' AND status = 'failed') AS failed,
       (SELECT count(*)::int FROM runs WHERE ${where} AND status <> 'succeeded' AND status = 'cancelled') AS cancelled`,
    { tenantId, since, ...(flowIds === null ? {} : { flowIds: [...flowIds] }) },
  )
  const { total = 0, failed = 0, cancelled = 0 } = rows[0] ?? {}
  return { done: total - failed - cancelled, failed, cancelled }
}

/** Runs that ended within the last hour, of those that began today or yesterday (UTC). */
export async function countLastHour(trx: Trx, tenantId: string, flowIds: readonly string[] | null): Promise<number> {
  const { rows } = await trx.raw<{ rows: Array<{ count: number }> }>(
    `SELECT count(*)::int AS count FROM runs WHERE tenant_id = :tenantId AND day >= (engine_clock() AT TIME ZONE 'UTC')::date - 1
       AND ended_at > engine_clock() - interval '1 hour' ${flowIds === null ? '' : 'AND flow_id = ANY(:flowIds::text[])'}`,
    { tenantId, ...(flowIds === null ? {} : { flowIds: [...flowIds] }) },
  )
  return rows[0]?.count ?? 0
}
