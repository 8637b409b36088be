import { systemClock } from '../../core/platform/clock.ts'
import type { Database } from '../../core/platform/db.ts'
import { createLogger } from '../../core/platform/logger.ts'
import type { ResourceOperations, ResourceRef } from '../../core/resources/operations/operations.types.ts'
import { createRecordWriter } from '../../core/resources/record-writer.ts'
import { createResources } from '../../core/resources/resources.service.ts'
import type { DeclaredResource } from '../../core/resources/tables/resource-plan.ts'
import type { PassDeps } from '../../core/sync/pass.ts'
import { runSlice } from '../../core/sync/run-slice.ts'
import { startSync } from '../../core/sync/start-sync.ts'
import { findJob } from '../../core/sync/sync-jobs.store.ts'
import { BenchError } from '../cells.ts'
import { say } from '../say.ts'
import { type BareRecord, upsertBare } from './bare-upsert.ts'

export interface BackfillResult {
  recordsPerSec: number
  bareRecordsPerSec: number
  ofBare: number
  records: number
  bareRecords: number
  /** Processor time of this process (of PostgreSQL and the provider nothing) for one record, in microseconds. */
  cpuMicros: { ours: number; bare: number }
}

/** Pages between two turns. */
const STRETCH = 20
/** One stretch in so many is written into the bare table too: enough to compare with, spread over the whole run. */
const BARE_EVERY = 5

/**
 * Backfills as a worker does, from the job to its end, with lease, checkpoint and line of the log for each page; and in turns writes
 * the very same pages into the bare table. Only one of the two runs at a time, so that a machine that gets slower slows both.
 */
export async function backfill(
  db: Database,
  operations: ResourceOperations,
  declared: DeclaredResource,
  refs: readonly ResourceRef[],
): Promise<BackfillResult> {
  const turns = new Turns(db)
  for (const ref of refs) {
    const deps = passDeps(db, declared, turns.watched(operations), () => turns.stored())
    const { jobId } = await db.forTenant(ref.tenantId, (trx) =>
      startSync(trx, ref.tenantId, { connectionId: ref.connectionId, scope: 'all', kind: 'backfill' }, { only: null, userId: null }, deps),
    )
    turns.begin(ref)
    while (!(await isOver(db, ref.tenantId, jobId))) await runSlice(ref.tenantId, jobId, new AbortController().signal, deps)
    turns.end()
    const { records, recordsPerSec, bareRecordsPerSec } = turns.result()
    say(`  ${records} records, ${recordsPerSec}/s, bare ${bareRecordsPerSec}/s`)
  }
  return turns.result()
}

function passDeps(db: Database, declared: DeclaredResource, operations: ResourceOperations, stored: () => Promise<void>): PassDeps {
  const resources = { find: () => declared, all: () => [declared] }
  return {
    db,
    operations,
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
    writer: createRecordWriter({ resources, clock: systemClock, changed: () => undefined }),
    reader: createResources({ db, resources }),
    resources: { plugins: () => [declared.plugin], resource: () => declared.declared, resourcesOf: () => [declared.declared] },
    // Whoever has the job here goes on with it by itself.
    queue: { send: async () => undefined },
    changed: () => undefined,
    trouble: async () => undefined,
    checkpoint: async (name) => {
      if (name === 'page-stored') await stored()
    },
  }
}

async function isOver(db: Database, tenantId: string, jobId: string): Promise<boolean> {
  const job = await db.forTenant(tenantId, (trx) => findJob(trx, jobId))
  if (job?.status !== 'waiting' && job?.status !== 'succeeded') throw new BenchError(`the sync is ${job?.status}: ${job?.reason}`)
  return job.status === 'succeeded'
}

/** Time and processor time of one of the two. */
class Spent {
  ms = 0
  cpuMicros = 0
  records = 0
  #sinceMs = 0
  #since = process.cpuUsage()

  start(): void {
    this.#sinceMs = performance.now()
    this.#since = process.cpuUsage()
  }

  stop(): void {
    const { user, system } = process.cpuUsage(this.#since)
    this.ms += performance.now() - this.#sinceMs
    this.cpuMicros += user + system
  }
}

class Turns {
  readonly #db: Database
  readonly #ours = new Spent()
  readonly #bare = new Spent()
  /** Pages that were read and are not stored yet: the one that is being stored, and the one after. */
  readonly #read: BareRecord[][] = []
  #kept: BareRecord[][] = []
  #ref: ResourceRef | null = null
  #ahead: Promise<unknown> = Promise.resolve()
  #pages = 0

  constructor(db: Database) {
    this.#db = db
  }

  watched(operations: ResourceOperations): ResourceOperations {
    const listPage: ResourceOperations['listPage'] = async (request) => {
      const page = await operations.listPage(request)
      // Only what the bare table takes: whatever else a page holds would fill this process as it fills no worker.
      if (page.ok) this.#read.push(page.records.map(({ key, version, hash, text }) => ({ key, version, hash, text })))
      return page
    }
    return {
      ...operations,
      listPage: (request) => {
        const page = listPage(request)
        this.#ahead = page
        return page
      },
    }
  }

  begin(ref: ResourceRef): void {
    this.#ref = ref
    this.#ours.start()
  }

  end(): void {
    this.#ours.stop()
    this.#kept = []
  }

  async stored(): Promise<void> {
    const page = this.#read.shift() ?? []
    this.#ours.records += page.length
    if (Math.floor(this.#pages++ / STRETCH) % BARE_EVERY === 0) this.#kept.push(page)
    if (this.#kept.length < STRETCH) return
    // Reading ahead is ours too: it would run beside the other one's turn.
    await this.#ahead
    this.#ours.stop()
    await this.#writeBare()
    this.#ours.start()
  }

  async #writeBare(): Promise<void> {
    if (this.#ref === null) return
    this.#bare.start()
    for (const page of this.#kept) {
      await upsertBare(this.#db, this.#ref, page)
      this.#bare.records += page.length
    }
    this.#bare.stop()
    this.#kept = []
  }

  result(): BackfillResult {
    const perSec = ({ records, ms }: Spent) => Math.round((records / ms) * 1000)
    const recordsPerSec = perSec(this.#ours)
    const bareRecordsPerSec = perSec(this.#bare)
    const micros = ({ cpuMicros, records }: Spent) => Math.round(cpuMicros / records)
    return {
      recordsPerSec,
      bareRecordsPerSec,
      ofBare: Math.round((recordsPerSec / bareRecordsPerSec) * 100) / 100,
      records: this.#ours.records,
      bareRecords: this.#bare.records,
      cpuMicros: { ours: micros(this.#ours), bare: micros(this.#bare) },
    }
  }
}
