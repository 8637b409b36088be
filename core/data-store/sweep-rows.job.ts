import type { Queue } from '../platform/queue.ts'
import type { DataStoreService } from './data-store.service.ts'

const QUEUE = 'data-store.sweep-rows'

/** What has expired is unseen at once and leaves the database here. */
export async function declareSweepRows(queue: Queue, store: Pick<DataStoreService, 'sweep'>, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await store.sweep()
  })
  await queue.every(QUEUE, '*/5 * * * *')
}
