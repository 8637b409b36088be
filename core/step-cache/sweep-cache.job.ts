import type { Queue } from '../platform/queue.ts'
import type { StepCache } from './step-cache.types.ts'

const QUEUE = 'step-cache.sweep-cache'

/** Outputs that no longer count leave the database. */
export async function declareSweepCache(queue: Queue, cache: Pick<StepCache, 'sweep'>, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await cache.sweep()
  })
  await queue.every(QUEUE, '*/10 * * * *')
}
