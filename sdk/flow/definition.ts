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
}

export interface Edge {
  from: string
  to: string
}

export interface FlowSettings {
  /** Milliseconds a run may take in all; absent = no limit. */
  timeLimitMs?: number
}

// ── Triggers ────────────────────────────────────────────────────────────────

export type Trigger = WebhookTrigger | ConnectorTrigger | ManualTrigger

/** Own URL per flow: `/hooks/<token>`. `trigger` in expressions is `{method, headers, query, body}`. */
export interface WebhookTrigger {
  kind: 'webhook'
  verification: WebhookVerification
  /** `now`: 202 with the run id as soon as it is stored. `flow`: the caller waits up to 25 s for a respond step. */
  answer: 'now' | 'flow'
  /** Where the sender's own message id is. No declared key, no dedupe. */
  dedupe?: { in: 'header' | 'query' | 'body' /** Header or parameter name, or JSON Pointer into the body. */; name: string }
  /** A body to build and test with. */
  sample?: Json
}

export type WebhookVerification =
  | { scheme: 'none' }
  | { scheme: 'token'; header: string }
  | { scheme: 'hmac'; header: string; prefix?: string; encoding: 'hex' | 'base64' }
  | { scheme: 'standardWebhooks' }

/** A trigger that a connector declares. `trigger` in expressions is the event's data, as the manifest's output schema says. */
export interface ConnectorTrigger {
  kind: 'connector'
  plugin: string
  trigger: string
  connectionId: string
}

/** Started by a person or by `POST /api/flows/:id/runs`. `trigger` is the JSON they gave. */
export interface ManualTrigger {
  kind: 'manual'
  sample?: Json
}

// ── Steps ───────────────────────────────────────────────────────────────────

export type Step = ActionStep | MapStep | BranchStep | CodeStep | RespondStep | StopStep
export type StepKind = Step['kind']

export interface StepCommon {
  /** Unique in the flow, a JavaScript identifier; `steps.<name>` is the step's output. Stored references use `steps.$<id>`. */
  name: string
  /** What the card shows when it should differ from the name. */
  title?: string
  note?: string
  /** Container and lane the step lives in; absent at the root. */
  parent?: { container: string; lane: string }
  /** Switched off: counts as done with a null output. */
  disabled?: boolean
  retry?: RetryPolicy
  timeoutMs?: number
  /** `fail` ends the run (default), `continue` goes on with a null output, `lane` runs the step's `error` lane. */
  onError?: 'fail' | 'continue' | 'lane'
}

export interface RetryPolicy {
  /** Tries in all, the first included. */
  attempts: number
  /** Wait before the second try; doubles each time, with jitter. A provider's Retry-After wins. */
  backoffMs: number
  maxBackoffMs?: number
}

/** Calls a connector. Lanes: `error`, when `onError` is `lane`. */
export interface ActionStep extends StepCommon {
  kind: 'action'
  plugin: string
  action: string
  connectionId: string
  input: Template
}

/** Builds a value. */
export interface MapStep extends StepCommon {
  kind: 'map'
  value: Template
}

/** Lanes: `then`, `else`. */
export interface BranchStep extends StepCommon {
  kind: 'branch'
  /** One expression; taken as true or false the way JavaScript does. */
  condition: string
}

/** Body of a function of `trigger`, `steps`, `vars`, `now`, with `return`. JavaScript or TypeScript. Pure: no clock, no network. */
export interface CodeStep extends StepCommon {
  kind: 'code'
  code: string
}

/** The answer to a waiting webhook caller. Under a webhook trigger only. */
export interface RespondStep extends StepCommon {
  kind: 'respond'
  /** Number, or an expression that gives one. */
  status: Template
  headers?: Record<string, Template>
  body: Template
}

/** Ends the run here. */
export interface StopStep extends StepCommon {
  kind: 'stop'
  outcome: 'success' | 'error'
  message?: Template
}

/** Lanes a step of this kind owns. The one place to say it when a container kind is added. */
export function lanesOf(step: Step): readonly string[] {
  const own: Record<StepKind, readonly string[]> = { action: [], map: [], branch: ['then', 'else'], code: [], respond: [], stop: [] }
  return step.onError === 'lane' ? [...own[step.kind], 'error'] : own[step.kind]
}

// ── What a run knows ────────────────────────────────────────────────────────

/** Step id; inside loops (later) prefixed by the iterations it is in: `sLoop[3]/sInner`. */
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

/** What is decided about one step. A container's record is its decision; it is over when its taken lane is. */
export interface StepRecord {
  status: 'done' | 'skipped' | 'failed'
  output?: Json
  /** Lane taken, for containers and for `error` lanes. */
  lane?: string
  error?: StepError
}

/** Everything expressions may see and the walk decides from. */
export interface RunState {
  trigger: Json
  steps: Record<StepPath, StepRecord>
}
