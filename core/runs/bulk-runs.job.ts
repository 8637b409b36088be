import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import type { TenantJob } from '../platform/tenant-job.ts'
import { BULK_QUEUE } from './bulk-runs.service.ts'
import { type BulkRow, claimItem, endBulk, findBulk, settleItem } from './bulk-runs.store.ts'
import type { RunsService } from './runs.service.ts'

export interface BulkJobDeps {
  db: Pick<Database, 'forTenant'>
  runs: Pick<RunsService, 'steer'>
  wake(): void
  changed(tenantId: string, runIds: string[]): void
}

const AT_ONCE = 2
/** Runs between two notices to whoever waits: the engine, and open browsers. */
const CHUNK = 25

export async function declareBulkRuns(queue: Queue, deps: BulkJobDeps, works: boolean): Promise<void> {
  await queue.declare(BULK_QUEUE)
  if (works) await queue.workForTenant(BULK_QUEUE, AT_ONCE, deps.db, (job) => workThrough(job, deps), 5)
}

/**
 * One run after the other, each with its result in one transaction: a job that dies goes on where it was, and a run is never
 * retried twice by one bulk. A run that refuses (it is still open, it has ended) is noted, and the next is taken.
 */
export async function workThrough({ tenantId, ids, forTenant }: TenantJob, { runs, wake, changed }: BulkJobDeps): Promise<void> {
  const { bulkId = '' } = ids
  const bulk = isId('blk', bulkId) ? await forTenant((trx) => findBulk(trx, tenantId, bulkId)) : undefined
  if (bulk === undefined || bulk.endedAt !== null) return
  for (let touched: string[] = []; ; ) {
    const next = await forTenant((trx) => workOnOne(trx, tenantId, bulk, runs))
    if (next !== null) touched.push(next)
    if (touched.length >= CHUNK || next === null) {
      wake()
      if (touched.length > 0) changed(tenantId, touched)
      touched = []
    }
    if (next === null) break
  }
  await forTenant((trx) => endBulk(trx, tenantId, bulkId))
}

async function workOnOne(trx: Trx, tenantId: string, bulk: BulkRow, runs: BulkJobDeps['runs']): Promise<string | null> {
  const runId = await claimItem(trx, tenantId, bulk.id)
  if (runId === undefined) return null
  const settled = { tenantId, bulkId: bulk.id, runId }
  try {
    // In a savepoint: a refusal half-way must not take the note of it along.
    const resultId = await trx.transaction((inner) => runs.steer(inner, { tenantId, userId: bulk.by }, runId, bulk.action, bulk.options))
    await settleItem(trx, { ...settled, status: 'done', resultId, reason: null })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await settleItem(trx, { ...settled, status: 'refused', resultId: null, reason: String(error.params['what'] ?? error.code) })
  }
  return runId
}
