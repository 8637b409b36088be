import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { sweepNaturalKeys } from './natural-keys.store.ts'
import { makePartitions, sweepDeliveryKeys, sweepDeliveryMappings, sweepProcesses } from './partitions.store.ts'
import { MAP_QUEUE, MAP_TRIES } from './run-write.types.ts'
import { EXECUTE_QUEUE } from './run-writes.store.ts'

const PARTITIONS_QUEUE = 'runs.make-partitions'
const SWEEP_QUEUE = 'runs.sweep'

/** The engine's jobs. Days of storage are made now too, so that nothing is ever written beside them. */
export async function declareEngineJobs(queue: Queue, engine: Db, clock: Clock, wake: () => void, works: boolean): Promise<void> {
  await makePartitions(engine, clock.now())
  await queue.declare(EXECUTE_QUEUE, { retryLimit: 0 })
  await queue.declare(MAP_QUEUE, { retryLimit: MAP_TRIES - 1 })
  await queue.declare(PARTITIONS_QUEUE)
  await queue.declare(SWEEP_QUEUE)
  if (!works) return
  // The job says only that something is ready now; who runs what is decided by the lease.
  await queue.work(EXECUTE_QUEUE, 100, async () => wake())
  await queue.work(PARTITIONS_QUEUE, 1, () => makePartitions(engine, clock.now()))
  await queue.work(SWEEP_QUEUE, 1, async () => {
    await sweepDeliveryKeys(engine)
    await sweepDeliveryMappings(engine)
    await sweepNaturalKeys(engine)
    await sweepProcesses(engine)
  })
  await queue.every(PARTITIONS_QUEUE, '17 */6 * * *')
  await queue.every(SWEEP_QUEUE, '41 * * * *')
}
