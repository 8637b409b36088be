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
import { type RecordMicros, Spent } from './spent.ts'
import type { TimeByPart } from './worker-profile.ts'

export interface BackfillResult {
  recordsPerSec: number
  bareRecordsPerSec: number
  ofBare: number
  records: number
  bareRecords: number
  /** The provider's is in neither. */
  cpuMicros: { ours: RecordMicros; bare: RecordMicros }
  /** What of `cpuMicros.ours.worker` went where, where it was asked for. */
  profile?: TimeByPart
}

export interface BackfillOptions {
  db: Database
  operations: ResourceOperations
  declared: DeclaredResource
  refs: readonly ResourceRef[]
  clusterFolder: string
  profiled: boolean
}

/** Pages between two turns. */
const STRETCH = 20
/** One stretch in so many is written into the bare table too: enough to compare with, spread over the whole run. */
const BARE_EVERY = 5

/**
 * Backfills as a worker does, from the job to its end, with lease, checkpoint and line of the log for each page; and in turns writes
 * the very same pages into the bare table. Only one of the two runs at a time, so that a machine that gets slower slows both.
 */
export async function backfill({ db, operations, declared, refs, ...options }: BackfillOptions): Promise<BackfillResult> {
  const turns = new Turns(db, options)
  for (const ref of refs) {
    const deps = passDeps(db, declared, turns.watched(operations), () => turns.stored())
    const { jobId } = await db.forTenant(ref.tenantId, (trx) =>
      startSync(trx, ref.tenantId, { connectionId: ref.connectionId, scope: 'all', kind: 'backfill' }, { only: null, userId: null }, deps),
    )
    await turns.begin(ref)
    while (!(await isOver(db, ref.tenantId, jobId))) await runSlice(ref.tenantId, jobId, new AbortController().signal, deps)
    await turns.end()
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

class Turns {
  readonly #db: Database
  readonly #ours: Spent
  readonly #bare: Spent
  /** Pages that were read and are not stored yet: the one that is being stored, and the one after. */
  readonly #read: BareRecord[][] = []
  #kept: BareRecord[][] = []
  #ref: ResourceRef | null = null
  #ahead: Promise<unknown> = Promise.resolve()
  #pages = 0

  constructor(db: Database, { clusterFolder, profiled }: Pick<BackfillOptions, 'clusterFolder' | 'profiled'>) {
    this.#db = db
    this.#ours = new Spent({ clusterFolder, profiled })
    this.#bare = new Spent({ clusterFolder, profiled: false })
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

  async begin(ref: ResourceRef): Promise<void> {
    this.#ref = ref
    await this.#ours.start()
  }

  async end(): Promise<void> {
    await this.#ours.stop()
    this.#kept = []
  }

  async stored(): Promise<void> {
    const page = this.#read.shift() ?? []
    this.#ours.records += page.length
    if (Math.floor(this.#pages++ / STRETCH) % BARE_EVERY === 0) this.#kept.push(page)
    if (this.#kept.length < STRETCH) return
    // Reading ahead is ours too: it would run beside the other one's turn.
    await this.#ahead
    await this.#ours.stop()
    await this.#writeBare()
    await this.#ours.start()
  }

  async #writeBare(): Promise<void> {
    if (this.#ref === null) return
    await this.#bare.start()
    for (const page of this.#kept) {
      await upsertBare(this.#db, this.#ref, page)
      this.#bare.records += page.length
    }
    await this.#bare.stop()
    this.#kept = []
  }

  result(): BackfillResult {
    const ours = this.#ours
    const bare = this.#bare
    return {
      recordsPerSec: ours.perSec,
      bareRecordsPerSec: bare.perSec,
      ofBare: Math.round((ours.perSec / bare.perSec) * 100) / 100,
      records: ours.records,
      bareRecords: bare.records,
      cpuMicros: { ours: ours.cpuMicros, bare: bare.cpuMicros },
      ...(ours.profile === null ? {} : { profile: ours.profile.perRecord(ours.records) }),
    }
  }
}
