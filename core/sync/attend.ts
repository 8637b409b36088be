import type { Database, Trx } from '../platform/db.ts'
import { HINTS_QUEUE } from '../runs/run-write.types.ts'
import { wakeHints } from './hints.store.ts'
import { rereadName, rereadOfName } from './reread-name.ts'
import { SLICE_QUEUE } from './run-slice.ts'
import { ALL, type StartSyncDeps, startSync } from './start-sync.ts'
import { MISSED_QUEUE, type MissedSource, missedName, webhookOfName } from './sweep-missed.job.ts'
import { type CursorRow, ensureCursors, listCursors, markAway, scheduleFirst, scheduleNext } from './sync-cursors.store.ts'
import { dueJobs, lockStarts, openJobs, progressOf, wakeParked } from './sync-jobs.store.ts'
import { listSettings } from './sync-settings.store.ts'
import { findSyncedConnection } from './synced-connections.store.ts'

export interface AttendDeps extends StartSyncDeps {
  db: Pick<Database, 'forTenant'>
  missed: Pick<MissedSource, 'of'>
}

const BUSY_SECONDS = 60
const NOBODY = { only: null, userId: null }

/**
 * Does what is due at one connection: its first backfill after it was connected, parked jobs and hints once it works again, jobs whose
 * worker is gone, schedules whose time has come. Everything in one transaction with the queue jobs; calling it again does nothing more.
 * `isNews`: somebody says that the connection changed, so what is parked is not left until its time.
 */
export async function attend(tenantId: string, connectionId: string, isNews: boolean, deps: AttendDeps): Promise<void> {
  await deps.db.forTenant(tenantId, async (trx) => {
    const connection = await findSyncedConnection(trx, connectionId)
    if (connection === undefined) return
    const declared = deps.resources.resourcesOf(connection.plugin)
    if (declared.length === 0) return
    if (connection.status === 'reconnect_needed') await markAway(trx, connectionId)
    if (connection.status !== 'connected') return
    await lockStarts(trx, connectionId)
    const names = declared.map((resource) => resource.name)
    const sweeps = deps.missed.of(connection.plugin)
    const isNew = await ensureCursors(trx, tenantId, connectionId, connection.plugin, [
      ...names,
      ...sweeps.map((sweep) => missedName(sweep.webhook)),
      ...declared.flatMap(({ name, reread }) => (reread === undefined ? [] : [rereadName(name)])),
    ])
    for (const { webhook, everySeconds } of sweeps) {
      await scheduleFirst(trx, { connectionId, resource: missedName(webhook) }, deps.clock.now() + everySeconds * 1000)
    }
    for (const { name, reread } of declared) {
      if (reread === undefined) continue
      await scheduleFirst(trx, { connectionId, resource: rereadName(name) }, deps.clock.now() + reread.everySeconds * 1000)
    }
    if (isNew) {
      await startFirst(trx, tenantId, connectionId, deps)
      return
    }
    const jobs = new Set([...(await wakeParked(trx, connectionId, !isNews)), ...(await dueJobs(trx, connectionId))])
    await deps.queue.send(
      SLICE_QUEUE,
      [...jobs].map((jobId) => ({ ids: { tenantId, jobId } })),
      trx,
    )
    if (isNews && (await wakeHints(trx, connectionId))) await deps.queue.send(HINTS_QUEUE, [{ ids: { tenantId, connectionId } }], trx)
    await startDue(trx, tenantId, connectionId, deps)
  })
}

/** A connected account loads itself, unless the person chose otherwise before. */
async function startFirst(trx: Trx, tenantId: string, connectionId: string, deps: AttendDeps): Promise<void> {
  const settings = await listSettings(trx, connectionId)
  const nothing = settings.size > 0 && [...settings.values()].every((setting) => !setting.enabled)
  if (!nothing) await startSync(trx, tenantId, { connectionId, scope: ALL, kind: 'backfill' }, NOBODY, deps)
}

async function startDue(trx: Trx, tenantId: string, connectionId: string, deps: AttendDeps): Promise<void> {
  const nowMs = deps.clock.now()
  const cursors = (await listCursors(trx, connectionId)).filter((cursor) => isDue(cursor, nowMs))
  if (cursors.length === 0) return
  const settings = await listSettings(trx, connectionId)
  const busy = await resourcesUnderWay(trx, connectionId)
  for (const cursor of cursors) {
    const { resource, plugin } = cursor
    const webhook = webhookOfName(resource)
    if (webhook !== null) {
      await sweepDue(trx, tenantId, connectionId, plugin, webhook, deps)
      continue
    }
    const opened = rereadOfName(resource)
    if (opened !== null) {
      const isReady = settings.get(opened)?.enabled !== false && !busy.has(opened)
      await rereadDue(trx, tenantId, cursor, opened, isReady, deps)
      continue
    }
    const declared = deps.resources.resource(plugin, resource)
    const intervalMs = (declared?.intervalSeconds ?? 86_400) * 1000
    const isScan = cursor.nextScanAt !== null && cursor.nextScanAt.getTime() <= nowMs
    const isWanted = declared !== null && settings.get(resource)?.enabled !== false
    // The end of the job says when the next one is due; this is only for one that never ends.
    await scheduleNext(trx, { connectionId, resource }, { at: nowMs + intervalMs, scanAt: isScan ? nowMs + 86_400_000 : null })
    if (!isWanted || busy.has(resource) || cursor.backfilledAt === null) continue
    await startSync(trx, tenantId, { connectionId, scope: resource, kind: isScan ? 'fullScan' : 'incremental' }, NOBODY, deps)
  }
}

/** `isReady`: it is wanted, and nobody is at that resource now; else it is asked for again soon. */
async function rereadDue(
  trx: Trx,
  tenantId: string,
  { connectionId, plugin, resource: name }: CursorRow,
  resource: string,
  isReady: boolean,
  deps: AttendDeps,
): Promise<void> {
  const everySeconds = deps.resources.resource(plugin, resource)?.reread?.everySeconds
  // The end of the job says when the next one is due; this is only for one that never ends.
  const afterSeconds = isReady ? (everySeconds ?? 86_400) : BUSY_SECONDS
  await scheduleNext(trx, { connectionId, resource: name }, { at: deps.clock.now() + afterSeconds * 1000, scanAt: null })
  if (isReady && everySeconds !== undefined) await startSync(trx, tenantId, { connectionId, scope: resource, kind: 'reread' }, NOBODY, deps)
}

async function sweepDue(
  trx: Trx,
  tenantId: string,
  connectionId: string,
  plugin: string,
  webhook: string,
  deps: AttendDeps,
): Promise<void> {
  const sweep = deps.missed.of(plugin).find((each) => each.webhook === webhook)
  const at = deps.clock.now() + (sweep?.everySeconds ?? 86_400) * 1000
  await scheduleNext(trx, { connectionId, resource: missedName(webhook) }, { at, scanAt: null })
  if (sweep !== undefined) await deps.queue.send(MISSED_QUEUE, [{ ids: { tenantId, connectionId, webhook } }], trx)
}

function isDue({ nextAt, nextScanAt }: CursorRow, nowMs: number): boolean {
  return (nextAt !== null && nextAt.getTime() <= nowMs) || (nextScanAt !== null && nextScanAt.getTime() <= nowMs)
}

async function resourcesUnderWay(trx: Trx, connectionId: string): Promise<Set<string>> {
  const open = await openJobs(trx, connectionId)
  const progress = await progressOf(
    trx,
    open.map((job) => job.id),
  )
  return new Set(progress.filter((row) => row.status === 'waiting' || row.status === 'running').map((row) => row.resource))
}
