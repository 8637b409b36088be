import type { Database } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import type { PassDeps } from './pass.ts'
import { runSlice, SLICE_QUEUE } from './run-slice.ts'

/** Jobs that one process goes on with at the same time; each mostly waits for its provider. */
const WORKERS = 8

export async function declareRunSlice(
  queue: Queue,
  deps: PassDeps & { db: Pick<Database, 'forTenant'> },
  works: boolean,
  stopping: AbortSignal,
): Promise<void> {
  await queue.declare(SLICE_QUEUE, { retryLimit: 2, heartbeatSeconds: 20 })
  if (!works) return
  await queue.workOneByOne(SLICE_QUEUE, WORKERS, deps.db, ({ tenantId, ids }) => {
    if (ids['jobId'] === undefined) throw new Error('the job names no sync')
    return runSlice(tenantId, ids['jobId'], stopping, deps)
  })
}
