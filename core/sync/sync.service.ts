import { recordAudit } from '../identity/audit.service.ts'
import type { AuditState } from '../identity/audit-changes.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import { HINTS_QUEUE } from '../runs/run-write.types.ts'
import { countTopics, findHint, hintsOfDelivery, lagsOf, listHints, reopenHint } from './hints.store.ts'
import { findLoggedRecords, listLog } from './page-log.store.ts'
import { type ReadRecordDeps, readRecordNow } from './read-record.ts'
import { showHint, showJob, showLogEntry, showRecords, stagesOfHint } from './show-sync.ts'
import { type StartSyncDeps, startSync } from './start-sync.ts'
import type { PluginFilter, SyncJob, SyncService, SyncSetting } from './sync.types.ts'
import { ensureCursors, listCursors } from './sync-cursors.store.ts'
import { cancelJob, findJob, progressOf, recentJobs } from './sync-jobs.store.ts'
import { inSyncOrder } from './sync-order.ts'
import { listSettings, saveSettings } from './sync-settings.store.ts'
import { findSyncedConnection, type SyncedConnection } from './synced-connections.store.ts'

export interface SyncDeps extends ReadRecordDeps, StartSyncDeps {
  db: Pick<Database, 'forTenant'>
}

const RECENT = 10
const PAGE = 50
const MAX_PAGE = 200
const OPEN_HINTS = ['pending', 'reading']

