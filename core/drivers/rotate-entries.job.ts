import type { Queue } from '../platform/queue.ts'
import { type RotateDeps, rotateEntries } from './rotate-entries.ts'

const QUEUE = 'drivers.rotate-entries'

/** What drivers keep moves to the newest encryption key. */
export async function declareRotateEntries(queue: Queue, deps: RotateDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await rotateEntries(deps)
  })
  await queue.every(QUEUE, '23 * * * *')
}
