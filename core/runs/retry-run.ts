import type { Json } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { effectsOfChain, foldJournal, keptSteps } from './chain-effects.ts'
import type { PublishedFlow } from './engine.types.ts'
import type { StartEntry } from './journal.types.ts'
import { appendEntry, journalOfRow } from './journals.store.ts'
import type { RunPlan } from './machine.types.ts'
import { insertQueued, lockChain, runsOfChain } from './open-runs-by-people.store.ts'
import type { RunRow } from './runs.store.ts'

export interface RetryRequest {
  /** Absent: from the start. */
  fromStepId?: string
  /** Trigger data instead of the run's own. */
  input?: Json
}

export interface RetryCase {
  tenantId: string
  row: RunRow
  flow: PublishedFlow
  plan: RunPlan
  request: RetryRequest
  now: number
}

/**
 * Stores a retry and gives its id. One live run per chain, and all effects of the chain are read under its lock: so no two
 * retries can each believe that the other did nothing. Throws AppError `conflict` while a run of the chain is open.
 */
export async function retryRun(trx: Trx, { tenantId, row, flow, plan, request, now }: RetryCase): Promise<string> {
  const { fromStepId, input } = request
  if (fromStepId !== undefined && stepOf(flow.definition, fromStepId) === undefined) {
    throw new AppError('invalid', { errors: [{ field: '/fromStepId', reason: 'no such step in this version' }] })
  }
  await lockChain(trx, tenantId, row.rootRunId)
  const chain = await runsOfChain(trx, tenantId, row.rootRunId)
  if (chain.some((run) => run.isOpen)) throw new AppError('conflict', { params: { what: 'a run of this chain is still open' } })
  const journals = await Promise.all(
    chain.map(async (run) => ({ runId: run.id, entries: await journalOfRow(trx, { tenantId, runId: run.id }, run.journal) })),
  )
  const own = journals.find((journal) => journal.runId === row.id)?.entries ?? []
  const steps = fromStepId === undefined ? {} : keptSteps(flow.definition, foldJournal(row.id, own, plan).state.steps, fromStepId)
  const start: StartEntry = { kind: 'start', at: now, steps, effects: effectsOfChain(journals, plan), edited: input !== undefined }
  const id = newId('run', now)
  await insertQueued(trx, {
    tenantId,
    id,
    flowId: row.flowId,
    version: row.version,
    trigger: 'retry',
    deliveryId: row.deliveryId,
    triggerData: input === undefined ? row.triggerData : JSON.stringify(input),
    rootRunId: row.rootRunId,
    retryOf: row.id,
    startedAt: now,
    parent: null,
    depth: 0,
  })
  await appendEntry(trx, { tenantId, runId: id }, 0, start)
  return id
}
