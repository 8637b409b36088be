import type { Json } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { entryOf } from './admission/entry.ts'
import { type ChainLink, effectsOfChain, foldJournal } from './chain-effects.ts'
import type { FlowSource, PublishedFlow } from './engine.types.ts'
import type { StartEntry } from './journal.types.ts'
import { appendEntry, journalOfRow } from './journals.store.ts'
import { keptSteps } from './kept-steps.ts'
import type { RunPlan } from './machine.types.ts'
import { insertQueued, lockChain, runsOfChain } from './open-runs-by-people.store.ts'
import { insertRetry } from './run-retries.store.ts'
import type { RunRow } from './runs.store.ts'

export interface RetryRequest {
  /** Absent: from the start. */
  fromStepId?: string
  /** Where the run failed, or from the start when it failed nowhere in particular. */
  fromFailed?: boolean
  /** Trigger data instead of the run's own. */
  input?: Json
  /** `latest`: the version that new runs start on. Default: the run's own. */
  version?: 'same' | 'latest'
}

export interface RetryCase {
  tenantId: string
  userId: string
  row: RunRow
  request: RetryRequest
  now: number
}

export interface RetryDeps {
  flows: Pick<FlowSource, 'version' | 'published'>
  planOf(flow: PublishedFlow): RunPlan
}

/**
 * Stores a retry and gives its id. One live run per chain, and all effects of the chain are read under its lock: so no two
 * retries can each believe that the other did nothing. Throws AppError `conflict` while a run of the chain is open, or nothing is
 * published to run it on.
 */
export async function retryRun(trx: Trx, retry: RetryCase, deps: RetryDeps): Promise<string> {
  const { tenantId, row, request, now } = retry
  const target = await targetOf(retry, deps)
  const fromStepId = request.fromFailed === true ? failedStep(row, target) : request.fromStepId
  if (fromStepId !== undefined && stepOf(target.definition, fromStepId) === undefined) {
    throw new AppError('invalid', { errors: [{ field: '/fromStepId', reason: 'no such step in this version' }] })
  }
  const chain = await readChain(trx, retry, deps)
  const own = chain.find((link) => link.runId === row.id)
  const isWhole = fromStepId === undefined || own === undefined
  const steps = isWhole ? {} : keptSteps(target.definition, foldJournal(row.id, own.entries, own.plan).state.steps, fromStepId)
  const edited = request.input !== undefined
  const start: StartEntry = { kind: 'start', at: now, steps, effects: effectsOfChain(chain, target), edited }
  const id = newId('run', now)
  await insertQueued(
    trx,
    {
      tenantId,
      id,
      flowId: row.flowId,
      version: target.version,
      trigger: 'retry',
      deliveryId: row.deliveryId,
      triggerData: request.input === undefined ? row.triggerData : JSON.stringify(request.input),
      rootRunId: row.rootRunId,
      retryOf: row.id,
      startedAt: now,
      parent: null,
      depth: 0,
    },
    entryOf(target, false).entry,
  )
  await appendEntry(trx, { tenantId, runId: id }, 0, start)
  await insertRetry(trx, { tenantId, runId: id, retryOf: row.id, edited, fromStep: fromStepId ?? null, by: retry.userId })
  return id
}

async function targetOf({ tenantId, row, request }: RetryCase, { flows }: RetryDeps): Promise<PublishedFlow> {
  if (request.version !== 'latest') {
    const own = await flows.version(tenantId, row.flowId, row.version)
    if (own === null) throw new AppError('not_found')
    return own
  }
  const latest = await flows.published(tenantId, row.flowId)
  if (latest === null) throw new AppError('conflict', { params: { what: 'the flow is not published, or is paused' } })
  return latest
}

async function readChain(trx: Trx, { tenantId, row }: RetryCase, { flows, planOf }: RetryDeps): Promise<ChainLink[]> {
  await lockChain(trx, tenantId, row.rootRunId)
  const runs = await runsOfChain(trx, tenantId, row.rootRunId)
  if (runs.some((run) => run.isOpen)) throw new AppError('conflict', { params: { what: 'a run of this chain is still open' } })
  const links: ChainLink[] = []
  for (const run of runs) {
    const flow = await flows.version(tenantId, row.flowId, run.version)
    if (flow === null) throw new AppError('not_found')
    const entries = await journalOfRow(trx, { tenantId, runId: run.id }, run.journal)
    links.push({ runId: run.id, entries, flow, plan: planOf(flow) })
  }
  return links
}

/** Where the run failed, in the version it is retried on; undefined: from the start. */
function failedStep({ error }: RunRow, target: PublishedFlow): string | undefined {
  if (error === null) return undefined
  const { failedPath }: { failedPath?: string | null } = JSON.parse(error)
  const id = failedPath === null || failedPath === undefined ? undefined : stepIdOf(failedPath)
  return id === undefined || stepOf(target.definition, id) === undefined ? undefined : id
}
