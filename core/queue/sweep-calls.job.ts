import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { firstIdAt } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import { deleteOutsideCalls } from './outside-calls.store.ts'

const QUEUE = 'queue.sweep-calls'
const BATCH = 1_000
const DAY_MS = 86_400_000

export interface SweepCallsDeps {
  engine: Db
  clock: Clock
  /** As long as runs are kept. */
  days: number
}

/** Calls that belong to no run go when the runs of their time do. */
export async function declareSweepCalls(queue: Queue, { engine, clock, days }: SweepCallsDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    const firstKept = firstIdAt('cal', clock.now() - days * DAY_MS)
    while ((await deleteOutsideCalls(engine, firstKept, BATCH)) === BATCH);
  })
  await queue.every(QUEUE, '23 4 * * *')
}
