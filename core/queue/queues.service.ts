import { toIso } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import type { QueueStanding } from '../platform/queue-standing.ts'
import type { QueueService } from './queue.service.ts'
import type { QueueState } from './queue.types.ts'
import { listWorkers } from './workers.store.ts'

export interface QueuesView {
  /** The queue of runs, over all flows. */
  runs: { states: Record<QueueState, number>; oldestPendingSeconds: number | null }
  /** The job queues of the product. */
  queues: QueueStanding[]
  deadLetters: Array<{ queue: string; id: string; failedAt: string; tries: number; message: string }>
  workers: Array<{ id: string; startedAt: string; heartbeatAt: string; isAlive: boolean; running: number }>
}

export interface QueuesDeps {
  /** Processes belong to no tenant; of runs, only the caller's are counted. */
  engine: Db
  /** After so long without a heartbeat a worker counts as gone. */
  expireSeconds: number
  jobs: Pick<Queue, 'standings'>
  queue: Pick<QueueService, 'stats'>
}

export type QueuesService = ReturnType<typeof createQueuesService>

/** Everything that waits or is worked on, and who works: for whoever looks after the installation. */
export function createQueuesService({ engine, expireSeconds, jobs, queue }: QueuesDeps) {
  return {
    async read(tenantId: string): Promise<QueuesView> {
      const { states, oldestPendingSeconds } = await queue.stats({ tenantId }, {})
      const { queues, dead } = await jobs.standings(tenantId)
      const workers = await listWorkers(engine, tenantId, expireSeconds)
      return {
        runs: { states, oldestPendingSeconds },
        queues,
        deadLetters: dead.map((job) => ({ ...job, failedAt: toIso(job.failedAt.getTime()) })),
        workers: workers.map((worker) => ({
          ...worker,
          startedAt: toIso(worker.startedAt.getTime()),
          heartbeatAt: toIso(worker.heartbeatAt.getTime()),
        })),
      }
    },
  }
}
