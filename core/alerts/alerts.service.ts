import type { Locale } from '../connections/connections.types.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { QueuesView } from '../queue/queues.service.ts'
import type { FailureGroup } from '../runs/failures.service.ts'
import type { Alert } from './alerts.types.ts'

export interface OfflineConnection {
  id: string
  name: string
  /** As a sentence. */
  reason: string | null
}

export interface AlertsDeps {
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

/**
 * What is wrong now. Nothing is stored: an alert is a reading of what the product knows, so it ends by itself when its cause does, and
 * cannot say what is no longer so.
 */
export function createAlerts({ clock, offline, failures, queues }: AlertsDeps) {
  return {
    /** The gravest first. */
    async list(caller: { tenantId: string; userId: string }, locale: Locale): Promise<Alert[]> {
      const since = clock.now() - FAILING_MS
      const [connections, groups, view] = await Promise.all([
        offline(caller.tenantId, locale),
        failures(caller, toIso(since)),
        queues(caller.tenantId),
      ])
      const found = [
        ...queueAlerts(view),
        ...connections.map(connectionAlert),
        ...failingFlows(groups.filter(({ lastAt }) => Date.parse(lastAt) >= since)),
      ]
      return found.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
    },
  }
}

function connectionAlert({ id, name, reason }: OfflineConnection): Alert {
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
function failingFlows(groups: readonly FailureGroup[]): Alert[] {
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

function queueAlerts({ runs, queues, workers }: QueuesView): Alert[] {
  const none = { subjectId: null, subjectName: null, since: null, reason: null }
  const waiting = runs.states.pending + queues.reduce((sum, queue) => sum + queue.waiting, 0)
  const dead = queues.filter(({ failed }) => failed > 0)
  const found: Alert[] = []
  if (!workers.some(({ isAlive }) => isAlive)) {
    found.push({ ...none, id: 'queue_without_worker', kind: 'queue_without_worker', severity: 'error', count: waiting })
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
