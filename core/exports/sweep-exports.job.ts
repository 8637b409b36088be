import { deleteChunks } from '../files/file-chunks.store.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { deleteExport, findExpired } from './exports.store.ts'

const QUEUE = 'exports.sweep-exports'
const AT_ONCE = 200

export interface SweepExportsDeps {
  db: Pick<Database, 'forTenant'>
  /** Only to find out whose time is over. */
  engine: Db
  clock: Clock
}

export async function declareSweepExports(queue: Queue, deps: SweepExportsDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await sweepExports(deps)
  })
  await queue.every(QUEUE, '*/10 * * * *')
}

/** Takes away exports whose time is over, with their files. They are unseen from that moment on. How many went. */
export async function sweepExports({ db, engine, clock }: SweepExportsDeps): Promise<number> {
  const expired = await findExpired(engine, clock.now(), AT_ONCE)
  for (const { tenantId, id } of expired) {
    await db.forTenant(tenantId, async (trx) => {
      await deleteExport(trx, { tenantId, id })
      await deleteChunks(trx, { tenantId, fileId: id })
    })
  }
  return expired.length
}
