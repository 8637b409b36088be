import { declareResourceRuns, type ResourceRunsDeps } from '../events/start-resource-runs.job.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import type { RecordReader } from '../resources/resources.types.ts'
import { attend } from './attend.ts'
import { sweepOld } from './cross-tenant.store.ts'
import { createExistingRecords, declareExistingRecords, type ExistingRecords } from './existing-records.service.ts'
import type { PassDeps } from './pass.ts'
import { declareReadHints } from './read-hints.job.ts'
import { declareRunSlice } from './run-slice.job.ts'
import { declareSweepMissed, type MissedSource } from './sweep-missed.job.ts'
import { createSync } from './sync.service.ts'
import type { SyncService } from './sync.types.ts'
import { SyncLoop } from './sync-loop.ts'

export interface OpenSyncOptions extends Omit<PassDeps, 'db' | 'queue' | 'reader'> {
  db: Database
  queue: Queue
  reader: RecordReader
  engine: ResourceRunsDeps['engine']
  flows: ResourceRunsDeps['flows']
  missed: MissedSource
  logger: Logger
  /** False: starts and shows syncs, does none. */
  works: boolean
  /** Ends of jobs, lines of the log and done hints are kept for so long. */
  keepDays: number
}

export interface OpenedSync {
  service: SyncService
  existing: ExistingRecords
  /** In a process that works: to be started, and passed by hand in tests. */
  loop: SyncLoop
  /** Connections that changed: what became due there is done at once. Never rejects. */
  attend(tenantId: string, connectionIds: readonly string[]): Promise<void>
  /** Hands what is under way to other processes. Before the queue is closed. */
  close(): Promise<void>
}

const SWEEP_QUEUE = 'sync.sweep-old'

/** Puts the sync together and declares its jobs. */
export async function openSync(options: OpenSyncOptions): Promise<OpenedSync> {
  const { db, queue, logger, works } = options
  const stopping = new AbortController()
  const service = createSync(options)
  const existing = createExistingRecords(options)
  const syncSoon = async (tenantId: string, connectionId: string, scope: string) => {
    await service.start(tenantId, { connectionId, scope, kind: 'incremental' })
  }
  await declareRunSlice(queue, options, works, stopping.signal)
  await declareReadHints(queue, { ...options, syncSoon }, works, stopping.signal)
  await declareResourceRuns(queue, options, works)
  await declareExistingRecords(options, works)
  await declareSweepMissed(queue, options, works, stopping.signal)
  await queue.declare(SWEEP_QUEUE)
  if (works) {
    await queue.work(SWEEP_QUEUE, 1, () => sweepOld(db, options.keepDays))
    await queue.every(SWEEP_QUEUE, '17 * * * *')
  }
  const loop = new SyncLoop({ ...options, attend: (tenantId, connectionId) => attend(tenantId, connectionId, false, options) })
  return {
    service,
    existing,
    loop,
    async attend(tenantId, connectionIds) {
      for (const connectionId of connectionIds) {
        try {
          await attend(tenantId, connectionId, true, options)
        } catch (error) {
          // What is due stays due: the loop comes to it.
          logger.warn({ err: error, tenantId, connectionId }, 'connection not attended to yet')
        }
      }
    },
    async close() {
      stopping.abort()
      await loop.stop()
    },
  }
}
