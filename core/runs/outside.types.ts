import type { ApprovalStep, HttpStep, Json, StoreStep } from '../../sdk/flow/definition.ts'
import type { ActionFacts, ActionResult } from '../actions/actions.types.ts'
import type { Trx } from '../platform/db.ts'
import type { RunFacts } from '../sandbox/sandbox.types.ts'
import type { RunIdentity, TaskRow } from './run-write.types.ts'

/** How the steps that reach outside the sandbox are carried out. Each is a slice of its own; `wire.ts` puts them together. */
export interface Performers {
  http: HttpPerformer
  /** In the caller's transaction, so that what it did and its journal entry are one. Throws AppError for bad input. */
  store: { perform(trx: Trx, request: StoreRequest): Promise<Json> }
  /** Milliseconds since the epoch after so much working time of the workspace. */
  addBusinessTime(tenantId: string, at: number, ms: number): Promise<number>
  /** The row of a task that an approval step asks for. */
  taskOf(run: RunIdentity, step: ApprovalStep, asked: { path: string; input: Json; at: number; until: number | null }): TaskRow
  /** Signed links of the wait and approval steps, by step id. */
  linksOf(tenantId: string, runId: string, stepIds: readonly string[]): RunFacts['links']
  cache: {
    find(tenantId: string, key: CacheKey): Promise<Json | undefined>
    remember(tenantId: string, entries: ReadonlyArray<CacheKey & { output: Json; ttlSeconds: number }>): Promise<void>
  }
}

export interface CacheKey {
  flowId: string
  stepId: string
  inputHash: string
}

export interface HttpPerformer {
  facts(step: HttpStep): ActionFacts
  execute(request: HttpStepRequest): Promise<ActionResult>
}

export interface HttpStepRequest {
  tenantId: string
  step: HttpStep
  /** `{url, headers, query, body}`, evaluated. */
  input: Json
  effectKey: string
  now: number
  timeoutMs?: number
  maySend?: () => Promise<boolean>
  signal?: AbortSignal
}

export interface StoreRequest {
  tenantId: string
  step: StoreStep
  /** `{key, value, by, where}`, evaluated. */
  input: Json
  now: number
}
