import { systemClock } from '../../core/platform/clock.ts'
import type { Database } from '../../core/platform/db.ts'
import type { ReadRecord, ResourceRef } from '../../core/resources/operations/operations.types.ts'
import { createRecordWriter } from '../../core/resources/record-writer.ts'
import type { DeclaredResource } from '../../core/resources/tables/resource-plan.ts'
import { say } from '../say.ts'
import { upsertBare } from './bare-upsert.ts'
import type { RecordSource } from './record-source.ts'

export interface BackfillResult {
  recordsPerSec: number
  bareRecordsPerSec: number
  ofBare: number
  records: number
  bareRecords: number
}

/** Pages between two looks at the clock. */
const STRETCH = 40
/** One stretch in so many is written into the bare table too: enough to compare with, spread over the whole run. */
const BARE_EVERY = 5

/**
 * Reads and stores everything as a sync does, and in turns writes the very same pages into the bare table. Only one of the two runs at
 * a time, so that a machine that gets slower slows both.
 */
export async function backfill(
  db: Database,
  source: RecordSource,
  declared: DeclaredResource,
  refs: readonly ResourceRef[],
): Promise<BackfillResult> {
  const resources = { find: () => declared, all: () => [declared] }
  const writer = createRecordWriter({ resources, clock: systemClock, changed: () => undefined })
  const spent = { ours: 0, bare: 0 }
  const stored = { ours: 0, bare: 0 }
  let stretch = 0
  for (const ref of refs) {
    let pages: ReadRecord[][] = []
    let since = performance.now()
    for await (const page of source.pages(ref)) {
      await db.forTenant(ref.tenantId, (trx) => writer.write(trx, ref, page, 'backfill'))
      pages.push(page)
      stored.ours += page.length
      if (pages.length < STRETCH) continue
      spent.ours += performance.now() - since
      if (stretch++ % BARE_EVERY === 0) {
        const startedAt = performance.now()
        for (const kept of pages) await upsertBare(db, ref, kept)
        spent.bare += performance.now() - startedAt
        stored.bare += pages.reduce((sum, { length }) => sum + length, 0)
      }
      pages = []
      since = performance.now()
    }
    if (pages.length > 0) spent.ours += performance.now() - since
    say(
      `  ${stored.ours} records, ${Math.round((stored.ours / spent.ours) * 1000)}/s, bare ${Math.round((stored.bare / spent.bare) * 1000)}/s`,
    )
  }
  const recordsPerSec = Math.round((stored.ours / spent.ours) * 1000)
  const bareRecordsPerSec = Math.round((stored.bare / spent.bare) * 1000)
  const ofBare = Math.round((recordsPerSec / bareRecordsPerSec) * 100) / 100
  return { recordsPerSec, bareRecordsPerSec, ofBare, records: stored.ours, bareRecords: stored.bare }
}
