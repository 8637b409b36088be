import type { Step } from './definition-steps.ts'
import type { Trigger } from './definition-triggers.ts'

export type * from './definition-steps.ts'
export { isOutsideKind, lanesOf } from './definition-steps.ts'
export type * from './definition-triggers.ts'

/**
 * The flow definition: one plain JSON value, the same on the canvas, in the outline, in the database and in the engine.
 * `definition.schema.json` says the same for outside input; graph rules that a schema cannot say are in `validate.ts`.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A JSON value whose strings may hold `{{ expression }}`. A string that is exactly one expression keeps the value's type. */
export type Template = Json

export interface FlowDefinition {
  trigger: Trigger
  /** Keyed by step id (`s` + 8 base-32 characters), which never changes; the name may. */
  steps: Record<string, Step>
  /** Join siblings of one lane only and form no cycle. Keyed by edge id. A step without an incoming edge starts its lane. */
  edges: Record<string, Edge>
  settings: FlowSettings
  /** Canvas positions by step id, and `trigger`. Neither in the version's hash nor in the publish diff. */
  layout: Record<string, { x: number; y: number }>
  /** Texts beside the steps, by note id (`n` + 8). Like positions, no part of what runs. */
  notes?: Record<string, Note>
  /** Steps of one lane that are shown as one, by group id (`g` + 8). Like positions, no part of what runs. */
  groups?: Record<string, StepGroup>
}

export interface Note {
  text: string
  x: number
  y: number
}

export interface StepGroup {
  title: string
  /** Step ids; those that are gone are passed over. */
  steps: string[]
  collapsed?: true
}

export interface Edge {
  from: string
  to: string
}

export interface FlowSettings {
  /** Milliseconds a run may take in all; absent = no limit. */
  timeLimitMs?: number
  /** A flow with an error trigger that starts when a run of this one fails. */
  errorFlowId?: string
  /** Runs at once. `key`: one expression over `trigger`; the limit holds per value of it. */
  concurrency?: { key?: string; limit: number; whenFull: 'queue' | 'drop' | 'replace' | 'fail' }
  /** One after the other, in the order accepted, per value of the expression. */
  fifo?: { key: string }
  /** Starts once, with the newest trigger, when nothing with this key came for so long. */
  debounce?: { key?: string; waitMs: number }
  /** Starts per time; what comes more waits (`queue`) or is dropped. */
  throttle?: { key?: string; limit: number; perMs: number; whenFull: 'queue' | 'drop' }
  /** Which runs a busy process takes first. */
  priority?: 'high' | 'normal' | 'low'
  /** Days that ended runs of this flow can be read; at most what the installation keeps. */
  retentionDays?: number
  /** Events while the flow is paused: kept and started on resume, or dropped (default). */
  whilePaused?: 'keep' | 'drop'
}

// ── What a run knows ────────────────────────────────────────────────────────

/** Step id, prefixed by the iterations it is in: `sLoop[3]/sInner`. An iteration as a whole is `sLoop[3]`. */
export type StepPath = string

export interface StepError {
  /** Stable, for policies: `expression`, `timeout`, `memory`, `output_too_large`, `provider`, `rate_limited`, `reauthorise`, `egress_refused`, `uncertain`, `stopped`, `internal` … */
  code: string
  /** For people; no secret in it. */
  message: string
  /** Field or expression at fault, when known. */
  at?: string
  /** What the provider said, masked and cut to 8 KB. */
  provider?: { status: number; body: Json }
}

/** What is decided about one step. A container's record is its decision; it is over when its taken lanes are. */
export interface StepRecord {
  /** `open`: a loop or parallel that has started; its own record follows when it is over. */
  status: 'open' | 'done' | 'skipped' | 'failed'
  output?: Json
  /** Lane taken, for containers, outcomes and `error` lanes. */
  lane?: string
  /** Lanes taken, where there may be several: switch with `all`. */
  lanes?: string[]
  error?: StepError
  /** A loop or parallel that failed: the step inside it that did. */
  failedPath?: StepPath
  /** Why it is done although it was not run: its `skipWhen` held. */
  skippedBy?: 'skipWhen'
}

/** Everything expressions may see and the walk decides from. */
export interface RunState {
  trigger: Json
  steps: Record<StepPath, StepRecord>
  /** Loops that have started and are not over, by the loop's path. */
  loops: Record<StepPath, LoopState>
  /** How the main lanes ended; set while the `finally` lane runs. */
  outcome?: RunOutcome
}

export interface RunOutcome {
  status: 'succeeded' | 'failed' | 'cancelled'
  error?: StepError
  failedPath?: StepPath
}

/** Where a loop is. `run-state.ts` is the only place that changes it. */
export interface LoopState {
  /** For-each: how many items; while: its bound. */
  count: number
  /** For-each: items by index. The guest is given only those of the next iterations. Absent: a while loop. */
  items?: Record<number, Json>
  /** First iteration that has not started. */
  next: number
  /** Started and not over, in order. */
  open: number[]
  /** By index; the guest has only those of its own visit. */
  results: Record<number, Json>
  /** Result of the iteration that ended last. */
  previous: Json
  /** Nothing more starts. */
  stopped: boolean
}
