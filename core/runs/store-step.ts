import { stepOf } from '../../sdk/flow/graph.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { RunDropped } from './commit-run.ts'
import type { HeldRun } from './held-run.ts'
import type { ResultEntry } from './journal.types.ts'
import { encodeEntries } from './journal-codec.ts'
import { appendEntries } from './journals.store.ts'
import type { OpenStep } from './machine.types.ts'
import type { Performers } from './outside.types.ts'

export interface StoreDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  performers: Pick<Performers, 'store'>
}

/**
 * One step in the workspace's own tables: the change and its journal entry are one transaction, so that it is never uncertain. Throws RunDropped when another process has taken the run over, AppError for what the data got wrong.
 */
export async function storeStep(held: HeldRun, { path, stepId, input }: OpenStep, deps: StoreDeps): Promise<ResultEntry> {
  const step = stepOf(held.flow.definition, stepId)
  if (step?.kind !== 'store') throw new Error(`step ${stepId} stores nothing`)
  const { tenantId, id: runId } = held.run
  const at = deps.clock.now()
  const startedAt = deps.clock.monotonicMs()
  return deps.db.forTenant(tenantId, async (trx) => {
    const output = await deps.performers.store.perform(trx, { tenantId, step, input, now: at })
    const durationMs = Math.round(deps.clock.monotonicMs() - startedAt)
    const entry: ResultEntry = { kind: 'result', at, path, stepId, attempt: 1, durationMs, from: 'store', output, calls: [], logs: [] }
    const encoded = encodeEntries([entry])
    if (!(await appendEntries(trx, { tenantId, runId }, held.nextSeq, encoded))) {
      held.isLost = true
      throw new RunDropped('another process took the run over')
    }
    held.nextSeq++
    held.journalSize += encoded.size
    return entry
  })
}
