import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { movesGates } from './admission/entry.ts'
import type { MappedStarts, Notify } from './engine.types.ts'
import { storeMapped } from './mapped-starts.store.ts'
import { queuedRun } from './new-run.ts'

export interface StartMappedDeps {
  engine: Db
  clock: Clock
  notify: Notify
  /** Runs were stored that nobody works on yet. */
  wake(): void
  touchGates(tenantId: string, flowId: string): void
}

/** Starts the runs of a delivery that got its 2xx before it was mapped. Once, however often it is called. */
export async function startMapped({ tenantId, deliveryId, starts }: MappedStarts, deps: StartMappedDeps): Promise<string[]> {
  // No flow's full queue turns them away: their sender was told that they are here.
  const runs = starts.map((start) => queuedRun(start, { tenantId, deliveryId }, deps.clock))
  if (!(await storeMapped(deps.engine, tenantId, deliveryId, runs))) return []
  deps.notify(tenantId, 'deliveries', [deliveryId])
  const ids = runs.map((change) => change.run.id)
  if (ids.length > 0) {
    deps.notify(tenantId, 'runs', ids)
    deps.wake()
    for (const change of runs) if (movesGates(change)) deps.touchGates(change.run.tenantId, change.run.flowId)
  }
  return ids
}
