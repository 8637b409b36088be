import type { Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { sweepQuotas } from './quota.store.ts'

const QUEUE = 'egress.sweep-quotas'

/** Quotas of connections that are gone, or silent for days, leave the database. */
export async function declareSweepQuotas(queue: Queue, db: Db, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await sweepQuotas(db)
  })
  await queue.every(QUEUE, '51 3 * * *')
}
