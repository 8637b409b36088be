import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import type { PassState } from './pass-state.ts'
import type { SyncJob, SyncProgress } from './sync.types.ts'

/** Jobs and how far their resources are. Inside one tenant. Leases go by the database's clock. */

/** A silent worker's job goes to another after so long. */
export const LEASE_SECONDS = 30

export interface JobRow {
  id: string
  connectionId: string
  plugin: string
  scope: string
  kind: SyncJob['kind']
  status: SyncJob['status']
  reason: string | null
  days: number | null
  startedBy: string | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  runAt: Date
  failures: number
}

export interface ProgressRow {
  jobId: string
  resource: string
  connectionId: string
  position: number
  status: SyncProgress['status']
  /** JSON text of its PassState; empty before its first page. */
  state: string
  pages: number
  read: number
  created: number
  updated: number
  unchanged: number
  deleted: number
  failed: number
  total: number | null
  workMs: number
  lastError: string | null
  startedAt: Date | null
}

const JOB_COLUMNS = `id, connection_id AS "connectionId", plugin, scope, kind, status, reason, days, started_by AS "startedBy",
  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt", run_at AS "runAt", failures`
const PROGRESS_COLUMNS = `job_id AS "jobId", resource, connection_id AS "connectionId", position, status, state, pages, read, created,
  updated, unchanged, deleted, failed, total, work_ms AS "workMs", last_error AS "lastError", started_at AS "startedAt"`
const OPEN = `('waiting', 'running', 'parked')`

/** Starts of one connection come one after the other, so that a second one sees the first. */
export async function lockStarts(trx: Trx, connectionId: string): Promise<void> {
  await trx.raw(`SELECT pg_advisory_xact_lock(hashtext('tomada sync'), hashtext(?))`, [connectionId])
}

export interface NewJob extends Pick<JobRow, 'id' | 'connectionId' | 'plugin' | 'scope' | 'kind' | 'days' | 'startedBy'> {
  tenantId: string
  createdAt: number
  resources: readonly string[]
}

export async function insertJob(trx: Trx, job: NewJob): Promise<void> {
  const at = toIso(job.createdAt)
  await trx('sync_jobs').insert({
    tenant_id: job.tenantId,
    id: job.id,
    connection_id: job.connectionId,
    plugin: job.plugin,
    scope: job.scope,
    kind: job.kind,
    days: job.days,
    started_by: job.startedBy,
    created_at: at,
    run_at: trx.raw('now()'),
  })
  await trx('sync_progress').insert(
    job.resources.map((resource, position) => ({
      tenant_id: job.tenantId,
      job_id: job.id,
      resource,
      connection_id: job.connectionId,
      position,
      state: '',
    })),
  )
}

/**
 * Takes a job that is due, or whose worker has gone silent. Undefined: somebody has it, it is over, or it waits. The row lock makes one
 * of two that come at once.
 */
export async function claimJob(trx: Trx, id: string, token: string, nowMs: number): Promise<JobRow | undefined> {
  const { rows } = await trx.raw<{ rows: JobRow[] }>(
    `UPDATE sync_jobs SET status = 'running', reason = NULL, lease_token = :token, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
       started_at = coalesce(started_at, :now::timestamptz)
     WHERE id = :id AND ((status = 'waiting' AND run_at <= now()) OR (status = 'running' AND lease_until < now())) RETURNING ${JOB_COLUMNS}`,
    { id, token, now: toIso(nowMs) },
  )
  if (rows[0] === undefined) return undefined
  // What a worker that died had under way is nobody's now.
  await trx.raw(`UPDATE sync_progress SET status = 'waiting' WHERE job_id = ? AND status = 'running'`, [id])
  return rows[0]
}

/**
 * Whether this worker still holds the job; then it holds it for another while, and the row stays locked until the transaction ends:
 * nobody can take the job over, or cancel it, between this and the commit of a page.
 */
export async function holdLease(trx: Trx, id: string, token: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `UPDATE sync_jobs SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     WHERE id = ? AND lease_token = ? AND status = 'running' RETURNING id`,
    [id, token],
  )
  return rows.length > 0
}

/** Gives the job back: to be gone on with after `afterSeconds`, or parked until somebody wakes it. */
export async function releaseJob(
  trx: Trx,
  id: string,
  release: { status: 'waiting' | 'parked'; reason: string | null; afterSeconds: number; failures: number },
): Promise<void> {
  await trx.raw(
    `UPDATE sync_jobs SET status = :status, reason = left(:reason, 500), lease_token = NULL, lease_until = NULL, failures = :failures,
       run_at = now() + make_interval(secs => :afterSeconds) WHERE id = :id`,
    { id, ...release },
  )
  await trx.raw(`UPDATE sync_progress SET status = 'waiting' WHERE job_id = ? AND status = 'running'`, [id])
}

export async function finishJob(
  trx: Trx,
  id: string,
  end: { status: 'succeeded' | 'failed' | 'cancelled'; reason: string | null; nowMs: number },
): Promise<void> {
  await trx.raw(
    `UPDATE sync_jobs SET status = :status, reason = left(:reason, 500), lease_token = NULL, lease_until = NULL, finished_at = :at::timestamptz
     WHERE id = :id`,
    { id, status: end.status, reason: end.reason, at: toIso(end.nowMs) },
  )
  await trx.raw(`DELETE FROM sync_scan_keys WHERE job_id = ?`, [id])
}

