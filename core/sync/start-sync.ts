import type { Clock } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import { SLICE_QUEUE } from './run-slice.ts'
import type { PluginFilter, ResourceSource, SyncJob, SyncStart } from './sync.types.ts'
import { ensureCursors, listCursors } from './sync-cursors.store.ts'
import { insertJob, type JobRow, lockStarts, openJobs, type ProgressRow, progressOf } from './sync-jobs.store.ts'
import { inSyncOrder } from './sync-order.ts'
import { listSettings } from './sync-settings.store.ts'
import { findSyncedConnection } from './synced-connections.store.ts'

export interface StartSyncDeps {
  queue: Pick<Queue, 'send'>
  resources: ResourceSource
  clock: Clock
}

export const ALL = 'all'

/**
 * A job and its first queue job, in the caller's transaction; or the open job that does the same already. Throws AppError `not_found`
 * for a connection or scope that there is not, `conflict` when nothing is chosen.
 */
export async function startSync(
  trx: Trx,
  tenantId: string,
  request: SyncStart,
  who: { only: PluginFilter; userId: string | null },
  deps: StartSyncDeps,
): Promise<{ jobId: string; alreadyRunning: boolean }> {
  const { connectionId, scope = ALL } = request
  const connection = await findSyncedConnection(trx, connectionId)
  if (connection === undefined || (who.only !== null && !who.only.includes(connection.plugin))) throw new AppError('not_found')
  await lockStarts(trx, connectionId)
  const { plugin } = connection
  const declared = deps.resources.resourcesOf(plugin)
  const names = declared.map((resource) => resource.name)
  if (scope !== ALL && !names.includes(scope)) throw new AppError('not_found')
  await ensureCursors(trx, tenantId, connectionId, plugin, names)
  const settings = await listSettings(trx, connectionId)
  const wanted = scope === ALL ? inSyncOrder(declared).filter((name) => settings.get(name)?.enabled !== false) : [scope]
  if (wanted.length === 0)
    throw new AppError('conflict', { params: { what: 'nothing is chosen to sync / nada foi escolhido para sincronizar' } })
  const kind = await kindOf(trx, request, wanted)
  const running = await coveringJob(trx, connectionId, scope, kind, wanted)
  if (running !== undefined) return { jobId: running.id, alreadyRunning: true }
  const nowMs = deps.clock.now()
  const jobId = newId('syn', nowMs)
  const days = request.days ?? (scope === ALL || kind !== 'backfill' ? null : (settings.get(scope)?.days ?? null))
  await insertJob(trx, {
    tenantId,
    id: jobId,
    connectionId,
    plugin,
    scope,
    kind,
    days,
    startedBy: who.userId,
    createdAt: nowMs,
    resources: wanted,
  })
  await deps.queue.send(SLICE_QUEUE, [{ ids: { tenantId, jobId } }], trx)
  return { jobId, alreadyRunning: false }
}

/** Unless it is said: what was never loaded whole is loaded, everything else is brought up to date. */
async function kindOf(trx: Trx, { kind, connectionId, days }: SyncStart, wanted: readonly string[]): Promise<SyncJob['kind']> {
  if (kind === 'backfill' || kind === 'fullScan' || kind === 'reread') return kind
  const cursors = new Map((await listCursors(trx, connectionId)).map((cursor) => [cursor.resource, cursor]))
  const isNew = wanted.some((name) => cursors.get(name)?.backfilledAt == null)
  return isNew || (kind === undefined && days !== undefined) ? 'backfill' : 'incremental'
}

/** An open job that does what is asked: the same, or a backfill of at least these resources where an incremental sync is asked for. */
async function coveringJob(
  trx: Trx,
  connectionId: string,
  scope: string,
  kind: SyncJob['kind'],
  wanted: readonly string[],
): Promise<JobRow | undefined> {
  const open = await openJobs(trx, connectionId)
  if (open.length === 0) return undefined
  const progress = await progressOf(
    trx,
    open.map((job) => job.id),
  )
  return open.find((job) => {
    if (job.kind !== kind && !(job.kind === 'backfill' && kind === 'incremental')) return false
    return job.scope === scope || wanted.every((name) => isAhead(progress, job, name))
  })
}

function isAhead(progress: readonly ProgressRow[], job: JobRow, resource: string): boolean {
  const row = progress.find((each) => each.jobId === job.id && each.resource === resource)
  return row !== undefined && (row.status === 'waiting' || row.status === 'running')
}
