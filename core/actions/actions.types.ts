import type { Json, StepError } from '../../sdk/flow/definition.ts'
import type { CallRecord } from '../egress/egress.types.ts'

/** From the manifest: what may be done after a call whose outcome is unknown, and how an existing result is found. */
export type Repeatable =
  | { mode: 'natural' }
  | { mode: 'idempotencyKey' }
  /** `by`: JSON Pointers into the input that make the natural key. `lookup`: action that finds it by the same input. */
  | { mode: 'lookupFirst'; by: readonly string[]; consistency: 'strong' | 'eventual' }
  | { mode: 'never' }

export interface ActionFacts {
  plugin: string
  action: string
  /** Exact version resolved at publish. */
  version: string
  effect: 'read' | 'create' | 'update' | 'delete' | 'send'
  repeatable: Repeatable
  timeoutMs: number
  /** Retry policy when the step names none. */
  defaultRetry: { attempts: number; backoffMs: number; maxBackoffMs: number }
}

export interface ActionRequest {
  tenantId: string
  plugin: string
  action: string
  connectionId: string
  input: Json
  /** Same on every attempt: root run + step + loop path. */
  effectKey: string
  now: number
  seed: string
  timeoutMs?: number
  maySend?: () => Promise<boolean>
  signal?: AbortSignal
  /** A person tests the connection. */
  isTest?: boolean
  /** Whose call it is, for the record of calls that belong to no run. */
  flowId?: string
}

export type ActionResult =
  | { ok: true; output: Json; calls: CallRecord[]; logs: string[] }
  | { ok: false; failure: ActionFailure; calls: CallRecord[]; logs: string[] }

export interface ActionFailure extends StepError {
  /** What the host should do; from the manifest's error table. */
  class: 'retry' | 'rateLimited' | 'reauthorise' | 'conflict' | 'notFound' | 'permanent'
  retryAfterMs?: number
  /** Nothing was sent: the call's place in our own line before the provider's limit took too long to come up. It will come up. */
  isOurLimit?: true
  /** Whether an effect may have happened: `no` = certainly not, so it may be tried again blindly. */
  effect: 'no' | 'maybe'
}

/** Runs declared capabilities of connectors, whatever their tier. Made by `openActions()` in `core/actions/actions.service.ts`. */
export interface Actions {
  facts(plugin: string, action: string): ActionFacts
  /** Validates the input against the manifest, runs the capability, validates the output. Never throws for provider faults. */
  execute(request: ActionRequest): Promise<ActionResult>
  /** For `lookupFirst`: the result a former call left at the provider, `null` when there is none. Output has the action's output shape. */
  lookup(request: ActionRequest): Promise<ActionResult>
  /** The natural key of this input, for the lock on connection + action + key; null unless `lookupFirst`. */
  naturalKey(plugin: string, action: string, input: Json): string | null
  /** Name of the declared outcome that this output is, wherever the output came from; null when none holds. */
  outcomeOf(plugin: string, action: string, output: Json): string | null
}

/** What an action is about to change of a stored record, as the manifest's `writes` says. */
export interface ExpectedWrite {
  tenantId: string
  connectionId: string
  plugin: string
  resource: string
  key: string
  /** Members of the hub entity, as they will be. */
  set: Json
  /** Id or name of the place whose stock it is, empty: the only one. Null: it is not kept in places. */
  location: string | null
}

/** Whoever must know of our own writes before they are made. Throws when the database is away. */
export interface OwnWrites {
  /** Answers how to take it back, for a write that was not made; null when there is nothing to take back. */
  expect(write: ExpectedWrite): Promise<(() => Promise<void>) | null>
}
