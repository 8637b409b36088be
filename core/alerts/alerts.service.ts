import type { Locale } from '../connections/connections.types.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { QueuesView } from '../queue/queues.service.ts'
import type { FailureGroup } from '../runs/failures.service.ts'
import { muteOf } from './alert-mutes.service.ts'
import { forgetMutes, listMutes } from './alert-mutes.store.ts'
import { forgetPeriods, keepPeriods, listPeriods, type PeriodMark } from './alert-periods.store.ts'
import type { Alert, AlertPeriod } from './alerts.types.ts'

/** As it is read, before it is known who wants to hear of it. */
type FoundAlert = Omit<Alert, 'mute'>

export interface OfflineConnection {
  id: string
  name: string
  /** As a sentence. */
  reason: string | null
}

export interface AlertsDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  /** Connections of the workspace that have to be connected again. */
  offline(tenantId: string, locale: Locale): Promise<OfflineConnection[]>
  /** Failed runs that nobody dealt with, of those that started since. */
  failures(caller: { tenantId: string; userId: string }, since: string): Promise<FailureGroup[]>
  queues(tenantId: string): Promise<QueuesView>
}

export type AlertsService = ReturnType<typeof createAlerts>

/** A flow is failing while one of its unresolved failures is not older than this. */
const FAILING_MS = 86_400_000
/** An item that waits longer, although somebody works, is in the way of others. */
const LATE_SECONDS = 60

/** How long it is told what was wrong. */
const KEPT_MS = 90 * 86_400_000
const PAGE = 50

/**
 * What is wrong now is a reading of what the product knows, so it ends by itself when its cause does. What was wrong is kept: from
 * when it was first seen to when it was no longer.
 */
export function createAlerts({ db, clock, offline, failures, queues }: AlertsDeps) {
  async function read(tenantId: string, locale: Locale): Promise<FoundAlert[]> {
    const since = clock.now() - FAILING_MS
    const [connections, groups, view] = await Promise.all([
      offline(tenantId, locale),
      failures({ tenantId, userId: '' }, toIso(since)),
      queues(tenantId),
    ])
    const found = [
      ...queueAlerts(view),
      ...connections.map(connectionAlert),
      ...failingFlows(groups.filter(({ lastAt }) => Date.parse(lastAt) >= since)),
    ]
    return found.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
  }

  return {
    /** The gravest first, what is muted last. Whoever looks also keeps it: nothing else would while no process works. */
    async list({ tenantId }: { tenantId: string }, locale: Locale): Promise<Alert[]> {
      const found = await read(tenantId, locale)
      const now = clock.now()
      const mutes = await db.forTenant(tenantId, async (trx) => {
        await keepPeriods(trx, { tenantId, now: new Date(now) }, found)
        return listMutes(trx, now)
      })
      const alerts = found.map((alert) => ({ ...alert, mute: muteOf(mutes, alert) }))
      return alerts.sort((a, b) => Number(a.mute !== null) - Number(b.mute !== null))
    },

    /** Keeps what is wrong, and forgets what was long ago. */
    async watch(tenantId: string): Promise<void> {
      const found = await read(tenantId, 'pt-BR')
      const now = clock.now()
      await db.forTenant(tenantId, async (trx) => {
        await keepPeriods(trx, { tenantId, now: new Date(now) }, found)
        await forgetPeriods(trx, { tenantId, before: new Date(now - KEPT_MS) })
        await forgetMutes(trx, now)
      })
    },

    /** From when to when each alert lasted, the newest first. Throws AppError `bad_request` for a cursor that is none. */
    async history(tenantId: string, { cursor, limit = PAGE }: { cursor?: string; limit?: number }) {
      const after = cursor === undefined ? null : readCursor(cursor)
      const rows = await db.forTenant(tenantId, (trx) => listPeriods(trx, { tenantId, after, limit }))
      const items = rows.map(
        ({ beganAt, endedAt, ...row }): AlertPeriod => ({
          ...row,
          beganAt: toIso(beganAt.getTime()),
          endedAt: endedAt === null ? null : toIso(endedAt.getTime()),
        }),
      )
      const last = items.at(-1)
      return { items, nextCursor: rows.length < limit || last === undefined ? null : `${last.beganAt} ${last.alertId}` }
    },
  }
}

/** When a period began, and of which alert. */
function readCursor(cursor: string): PeriodMark {
  const [at = '', alertId = ''] = cursor.split(' ')
  const beganAt = new Date(at)
  if (Number.isNaN(beganAt.getTime())) throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
  return { beganAt, alertId }
}

function connectionAlert({ id, name, reason }: OfflineConnection): FoundAlert {
  return {
    id: `connection_offline:${id}`,
    kind: 'connection_offline',
    severity: 'error',
    subjectId: id,
    subjectName: name,
    count: 1,
    since: null,
    reason,
  }
}

/** One alert for each flow, whatever the number of reasons; the newest reason is told. */
function failingFlows(groups: readonly FailureGroup[]): FoundAlert[] {
  return [...Map.groupBy(groups, ({ flowId }) => flowId)].map(([flowId, ofFlow]) => {
    const newest = ofFlow.reduce((a, b) => (a.lastAt >= b.lastAt ? a : b))
    return {
      id: `flow_failing:${flowId}`,
      kind: 'flow_failing',
      severity: 'error',
      subjectId: flowId,
      subjectName: newest.flowName,
      count: ofFlow.reduce((sum, { count }) => sum + count, 0),
      since: ofFlow.map(({ firstAt }) => firstAt).sort()[0] ?? null,
      reason: newest.stepName === null ? newest.message : `${newest.stepName}: ${newest.message}`,
    }
  })
}

/** As the queues page names them; runs are a queue too. */
function unserved({ runs, queues }: QueuesView): string | null {
  const names = [...(runs.states.pending > 0 ? ['runs'] : []), ...queues.filter(({ waiting }) => waiting > 0).map(({ name }) => name)]
  return names.length === 0 ? null : names.join(', ')
}

function queueAlerts(view: QueuesView): FoundAlert[] {
  const { runs, queues, workers } = view
  const none = { subjectId: null, subjectName: null, since: null, reason: null }
  const waiting = runs.states.pending + queues.reduce((sum, queue) => sum + queue.waiting, 0)
  const dead = queues.filter(({ failed }) => failed > 0)
  const found: FoundAlert[] = []
  if (!workers.some(({ isAlive }) => isAlive)) {
    // Since the last sign of life of anybody.
    const since =
      workers
        .map(({ heartbeatAt }) => heartbeatAt)
        .sort()
        .at(-1) ?? null
    const what = { since, reason: unserved(view) }
    found.push({ ...none, ...what, id: 'queue_without_worker', kind: 'queue_without_worker', severity: 'error', count: waiting })
  } else if ((runs.oldestPendingSeconds ?? 0) > LATE_SECONDS) {
    found.push({ ...none, id: 'queue_late', kind: 'queue_late', severity: 'warning', count: runs.states.pending })
  }
  if (dead.length > 0) {
    const count = dead.reduce((sum, { failed }) => sum + failed, 0)
    found.push({
      ...none,
      id: 'dead_letters',
      kind: 'dead_letters',
      severity: 'warning',
      count,
      reason: dead.map(({ name }) => name).join(', '),
    })
  }
  return found
}
