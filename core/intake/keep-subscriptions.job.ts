import type { Database } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import type { Subscriptions } from './subscriptions.service.ts'

const KEEP_QUEUE = 'intake.keep-subscriptions'
const FIND_QUEUE = 'intake.find-subscriptions'
const WORKERS = 4

/** Subscriptions at providers are made and renewed: each minute those are found that are due, and each is a job of its tenant. */
export async function declareKeepSubscriptions(
  queue: Queue,
  deps: { db: Pick<Database, 'forTenant' | 'engine'>; subscriptions: Pick<Subscriptions, 'keep' | 'due'> },
  works: boolean,
): Promise<void> {
  await queue.declare(KEEP_QUEUE)
  await queue.declare(FIND_QUEUE)
  if (!works) return
  await queue.workForTenant(
    KEEP_QUEUE,
    WORKERS,
    deps.db,
    async ({ tenantId, ids }) => {
      if (ids['connectionId'] === undefined) throw new Error('the job names no connection')
      await deps.subscriptions.keep(tenantId, ids['connectionId'])
    },
    5,
  )
  await queue.work(FIND_QUEUE, 1, async () => {
    const due = await deps.subscriptions.due()
    if (due.length === 0) return
    await deps.db.engine.transaction((trx) =>
      queue.send(
        KEEP_QUEUE,
        due.map((ids) => ({ ids: { ...ids }, singletonKey: `${ids.tenantId} ${ids.connectionId}` })),
        trx,
      ),
    )
  })
  await queue.every(FIND_QUEUE, '* * * * *')
}
