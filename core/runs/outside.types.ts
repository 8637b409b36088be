import type { ApprovalStep, Json, StepPath } from '../../sdk/flow/definition.ts'
import type { StorePerformer } from '../data-store/data-store.types.ts'
import type { HttpStepPerformer } from '../http-step/http-step.types.ts'
import type { RunFacts } from '../sandbox/sandbox.types.ts'
import type { StepCache } from '../step-cache/step-cache.types.ts'
import type { RunIdentity } from './run-write.types.ts'
import type { TaskRow } from './task-writes.sql.ts'

/** How the steps that reach outside the sandbox are carried out. Each is a slice of its own; `core/performers.ts` puts them together. */
export interface Performers {
  http: HttpStepPerformer
  /** In the caller's transaction, so that what it did and its journal entry are one. */
  store: StorePerformer
  /** Milliseconds since the epoch after so much working time of the workspace. */
  addBusinessTime(tenantId: string, at: number, ms: number): Promise<number>
  /** The row of a task that an approval step asks for. Throws AppError for what cannot be asked. */
  taskOf(run: RunIdentity, step: ApprovalStep, asked: AskedTask): TaskRow
  /** Signed links of the wait and approval steps, by step id. */
  linksOf(tenantId: string, runId: string, stepIds: readonly string[]): RunFacts['links']
  cache: Pick<StepCache, 'find' | 'remember'>
}

/** What an approval step asks. */
export interface AskedTask {
  path: StepPath
  /** `{question, details, deadline, reminder, escalation}`, evaluated. */
  input: Json
  at: number
  /** When the run goes on without an answer; null: never. */
  until: number | null
}
