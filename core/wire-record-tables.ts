import type { Clock } from './platform/clock.ts'
import type { Database, Db } from './platform/db.ts'
import type { Queue } from './platform/queue.ts'
import { declareSweepEdits } from './record-views/sweep-edits.job.ts'
import type { Registry } from './registry/registry.types.ts'
import { declareBuildIndexes } from './resources/build-indexes.job.ts'
import { declaredResources } from './resources/declared-resources.ts'
import { declareFillColumns } from './resources/fill-columns.job.ts'
import { declareSweepChanges } from './resources/sweep-changes.job.ts'
import { applyTables } from './resources/tables/apply-tables.ts'

interface RecordTablesDeps {
  db: Pick<Database, 'forTenant'>
  /** Its jobs go over the records of all tenants. */
  engine: Db
  databaseUrl: string
  registry: Registry
  clock: Clock
  /** Days that the history of records is kept, and what people did with them. */
  historyDays: number
}

/** The tables of all declared resources, the jobs that build what would hold up a start, and those that end the history. */
export async function wireRecordTables(
  queue: Queue,
  deps: RecordTablesDeps,
  works: boolean,
): Promise<ReturnType<typeof declaredResources>> {
  const { db, engine, databaseUrl, registry, clock, historyDays } = deps
  const resources = declaredResources(registry)
  const lacking = await applyTables(databaseUrl, resources.all())
  await declareBuildIndexes(queue, { engine, databaseUrl, resources, lacking }, works)
  await declareFillColumns(queue, { db, engine, resources, clock }, works)
  await declareSweepChanges(queue, { engine, clock, days: historyDays }, works)
  await declareSweepEdits(queue, { engine, clock, days: historyDays }, works)
  return resources
}
