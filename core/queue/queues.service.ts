import { recordAudit } from '../identity/audit.service.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
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
  deadLetters: Array<{
    queue: string
    id: string
    ids: Record<string, string>
    isOwn: boolean
    createdAt: string
    failedAt: string
    tries: number
    message: string
  }>
  workers: Array<{ id: string; startedAt: string; heartbeatAt: string; isAlive: boolean; running: number }>
}

export interface QueuesDeps {
  db: Pick<Database, 'forTenant'>
  /** Processes belong to no tenant; of runs, only the caller's are counted. */
  engine: Db
  clock: Clock
  /** After so long without a heartbeat a worker counts as gone. */
  expireSeconds: number
  jobs: Pick<Queue, 'standings' | 'settleDead'>
  queue: Pick<QueueService, 'stats'>
}

export type QueuesService = ReturnType<typeof createQueuesService>

/** Everything that waits or is worked on, and who works: for whoever looks after the installation. */
export function createQueuesService({ db, engine, clock, expireSeconds, jobs, queue }: QueuesDeps) {
  return {
    async read(tenantId: string): Promise<QueuesView> {
      const { states, oldestPendingSeconds } = await queue.stats({ tenantId }, {})
      const { queues, dead } = await jobs.standings(tenantId)
      const workers = await listWorkers(engine, tenantId, expireSeconds)
      return {
        runs: { states, oldestPendingSeconds },
        queues,
        deadLetters: dead.map((job) => ({ ...job, createdAt: toIso(job.createdAt.getTime()), failedAt: toIso(job.failedAt.getTime()) })),
        workers: workers.map((worker) => ({
          ...worker,
          startedAt: toIso(worker.startedAt.getTime()),
          heartbeatAt: toIso(worker.heartbeatAt.getTime()),
        })),
      }
    },

    /** One more try of a dead letter, or its end. Throws AppError `not_found` for one that is no longer there, or of nobody's. */
    async settleDead(
      caller: { tenantId: string; userId: string },
      at: { queue: string; id: string },
      how: 'retry' | 'discard',
    ): Promise<void> {
      if (!(await jobs.settleDead(caller.tenantId, at, how))) throw new AppError('not_found')
      const act = how === 'retry' ? 'job.retried' : 'job.discarded'
      const entry = { ...caller, act, subject: at.id, detail: { queue: at.queue } }
      await db.forTenant(caller.tenantId, (trx) => recordAudit(trx, entry, clock.now()))
    },
  }
}
