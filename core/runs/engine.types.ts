import type { FlowDefinition, Json, TriggerKind } from '../../sdk/flow/definition.ts'
import type { CompiledFlow } from '../sandbox/sandbox.types.ts'
import type { StartEntry } from './journal.types.ts'
import type { MapLater, NewDelivery, NewHint, RunWrite } from './run-write.types.ts'

/** One immutable published version, as the engine runs it. The same object is handed out again while it is cached. */
export interface PublishedFlow {
  tenantId: string
  flowId: string
  version: number
  definition: FlowDefinition
  compiled: CompiledFlow
}

/** A published flow with a webhook trigger, found by the token of its URL. */
export interface HookFlow extends PublishedFlow {
  /** Clear secrets for `verification`, newest first; more than one while a rotation overlaps. Empty when the scheme is `none`. */
  secrets: readonly string[]
  /** The flow is paused; what comes is kept until it is resumed. */
  isPaused?: true
  /** Somebody waits until then, in epoch milliseconds, for an event to build with. */
  captureUntil?: number
}

/** A published flow that listens to events of a connection. */
export interface ListeningFlow extends PublishedFlow {
  /** The flow is paused; what comes is kept until it is resumed. */
  isPaused?: true
}

/**
 * Where intake and runs read flows. Made by the flows slice; cached in the process, and the cache is told of changes.
 * Every method is on the hot path of an accepted delivery: answer from memory when nothing changed.
 */
export interface FlowSource {
  /** The published flow that listens at `/hooks/<token>`, not a paused one unless it keeps what comes; null when there is none. */
  publishedByToken(token: string): Promise<HookFlow | null>
  /** Published flows with this connector trigger on this connection; of the paused ones those that keep what comes. */
  publishedForTrigger(tenantId: string, plugin: string, trigger: string, connectionId: string): Promise<ListeningFlow[]>
  /** The version that a new run of this flow starts on; null when nothing is published or the flow is paused. */
  published(tenantId: string, flowId: string): Promise<PublishedFlow | null>
  /** The version a run started on, also of a paused or deleted flow. Null when it does not exist. */
  version(tenantId: string, flowId: string, version: number): Promise<PublishedFlow | null>
  /** Names for lists. Unknown ids are absent. */
  names(tenantId: string, flowIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

export type ChangeTopic = 'runs' | 'deliveries' | 'tasks'

/** Tells browsers what changed. Called after the commit; must not throw and must not wait. */
export type Notify = (tenantId: string, topic: ChangeTopic, ids: readonly string[] | 'many') => void

/** The answer of a respond step, as the webhook caller gets it. */
export interface FlowAnswer {
  status: number
  headers: Record<string, string>
  body: Json
}

/** A named point of the engine that a test may stop or kill at. Does nothing in production. */
export type Checkpoint = (name: CheckpointName, ids: { runId?: string; deliveryId?: string }) => void | Promise<void>

export type CheckpointName =
  | 'accept:before-commit'
  | 'accept:after-commit'
  | 'run:leased'
  | 'effect:after-intent'
  | 'effect:after-answer'
  | 'run:before-end'
  | 'run:after-end'

export const noCheckpoint: Checkpoint = () => {}

/** What expressions see as `trigger`, made again from stored deliveries, by delivery id. Made by the events slice. */
export interface TriggerData {
  load(keys: ReadonlyArray<{ tenantId: string; deliveryId: string }>): Promise<ReadonlyMap<string, Json>>
}

/** What a run was started by, as lists show it. */
export type RunTrigger = TriggerKind | 'retry'

/** One run to start. */
export interface RunStart {
  flow: PublishedFlow
  trigger: RunTrigger
  data: Json
  /** False when `data` can be made again from the delivery, so that it is not stored twice. */
  storeData: boolean
  /** Its flow is paused and keeps what comes: it starts when the flow is resumed, as a run of the version published then. */
  isKept?: boolean
  /** A retry's first entry, and the chain it belongs to. */
  retry?: { start: StartEntry; rootRunId: string; retryOf: string }
}

/** A delivery, or nothing but runs, to be stored in one commit. */
export interface AcceptRequest {
  tenantId: string
  delivery: NewDelivery | null
  dedupe: RunWrite['dedupe']
  starts: readonly RunStart[]
  /** What the delivery starts is not known yet: a job will find out, and start it. */
  mapLater?: MapLater
  /** Records that the delivery says to read again. */
  hints?: readonly NewHint[]
  /** The caller waits for a respond step: the run may take its place in line for that long. */
  answerWithinMs: number | null
}

/** On disk: whoever is told this may promise it. */
export interface Accepted {
  /** The first copy, when this delivery is a duplicate. Nothing was started then. */
  duplicateOf: { deliveryId: string; runId: string | null } | null
  runIds: string[]
  /** The respond step's answer; null when the run ends, waits or fails without one, or nobody waits for it. */
  answer: Promise<FlowAnswer | null>
  /** The same, when the commit that stored the delivery holds it already: nobody needs to wait. */
  answered?: FlowAnswer | null
}

/** What the mapping job made of a delivery that was stored alone. */
export interface MappedStarts {
  tenantId: string
  deliveryId: string
  starts: readonly RunStart[]
}
