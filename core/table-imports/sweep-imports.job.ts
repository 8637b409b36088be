import { deleteChunks } from '../files/file-chunks.store.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { deleteImport, findExpired } from './table-imports.store.ts'

const QUEUE = 'table-imports.sweep-imports'
const AT_ONCE = 200

export interface SweepImportsDeps {
  db: Pick<Database, 'forTenant'>
  /** Only to find out whose time is over. */
  engine: Db
  clock: Clock
}

export async function declareSweepImports(queue: Queue, deps: SweepImportsDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await sweepImports(deps)
  })
  await queue.every(QUEUE, '*/10 * * * *')
}

/** Takes away reports and files whose time is over; rows that were stored stay. How many went. */
export async function sweepImports({ db, engine, clock }: SweepImportsDeps): Promise<number> {
  const expired = await findExpired(engine, clock.now(), AT_ONCE)
  for (const { tenantId, id } of expired) {
    await db.forTenant(tenantId, async (trx) => {
      await deleteImport(trx, { tenantId, id })
      await deleteChunks(trx, { tenantId, fileId: id })
    })
  }
  return expired.length
}
