import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { deleteOldEdits } from './old-edits.store.ts'

const QUEUE = 'record-views.sweep-edits'
/** Rows a statement deletes at most: nobody waits for it long. */
const BATCH = 2_000
/** Between batches, for everybody else. */
const PAUSE_MS = 50
const DAY_MS = 86_400_000

export interface SweepEditsDeps {
  engine: Db
  clock: Clock
  /** Days that the history of a record can be read. */
  days: number
}

/** Once a day, before people come. What was done with a record is told for as long as what changed in it. */
export async function declareSweepEdits(queue: Queue, deps: SweepEditsDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, () => sweepEdits(deps))
  await queue.every(QUEUE, '41 4 * * *')
}

/** Safe to interrupt, and from two processes at once. */
export async function sweepEdits({ engine, clock, days }: SweepEditsDeps, batch = BATCH): Promise<void> {
  const before = clock.now() - days * DAY_MS
  while ((await deleteOldEdits(engine, before, batch)) === batch) await sleep(PAUSE_MS)
}
