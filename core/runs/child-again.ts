import type { Json, StepError } from '../../sdk/flow/definition.ts'
import type { Db } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { type ChainLink, effectsOfChain, foldJournal } from './chain-effects.ts'
import type { FlowSource, PublishedFlow } from './engine.types.ts'
import type { ChildRun, StartEntry } from './journal.types.ts'
import { journalOfRow } from './journals.store.ts'
import type { RunPlan } from './machine.types.ts'
import { runsOfChain } from './open-runs-by-people.store.ts'
import { findRootOf } from './runs.store.ts'
import { outputOf } from './subflow-values.ts'

/** How the run of a sub-flow begins that is started again: as a retry of the one before it. */
export interface ChildAgain {
  rootRunId: string
  retryOf: string
  start: StartEntry
}

export interface ChildAgainDeps {
  engine: Db
  flows: Pick<FlowSource, 'version'>
  planOf(flow: PublishedFlow): RunPlan
}

/**
 * What the runs before it did is not done again: when the newest of them succeeded after all, its output is the step's. A failure when that cannot be known: one of them is still at work, or is
 * not stored any more. Two that start the same one again at the same moment meet in the index of open retries.
 */
export async function childAgain(
  { tenantId, former, target, now }: { tenantId: string; former: ChildRun; target: PublishedFlow; now: number },
  { engine, flows, planOf }: ChildAgainDeps,
): Promise<ChildAgain | { output: Json } | { failure: StepError }> {
  const rootRunId = await findRootOf(engine, tenantId, former.runId)
  if (rootRunId === null)
    return fails('subflow_forgotten', 'The earlier run of the sub-flow is not stored any more, so nobody knows what it did.')
  const links: ChainLink[] = []
  for (const run of await runsOfChain(engine, tenantId, rootRunId)) {
    if (run.isOpen) return fails('subflow_open', 'An earlier run of the sub-flow is still at work. Try again when it has ended.')
    const flow = await flows.version(tenantId, former.flowId, run.version)
    if (flow === null) return fails('subflow_missing', 'The version that the sub-flow ran on is gone.')
    links.push({ runId: run.id, entries: await journalOfRow(engine, { tenantId, runId: run.id }, run.journal), flow, plan: planOf(flow) })
  }
  const [newest] = links.slice(-1)
  const ended = newest === undefined ? null : foldJournal(newest.runId, newest.entries, newest.plan)
  if (newest !== undefined && ended?.end?.status === 'succeeded') return { output: outputOf(ended, newest.flow.definition) }
  try {
    const effects = effectsOfChain(links, target)
    return { rootRunId, retryOf: former.runId, start: { kind: 'start', at: now, steps: {}, effects, edited: false } }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return fails('subflow_unknown', String(error.params['what'] ?? error.message))
  }
}

function fails(code: string, message: string): { failure: StepError } {
  return { failure: { code, message } }
}
