import type { RunEntry } from './admission/entry.ts'
import type { TaskRow } from './task-writes.sql.ts'

/** What the engine commits. One RunWrite is all or nothing; many share one commit. */
export interface RunWrite {
  delivery: NewDelivery | null
  /** Null: no key declared, so every copy counts. A copy of a known key writes nothing else of this RunWrite. */
  dedupe: { scope: string; key: string; windowSeconds: number } | null
  runs: readonly RunChange[]
  /** Its trigger has not made events of the delivery yet: a job of the tenant will, sent with this very commit. */
  mapLater?: MapLater
  /** Records that the delivery says to read again: on disk with it, and the job that reads them is sent with this very commit. */
  hints?: readonly NewHint[]
}

export interface MapLater {
  /** The tenant's connections that the delivery is for. */
  connectionIds: readonly string[]
}

/** A delivery's word that a record changed. */
export interface NewHint {
  id: string
  connectionId: string
  plugin: string
  resource: string
  key: string
  topic: string | null
  /** The delivery says that the record is gone. */
  isDelete: boolean
}

/** Queue of the jobs that read records again. Sent here, with the delivery; done by the sync. */
export const HINTS_QUEUE = 'sync.read-hints'

/** Queue of the jobs that map deliveries. Sent here, with the delivery; done by the intake. */
export const MAP_QUEUE = 'intake.map-delivery'
/** How often a delivery is tried to be mapped before it counts as failed. */
export const MAP_TRIES = 6

export interface NewDelivery {
  tenantId: string
  id: string
  receivedAt: number
  /** `flow:<id>` or `<plugin>/<webhook>`. */
  source: string
  flowId: string | null
  verdict: 'accepted' | 'bad_signature' | 'unmatched' | 'quarantined'
  dedupeKey: string | null
  topic: string | null
  method: string
  query: string
  /** JSON object, credentials left out. */
  headers: string
  /** As it came; bytes when it is not UTF-8 or holds a NUL. */
  body: string | Buffer
}

/** The part of a run that never changes. */
export interface RunIdentity {
  tenantId: string
  id: string
  flowId: string
  version: number
  trigger: string
  deliveryId: string | null
  /** JSON text; null when it can be read from the delivery. */
  triggerData: string | null
  rootRunId: string
  retryOf: string | null
  startedAt: number
  /** The sub-flow step that started it. */
  parent: { runId: string; path: string } | null
  /** How many sub-flows deep it is. */
  depth: number
}

export interface RunChange {
  run: RunIdentity
  /** Not in the database yet. */
  isNew: boolean
  /** Entries to append, as the text of a JSON array without its brackets, at this seq. Null: nothing to append. */
  append: { seq: number; entries: string } | null
  next: RunNext
  natural: readonly NaturalKeyChange[]
  blobs: readonly Blob[]
  /** A run that this one started with this commit: it is not started when the append is refused. */
  startedBy?: string
  /** The process that works on it: without an append, only that one may move it. */
  heldBy?: string
  /** The request to cancel that it has taken in. */
  cancelSeen?: string | null
  /** Arrivals it has taken in: more than these, and it is ready again. */
  inboxSeen?: number
  /** For the run that waits for this one's end. */
  arrival?: { runId: string; path: string; outcome: string }
  /** Tasks for people, made with this commit. */
  tasks?: readonly TaskRow[]
  /** What it asked of people and nobody can answer any more: of these steps, or, when the run has ended, all. */
  closesTasks?: 'all' | readonly ClosedTask[]
  /** Of a new run: its priority, and whether it has to be let in first. */
  entry?: RunEntry
  /** It was let in and has ended: others may be. */
  leavesGate?: true
}

export interface ClosedTask {
  path: string
  /** Its deadline passed; otherwise nobody needs the answer any more. */
  isOverdue: boolean
}

export type RunNext =
  | { status: 'running'; owner: string }
  /** Waits to be let in. */
  | { status: 'held' }
  /** Anybody may take it. `heldBy`: handed back by this process without an append; only while it still holds the run. */
  | { status: 'queued'; heldBy: string | null }
  /** Relative, because the database's clock decides when it is over. */
  | { status: 'waiting' /** Null: until something arrives. */; delayMs: number | null; error: string | null }
  | { status: 'uncertain'; error: string | null }
  | { status: 'succeeded' | 'failed' | 'cancelled'; endedAt: number; error: string | null }

/** Remembers the output of a create for those who want the same thing, or lets go of the key. */
export interface NaturalKeyChange {
  connectionId: string
  action: string
  keyHash: string
  /** Null: failed, others may try. */
  output: string | null
}

export interface Blob {
  hash: string
  json: string
}

export interface WriteOutcome {
  /** The first copy, when this one is a duplicate. */
  duplicateOf: { deliveryId: string; runId: string | null } | null
  /** A run of it belongs to another process now: nothing about that run was written. */
  refused: boolean
}
