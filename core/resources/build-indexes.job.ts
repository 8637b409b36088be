import type { Db } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { buildIndexes } from './tables/build-indexes.ts'
import type { DeclaredResources, ResourcePlan } from './tables/resource-plan.ts'

const QUEUE = 'resources.build-indexes'

export interface BuildIndexesDeps {
  engine: Db
  /** Of the database's owner. */
  databaseUrl: string
  resources: DeclaredResources
  /** Whose tables lack an index. */
  lacking: readonly ResourcePlan[]
}

/** Indexes of fields that were declared after the table was made: built while it is used, tried again when that fails. */
export async function declareBuildIndexes(queue: Queue, deps: BuildIndexesDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, () => buildIndexes(deps.databaseUrl, deps.resources.all()))
  if (deps.lacking.length > 0) await deps.engine.transaction((trx) => queue.send(QUEUE, [{ ids: {}, singletonKey: 'all' }], trx))
}
