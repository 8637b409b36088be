import { type AlertMutes, createAlertMutes } from './alerts/alert-mutes.service.ts'
import { type AlertsService, createAlerts } from './alerts/alerts.service.ts'
import { declareWatchAlerts } from './alerts/watch-alerts.job.ts'
import type { ConnectionsService } from './connections/connections.service.ts'
import { statusSentence } from './connections/status-texts.ts'
import { createDashboards, type DashboardsService } from './dashboards/dashboards.service.ts'
import { createRecordBoards, type RecordBoards } from './dashboards/record-boards.service.ts'
import type { Clock } from './platform/clock.ts'
import type { Database, Db } from './platform/db.ts'
import type { Queue } from './platform/queue.ts'
import type { QueueService } from './queue/queue.service.ts'
import { createQueuesService, type QueuesService } from './queue/queues.service.ts'
import type { Changes } from './realtime/changes.ts'
import type { ResourcesService } from './resources/resources.service.ts'
import type { DeclaredResources } from './resources/tables/resource-plan.ts'
import type { FlowSource } from './runs/engine.types.ts'
import { createFailures, type FailuresService } from './runs/failures.service.ts'
import { LEASE_TIMING } from './runs/lease.ts'

export interface Overview {
  queues: QueuesService
  failures: FailuresService
  alerts: AlertsService
  alertMutes: AlertMutes
  dashboards: DashboardsService
  recordBoards: RecordBoards
}

export interface OverviewDeps {
  db: Database
  /** Processes belong to no tenant. */
  engine: Db
  clock: Clock
  jobs: Queue
  queue: QueueService
  changes: Pick<Changes, 'tell'>
  flows: FlowSource
  connections: Pick<ConnectionsService, 'list'>
  declared: DeclaredResources
  resources: ResourcesService
}

/** What is read over all slices: how the work stands, what fails, what needs a person, and the figures of the boards. */
export async function wireOverview(
  { db, engine, clock, jobs, queue, changes, flows, connections, declared, resources }: OverviewDeps,
  works: boolean,
): Promise<Overview> {
  const queues = createQueuesService({ db, engine, clock, expireSeconds: LEASE_TIMING.expireSeconds, jobs, queue })
  const failures = createFailures({ db, flows, clock })
  const alerts = createAlerts({
    db,
    clock,
    async offline(tenantId, locale) {
      const all = await connections.list(tenantId)
      return all
        .filter(({ status }) => status === 'reconnect_needed')
        .map((row) => ({ id: row.id, name: row.name, reason: statusSentence(row, locale) }))
    },
    failures: (caller, since) => failures.list(caller, { since }),
    queues: (tenantId) => queues.read(tenantId),
  })
  await declareWatchAlerts(jobs, { db, engine, alerts }, works)
  const alertMutes = createAlertMutes({ db, clock, changed: (tenantId) => changes.tell(tenantId, 'alerts', 'many') })
  const recordBoards = createRecordBoards({ db, clock, declared, resources })
  return { queues, failures, alerts, alertMutes, dashboards: createDashboards({ db, clock, flows }), recordBoards }
}