/** What was not done is cancelled. False: the job is over already. */
export async function cancelJob(trx: Trx, id: string, nowMs: number): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(`SELECT id FROM sync_jobs WHERE id = ? AND status IN ${OPEN} FOR UPDATE`, [id])
  if (rows.length === 0) return false
  await finishJob(trx, id, { status: 'cancelled', reason: null, nowMs })
  await trx.raw(
    `UPDATE sync_progress SET status = 'cancelled', finished_at = :at::timestamptz WHERE job_id = :id AND status IN ('waiting', 'running')`,
    { id, at: toIso(nowMs) },
  )
  return true
}

/** Parked jobs of a connection that works again wait for a worker. Their ids. */
export async function wakeParked(trx: Trx, connectionId: string, onlyDue: boolean): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `UPDATE sync_jobs SET status = 'waiting', reason = NULL, run_at = now(), failures = 0
     WHERE connection_id = :connectionId AND status = 'parked' AND (NOT :onlyDue OR run_at <= now()) RETURNING id`,
    { connectionId, onlyDue },
  )
  return rows.map((row) => row.id)
}

/** Jobs of a connection that a worker should have by now. */
export async function dueJobs(trx: Trx, connectionId: string): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `SELECT id FROM sync_jobs WHERE connection_id = ? AND
       ((status = 'waiting' AND run_at <= now() - interval '5 seconds') OR (status = 'running' AND lease_until < now())) ORDER BY id`,
    [connectionId],
  )
  return rows.map((row) => row.id)
}

export async function findJob(trx: Trx, id: string): Promise<JobRow | undefined> {
  const { rows } = await trx.raw<{ rows: JobRow[] }>(`SELECT ${JOB_COLUMNS} FROM sync_jobs WHERE id = ?`, [id])
  return rows[0]
}

/** Open jobs, oldest first. */
export async function openJobs(trx: Trx, connectionId: string): Promise<JobRow[]> {
  const { rows } = await trx.raw<{ rows: JobRow[] }>(
    `SELECT ${JOB_COLUMNS} FROM sync_jobs WHERE connection_id = ? AND status IN ${OPEN} ORDER BY id`,
    [connectionId],
  )
  return rows
}

/** Open ones, and the newest that are over; newest first. */
export async function recentJobs(trx: Trx, connectionId: string, limit: number): Promise<JobRow[]> {
  const { rows } = await trx.raw<{ rows: JobRow[] }>(
    `SELECT ${JOB_COLUMNS} FROM sync_jobs WHERE connection_id = :connectionId AND (status IN ${OPEN} OR id IN
       (SELECT id FROM sync_jobs WHERE connection_id = :connectionId ORDER BY id DESC LIMIT :limit)) ORDER BY id DESC`,
    { connectionId, limit },
  )
  return rows
}

export async function progressOf(trx: Trx, jobIds: readonly string[]): Promise<ProgressRow[]> {
  const { rows } = await trx.raw<{ rows: ProgressRow[] }>(
    `SELECT ${PROGRESS_COLUMNS} FROM sync_progress WHERE job_id = ANY(?::text[]) ORDER BY job_id, position`,
    [[...jobIds]],
  )
  return rows
}

/** False: another job is at this resource of the connection right now. */
export async function beginResource(trx: Trx, row: Pick<ProgressRow, 'jobId' | 'resource'>, nowMs: number): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `UPDATE sync_progress p SET status = 'running', started_at = coalesce(started_at, :now::timestamptz), last_error = NULL
     WHERE job_id = :jobId AND resource = :resource AND status IN ('waiting', 'running') AND NOT EXISTS (
       SELECT 1 FROM sync_progress o JOIN sync_jobs j ON j.tenant_id = o.tenant_id AND j.id = o.job_id
       WHERE o.connection_id = p.connection_id AND o.resource = p.resource AND o.status = 'running' AND o.job_id <> p.job_id)
     RETURNING resource`,
    { jobId: row.jobId, resource: row.resource, now: toIso(nowMs) },
  )
  return rows.length > 0
}

export interface PageCounts {
  read: number
  created: number
  updated: number
  unchanged: number
  deleted: number
  failed: number
}

export interface PageProgress extends PageCounts {
  state: PassState
  total: number | null
  workMs: number
}

export async function saveProgress(trx: Trx, row: Pick<ProgressRow, 'jobId' | 'resource'>, page: PageProgress): Promise<void> {
  await trx.raw(
    `UPDATE sync_progress SET state = :state, pages = pages + 1, read = read + :read, created = created + :created,
       updated = updated + :updated, unchanged = unchanged + :unchanged, deleted = deleted + :deleted, failed = failed + :failed,
       total = coalesce(:total::bigint, total), work_ms = work_ms + :workMs WHERE job_id = :jobId AND resource = :resource`,
    { ...page, state: JSON.stringify(page.state), workMs: Math.round(page.workMs), jobId: row.jobId, resource: row.resource },
  )
}

export async function settleResource(
  trx: Trx,
  row: Pick<ProgressRow, 'jobId' | 'resource'>,
  end: { status: SyncProgress['status']; error: string | null; nowMs: number },
): Promise<void> {
  await trx.raw(
    `UPDATE sync_progress SET status = :status, last_error = left(:error, 1000),
       finished_at = CASE WHEN :status IN ('done', 'failed', 'cancelled') THEN :at::timestamptz END
     WHERE job_id = :jobId AND resource = :resource`,
    { status: end.status, error: end.error, at: toIso(end.nowMs), jobId: row.jobId, resource: row.resource },
  )
}
