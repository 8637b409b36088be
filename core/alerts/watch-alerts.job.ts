import type { Database, Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import type { AlertsService } from './alerts.service.ts'

const FIND_QUEUE = 'alerts.find-workspaces'
const WATCH_QUEUE = 'alerts.watch'
const WORKERS = 2

/** Each minute it is kept what needs a person, so that it can be told later although nobody looked. */
export async function declareWatchAlerts(
  queue: Queue,
  { db, engine, alerts }: { db: Pick<Database, 'forTenant'>; engine: Db; alerts: Pick<AlertsService, 'watch'> },
  works: boolean,
): Promise<void> {
  await queue.declare(WATCH_QUEUE)
  await queue.declare(FIND_QUEUE)
  if (!works) return
  await queue.workForTenant(WATCH_QUEUE, WORKERS, db, ({ tenantId }) => alerts.watch(tenantId), 10)
  await queue.work(FIND_QUEUE, 1, async () => {
    const tenants = await engine('workspaces').pluck<string[]>('tenant_id')
    const jobs = tenants.map((tenantId) => ({ ids: { tenantId }, singletonKey: tenantId }))
    await engine.transaction((trx) => queue.send(WATCH_QUEUE, jobs, trx))
  })
  await queue.every(FIND_QUEUE, '* * * * *')
}
