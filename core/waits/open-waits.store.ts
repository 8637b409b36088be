import type { StepPath } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import type { loadJournals } from '../runs/journals.store.ts'

export interface OpenWaitRun {
  flowId: string
  version: number
}

/** The run, while it is not over. */
export async function findOpenRun(trx: Trx, runId: string): Promise<OpenWaitRun | undefined> {
  return trx('open_runs').where({ id: runId }).first({ flowId: 'flow_id', version: 'version' })
}

/** Whether something has come for this step already by this id. */
export async function hasArrived(trx: Trx, runId: string, id: string): Promise<boolean> {
  const found: unknown = await trx('run_inbox').where({ run_id: runId, id }).first('id')
  return found !== undefined
}

/** Whether the run has gone past this wait: its time was up, or nobody needs it any more. Reads the journal, for a click now and then. */
export async function isWaitOver(
  trx: Trx,
  key: { tenantId: string; runId: string },
  path: StepPath,
  journals: typeof loadJournals,
): Promise<boolean> {
  const journal = (await journals(trx, [key])).get(key.runId)
  return (journal?.entries ?? []).some((entry) => (entry.kind === 'waitOver' || entry.kind === 'dropped') && entry.path === path)
}
