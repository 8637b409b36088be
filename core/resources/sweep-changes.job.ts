import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { deleteOldChanges } from './old-changes.store.ts'

const QUEUE = 'resources.sweep-changes'
/** Rows a statement deletes at most: nobody waits for it long. */
const BATCH = 2_000
/** Between batches, for everybody else. */
const PAUSE_MS = 50
const DAY_MS = 86_400_000

export interface SweepChangesDeps {
  engine: Db
  clock: Clock
  /** Days that the history of a record can be read. */
  days: number
}

/** Once a day, before people come. A record itself stays however old it is. */
export async function declareSweepChanges(queue: Queue, deps: SweepChangesDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, () => sweepChanges(deps))
  await queue.every(QUEUE, '37 4 * * *')
}

/** Safe to interrupt, and from two processes at once. */
export async function sweepChanges({ engine, clock, days }: SweepChangesDeps, batch = BATCH): Promise<void> {
  const before = clock.now() - days * DAY_MS
  while ((await deleteOldChanges(engine, before, batch)) === batch) await sleep(PAUSE_MS)
}