/** Syncs of one workspace's connections, as people and other parts ask for them. The work is done by the queue's jobs. */
export function createSync(deps: SyncDeps): SyncService {
  const { db, clock, queue } = deps

  async function requireConnection(trx: Trx, id: string, only: PluginFilter): Promise<SyncedConnection> {
    const found = await findSyncedConnection(trx, id)
    if (found === undefined || !isAllowed(only, found.plugin)) throw new AppError('not_found')
    return found
  }

  async function readJob(trx: Trx, id: string, only: PluginFilter): Promise<SyncJob> {
    const job = isId('syn', id) ? await findJob(trx, id) : undefined
    if (job === undefined || !isAllowed(only, job.plugin)) throw new AppError('not_found')
    return showJob(job, await progressOf(trx, [id]), clock.now())
  }

  async function settingsOf(trx: Trx, connection: SyncedConnection): Promise<SyncSetting[]> {
    const chosen = await listSettings(trx, connection.id)
    const cursors = new Map((await listCursors(trx, connection.id)).map((cursor) => [cursor.resource, cursor]))
    return inSyncOrder(deps.resources.resourcesOf(connection.plugin)).map((resource) => {
      const { enabled = true, days = null } = chosen.get(resource) ?? {}
      const cursor = cursors.get(resource)
      const lastSyncedAt = cursor?.syncedAt?.toISOString() ?? null
      return { resource, enabled, days, lastSyncedAt, nextAt: cursor?.nextAt?.toISOString() ?? null }
    })
  }

  return {
    async start(tenantId, request, only = null, userId) {
      const { job, alreadyRunning } = await db.forTenant(tenantId, async (trx) => {
        const started = await startSync(trx, tenantId, request, { only, userId: userId ?? null }, deps)
        const shown = await readJob(trx, started.jobId, only)
        if (!started.alreadyRunning && userId !== undefined) {
          const detail = { connectionId: request.connectionId, scope: shown.scope, kind: shown.kind, days: shown.days }
          await recordAudit(trx, { tenantId, userId, act: 'sync.started', subject: shown.id, detail }, clock.now())
        }
        return { job: shown, alreadyRunning: started.alreadyRunning }
      })
      deps.changed(tenantId, request.connectionId)
      return { job, alreadyRunning }
    },

    status: (tenantId, connectionId, only = null) =>
      db.forTenant(tenantId, async (trx) => {
        await requireConnection(trx, connectionId, only)
        const jobs = await recentJobs(trx, connectionId, RECENT)
        const progress = await progressOf(
          trx,
          jobs.map((job) => job.id),
        )
        return jobs.map((job) =>
          showJob(
            job,
            progress.filter((row) => row.jobId === job.id),
            clock.now(),
          ),
        )
      }),

    async cancel(tenantId, jobId, only = null, userId) {
      const job = await db.forTenant(tenantId, async (trx) => {
        const { status } = await readJob(trx, jobId, only)
        if (!(await cancelJob(trx, jobId, clock.now()))) throw new AppError('conflict', { params: { what: 'it is over / já terminou' } })
        const over = await readJob(trx, jobId, only)
        const told = { detail: { connectionId: over.connectionId }, before: { status }, after: { status: over.status } }
        await recordAudit(trx, { tenantId, userId: userId ?? null, act: 'sync.cancelled', subject: jobId, ...told }, clock.now())
        return over
      })
      deps.changed(tenantId, job.connectionId)
      return job
    },

    settings: (tenantId, connectionId) =>
      db.forTenant(tenantId, async (trx) => settingsOf(trx, await requireConnection(trx, connectionId, null))),

    async choose(tenantId, connectionId, settings, userId) {
      const chosen = await db.forTenant(tenantId, async (trx) => {
        const connection = await requireConnection(trx, connectionId, null)
        const names = deps.resources.resourcesOf(connection.plugin).map((resource) => resource.name)
        const unknown = settings.findIndex((setting) => !names.includes(setting.resource))
        if (unknown >= 0) throw new AppError('invalid', { errors: [{ field: `/resources/${unknown}/resource`, reason: 'unknown' }] })
        const before = await settingsOf(trx, connection)
        await saveSettings(trx, tenantId, connectionId, settings)
        await ensureCursors(trx, tenantId, connectionId, connection.plugin, names)
        const after = await settingsOf(trx, connection)
        const told = { before: toldSettings(before), after: toldSettings(after) }
        await recordAudit(trx, { tenantId, userId: userId ?? null, act: 'sync.chosen', subject: connectionId, ...told }, clock.now())
        return after
      })
      deps.changed(tenantId, connectionId)
      return chosen
    },

    async log(tenantId, query, only = null) {
      const limit = limitOf(query.limit)
      const { cursor, ...rest } = query
      const before = cursorOf('spl', cursor)
      const rows = await db.forTenant(tenantId, async (trx) => {
        if (query.connectionId !== undefined) await requireConnection(trx, query.connectionId, only)
        return listLog(trx, { ...rest, plugins: only, limit, ...before })
      })
      return { items: rows.map(showLogEntry), nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null }
    },

    async logRecords(tenantId, entryId, only = null) {
      const found = isId('spl', entryId) ? await db.forTenant(tenantId, (trx) => findLoggedRecords(trx, entryId)) : undefined
      if (found === undefined || !isAllowed(only, found.plugin)) throw new AppError('not_found')
      return { items: showRecords(found.keys, found.changes), nextCursor: null }
    },

    async hints(tenantId, query, only = null) {
      const { status = 'open', connectionId } = query
      const limit = limitOf(query.limit)
      const statuses = status === 'open' ? OPEN_HINTS : [status]
      const before = cursorOf('hnt', query.cursor)
      const rows = await db.forTenant(tenantId, (trx) =>
        listHints(trx, { plugins: only, statuses, limit, ...before, ...(connectionId === undefined ? {} : { connectionId }) }),
      )
      const items = rows.map((row) => showHint(row, clock.now()))
      return { items, nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null }
    },

    hintStats: (tenantId, query, only = null) =>
      db.forTenant(tenantId, async (trx) => {
        const { connectionId, days = 7 } = query
        const of = { plugins: only, days, ...(connectionId === undefined ? {} : { connectionId }) }
        const topics = await countTopics(trx, of)
        const joined = topics.reduce((sum, each) => sum + Math.max(0, each.deliveries - each.pending - each.done - each.failed), 0)
        return { topics, joined, lagSeconds: await lagsOf(trx, of) }
      }),

    async retryHint(tenantId, hintId, only = null) {
      return db.forTenant(tenantId, async (trx) => {
        const hint = isId('hnt', hintId) ? await findHint(trx, hintId) : undefined
        if (hint === undefined || !isAllowed(only, hint.plugin)) throw new AppError('not_found')
        if (!(await reopenHint(trx, hintId))) throw new AppError('conflict', { params: { what: 'it is done / já foi feito' } })
        await queue.send(HINTS_QUEUE, [{ ids: { tenantId, connectionId: hint.connectionId } }], trx)
        return showHint({ ...hint, status: 'reading', error: null, processedAt: null }, clock.now())
      })
    },

    stagesOf: (tenantId, deliveryId) =>
      db.forTenant(tenantId, async (trx) => (await hintsOfDelivery(trx, deliveryId)).flatMap((row) => stagesOfHint(row))),

    async syncRecord(tenantId, { connectionId, plugin, resource, key }, origin = 'manual') {
      const connection = await db.forTenant(tenantId, (trx) => requireConnection(trx, connectionId, [plugin]))
      if (deps.resources.resource(connection.plugin, resource) === null) throw new AppError('not_found')
      const result = await readRecordNow({ tenantId, connectionId, plugin, resource, key }, origin, deps)
      if (!result.ok) throw new AppError('provider_failed', { params: { reason: result.failure.message } })
      if (result.outcome === 'missing') throw new AppError('not_found')
      return result.outcome === 'stale' ? 'unchanged' : result.outcome
    },
  }
}

function isAllowed(only: PluginFilter, plugin: string): boolean {
  return only === null || only.includes(plugin)
}

function limitOf(limit = PAGE): number {
  return Math.min(limit, MAX_PAGE)
}

function cursorOf(prefix: 'spl' | 'hnt', cursor: string | undefined): { before?: string } {
  if (cursor === undefined) return {}
  if (!isId(prefix, cursor)) throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
  return { before: cursor }
}

/** What people chose, by resource. */
function toldSettings(settings: readonly SyncSetting[]): AuditState {
  return Object.fromEntries(settings.map(({ resource, enabled, days }) => [resource, { enabled, days }]))
}
