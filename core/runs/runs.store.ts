import type { Db, Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import { editedRuns } from './run-retries.store.ts'
import type { RunStatus } from './runs.types.ts'

/** Reads of runs for people: open and ended as one list, newest first. App role, one tenant. */
export interface RunRow {
  id: string
  flowId: string
  version: number
  status: RunStatus
  trigger: string
  deliveryId: string | null
  triggerData: string | null
  rootRunId: string
  retryOf: string | null
  error: string | null
  startedAt: Date
  endedAt: Date | null
  resolvedAt: Date | null
  /** A retry with trigger data that a person changed. */
  edited: boolean
}

interface Row {
  id: string
  flow_id: string
  version: number
  status: RunStatus | 'held'
  trigger: string
  delivery_id: string | null
  trigger_data: string | null
  root_run_id: string
  retry_of: string | null
  error: string | null
  started_at: Date
  ended_at: Date | null
  resolved_at: Date | null
  edited: boolean
}

const SHARED = 'id, flow_id, version, status, trigger, delivery_id, root_run_id, retry_of, error, started_at'

export interface RunQuery {
  tenantId: string
  flowId?: string
  status?: RunStatus
  /** Id of the last run of the page before. */
  before?: string
  /** Only these. */
  ids?: readonly string[]
  limit: number
}

const isOpen = (status: RunStatus) => status === 'queued' || status === 'running' || status === 'waiting' || status === 'uncertain'

export async function listRuns(trx: Trx, query: RunQuery): Promise<RunRow[]> {
  const { status, limit } = query
  const open = status === undefined || isOpen(status) ? await pageOf(trx, 'open_runs', query) : []
  const ended = status === undefined || !isOpen(status) ? await pageOf(trx, 'runs', query) : []
  const rows = [...open, ...ended].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
  return withMarks(trx, query.tenantId, rows)
}

type PageRow = Omit<Row, 'trigger_data' | 'resolved_at' | 'edited'>

/** Days come newest first and the scan stops when the page is full: the cost does not grow with the days kept. */
async function pageOf(trx: Trx, table: 'open_runs' | 'runs', query: RunQuery): Promise<PageRow[]> {
  const { tenantId, flowId, status, before, ids, limit } = query
  const isEnded = table === 'runs'
  const where = ['tenant_id = :tenantId']
  if (flowId !== undefined) where.push('flow_id = :flowId')
  if (status !== undefined) where.push(status === 'queued' ? `status IN ('queued', 'held')` : 'status = :status')
  // Lets the planner use the index of the few that did not succeed.
  if (isEnded && status !== undefined && status !== 'succeeded') where.push(`status <> 'succeeded'`)
  if (before !== undefined) where.push(isEnded ? '(day, id) < (:day::date, :before)' : 'id < :before')
  if (isEnded && before !== undefined) where.push('day <= :day::date')
  if (ids !== undefined) where.push(isEnded ? 'id = ANY(:ids::text[]) AND day = ANY(:days::date[])' : 'id = ANY(:ids::text[])')
  const order = isEnded ? 'day DESC, id DESC' : 'id DESC'
  const { rows } = await trx.raw<{ rows: PageRow[] }>(
    `SELECT ${SHARED}, ${isEnded ? 'ended_at' : 'NULL::timestamptz AS ended_at'} FROM ${table}
     WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT :limit`,
    {
      tenantId,
      limit,
      ...(flowId === undefined ? {} : { flowId }),
      ...(status === undefined ? {} : { status }),
      ...(before === undefined ? {} : { before, ...(isEnded ? { day: dayOfId(before) } : {}) }),
      ...(ids === undefined ? {} : { ids: [...ids], ...(isEnded ? { days: [...new Set(ids.map(dayOfId))] } : {}) }),
    },
  )
  return rows
}

export async function findRun(trx: Trx, tenantId: string, id: string): Promise<(RunRow & { journal: string | null }) | undefined> {
  const { rows } = await trx.raw<{ rows: Array<Row & { journal: string | null }> }>(
    `SELECT ${SHARED}, trigger_data, ended_at, journal FROM runs WHERE tenant_id = :tenantId AND day = :day AND id = :id
     UNION ALL
     SELECT ${SHARED}, trigger_data, NULL::timestamptz, NULL FROM open_runs WHERE tenant_id = :tenantId AND id = :id`,
    { tenantId, id, day: dayOfId(id) },
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const resolved = await resolvedAt(trx, tenantId, [id])
  const edited = (await editedRuns(trx, tenantId, row.retry_of === null ? [] : [id])).has(id)
  return { ...toRun({ ...row, resolved_at: resolved.get(id) ?? null, edited }), journal: row.journal }
}

/** Runs by id, open or ended, without their trigger data; unknown ids are left out. No order. */
export async function findRuns(trx: Trx, tenantId: string, ids: readonly string[]): Promise<RunRow[]> {
  if (ids.length === 0) return []
  const { rows } = await trx.raw<{ rows: PageRow[] }>(
    `SELECT ${SHARED}, NULL::timestamptz AS ended_at FROM open_runs WHERE tenant_id = :tenantId AND id = ANY(:ids::text[])
     UNION ALL SELECT ${SHARED}, r.ended_at FROM runs r JOIN unnest(:days::date[], :ids::text[]) AS k(key_day, key_id)
       ON r.tenant_id = :tenantId AND r.day = k.key_day AND r.id = k.key_id`,
    { tenantId, ids: [...ids], days: ids.map(dayOfId) },
  )
  return withMarks(trx, tenantId, rows)
}

async function withMarks(trx: Trx, tenantId: string, rows: readonly PageRow[]): Promise<RunRow[]> {
  const ids = rows.map((row) => row.id)
  const resolved = await resolvedAt(trx, tenantId, ids)
  const retried = rows.flatMap((row) => (row.retry_of === null ? [] : [row.id]))
  const edited = await editedRuns(trx, tenantId, retried)
  return rows.map((row) => toRun({ ...row, trigger_data: null, resolved_at: resolved.get(row.id) ?? null, edited: edited.has(row.id) }))
}

async function resolvedAt(trx: Trx, tenantId: string, ids: readonly string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map()
  const { rows } = await trx.raw<{ rows: Array<{ run_id: string; resolved_at: Date }> }>(
    `SELECT run_id, resolved_at FROM run_resolutions WHERE tenant_id = ? AND run_id = ANY(?::text[])`,
    [tenantId, [...ids]],
  )
  return new Map(rows.map((row) => [row.run_id, row.resolved_at]))
}

export async function resolveRun(trx: Trx, tenantId: string, runId: string, by: string): Promise<void> {
  await trx.raw(`INSERT INTO run_resolutions (tenant_id, run_id, resolved_by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, [
    tenantId,
    runId,
    by,
  ])
}

/** Newest ended run of the flow, for samples in the builder. */
export async function lastEndedRun(trx: Trx, tenantId: string, flowId: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `SELECT id FROM runs WHERE tenant_id = ? AND flow_id = ? ORDER BY day DESC, id DESC LIMIT 1`,
    [tenantId, flowId],
  )
  return rows[0]?.id ?? null
}

/** Ids of ended runs of a flow, newest first. */
export async function newestEnded(trx: Trx, tenantId: string, flowId: string, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `SELECT id FROM runs WHERE tenant_id = ? AND flow_id = ? ORDER BY day DESC, id DESC LIMIT ?`,
    [tenantId, flowId, limit],
  )
  return rows.map((row) => row.id)
}

/** The first run of the chain that this run belongs to; null when it is not stored any more. */
export async function findRootOf(engine: Db | Trx, tenantId: string, id: string): Promise<string | null> {
  const { rows } = await engine.raw<{ rows: Array<{ root_run_id: string }> }>(
    `SELECT root_run_id FROM open_runs WHERE tenant_id = :tenantId AND id = :id
     UNION ALL SELECT root_run_id FROM runs WHERE tenant_id = :tenantId AND day = :day AND id = :id`,
    { tenantId, id, day: dayOfId(id) },
  )
  return rows[0]?.root_run_id ?? null
}

/** Engine role: across tenants. */
export async function findTenantOfRun(engine: Db, id: string): Promise<string | null> {
  const { rows } = await engine.raw<{ rows: Array<{ tenant_id: string }> }>(
    `SELECT tenant_id FROM runs WHERE day = :day AND id = :id UNION ALL SELECT tenant_id FROM open_runs WHERE id = :id`,
    { id, day: dayOfId(id) },
  )
  return rows[0]?.tenant_id ?? null
}

function toRun(row: Row): RunRow {
  return {
    id: row.id,
    flowId: row.flow_id,
    version: row.version,
    // For people both wait for their turn.
    status: row.status === 'held' ? 'queued' : row.status,
    trigger: row.trigger,
    deliveryId: row.delivery_id,
    triggerData: row.trigger_data,
    rootRunId: row.root_run_id,
    retryOf: row.retry_of,
    error: row.error,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    resolvedAt: row.resolved_at,
    edited: row.edited,
  }
}
