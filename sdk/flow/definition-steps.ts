import type { Json, Template } from './definition.ts'

/**
 * The steps of a flow. A kind is added here, in `definition.schema.json`, in `lanesOf` below, in `textsOf` (references.ts), in
 * `valueOf` (core/sandbox/compile), and, when it reaches outside the sandbox, in `core/runs/outside/`.
 */
export type Step =
  | ActionStep
  | HttpStep
  | MapStep
  | CodeStep
  | FilterStep
  | SplitStep
  | AggregateStep
  | BranchStep
  | SwitchStep
  | ForEachStep
  | WhileStep
  | ParallelStep
  | DelayStep
  | WaitStep
  | ApprovalStep
  | SubflowStep
  | StoreStep
  | RespondStep
  | StopStep

export type StepKind = Step['kind']

export interface StepCommon {
  /** Unique in the flow, a JavaScript identifier; `steps.<name>` is the step's output. Stored references use `steps.$<id>`. */
  name: string
  /** What the card shows when it should differ from the name. */
  title?: string
  note?: string
  /** Container and lane the step lives in; absent at the root. The lane that runs last of all is `{container: 'flow', lane: 'finally'}`. */
  parent?: { container: string; lane: string }
  /** Switched off: counts as done with a null output. */
  disabled?: boolean
  /** Of actions, HTTP requests and sub-flows that are waited for. */
  retry?: RetryPolicy
  /** Of each try of these. What the sandbox evaluates has the sandbox's own limit, 5 s. */
  timeoutMs?: number
  /** `fail` ends the run (default), `continue` goes on with a null output, `lane` runs the step's `error` lane. */
  onError?: 'fail' | 'continue' | 'lane'
  /** One expression. When it holds, the step is not run and the flow goes on after it with a null output. */
  skipWhen?: string
  /** One expression over what is known after the step, its own output included. When it holds, the run ends here, succeeded. */
  stopWhen?: string
  /** Outside steps only: the output for the same input is taken from the last run that had it, for so long. */
  cache?: { ttlSeconds: number }
  /** JSON Pointers into input and output (`/customer/taxId`, `/items/*` + `/price`) that nobody is shown. */
  redact?: string[]
}

/** What the error table of a manifest can say of a failure; `timeout` and `network` are ours. */
export type RetryOn = 'timeout' | 'network' | 'rateLimited' | 'server' | 'conflict' | 'notFound' | 'permanent'

export interface RetryPolicy {
  /** Tries in all, the first included. */
  attempts: number
  /** Wait before the second try; doubles each time, with jitter. A provider's Retry-After wins. */
  backoffMs: number
  maxBackoffMs?: number
  /** Absent: whatever passes by itself (`timeout`, `network`, `rateLimited`, `server`). */
  on?: RetryOn[]
}

// ── Steps that reach outside ────────────────────────────────────────────────

/** Calls a connector. Lanes: `error`, when `onError` is `lane`; and one per outcome. */
export interface ActionStep extends StepCommon {
  kind: 'action'
  plugin: string
  action: string
  connectionId: string
  input: Template
  /** Outcomes that the action declares in its manifest, copied when the step is added: each is a lane of its own. */
  outcomes?: string[]
}

/** One HTTP request. Output: `{status, headers, body}`, or `{items, pages}` with paging. A status from 400 on is a failure. */
export interface HttpStep extends StepCommon {
  kind: 'http'
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: Template
  headers?: Record<string, Template>
  query?: Record<string, Template>
  body?: { type: 'json' | 'form' | 'text'; value: Template }
  /** A connection whose credential is added; only for hosts that its connector's manifest declares. */
  connectionId?: string
  paging?: HttpPaging
  /** What a second call does when the first one's answer was lost. Absent: read methods are safe, the others ask a person. */
  repeatable?: 'natural' | 'never' | { idempotencyHeader: string }
}

export type HttpPaging =
  | { by: 'page'; param: string; first: number; items: string; maxPages: number }
  | { by: 'offset'; param: string; limit: number; items: string; maxPages: number }
  /** `cursor` and `items` are JSON Pointers into the body. */
  | { by: 'cursor'; param: string; cursor: string; items: string; maxPages: number }
  /** The `Link` header with rel=next. */
  | { by: 'link'; items: string; maxPages: number }

/** A table of the workspace. `get` gives the row's value or null; `query` a list; `put` what was stored; `increment` the new number. */
export interface StoreStep extends StepCommon {
  kind: 'store'
  operation: 'get' | 'put' | 'delete' | 'query' | 'increment'
  table: string
  key?: Template
  /** put: the value. */
  value?: Template
  /** increment: by how much, exact decimals as number or text. */
  by?: Template
  /** increment: which number of the row, as a JSON Pointer. */
  field?: string
  /** query: every pair must be equal; keys are JSON Pointers into the value. */
  where?: Record<string, Template>
  orderBy?: { field: string; descending?: boolean }
  limit?: number
  ttlSeconds?: number
}

// ── Pure steps ──────────────────────────────────────────────────────────────

/** Builds a value. */
export interface MapStep extends StepCommon {
  kind: 'map'
  value: Template
}

/** Body of a function of `trigger`, `steps`, `vars`, `now` (and `item`, `index`, `previous` in a loop), with `return`. JavaScript or TypeScript. */
export interface CodeStep extends StepCommon {
  kind: 'code'
  code: string
}

/** The items for which the condition over `item` and `index` holds. Output: `{kept, dropped}`. */
export interface FilterStep extends StepCommon {
  kind: 'filter'
  items: Template
  condition: string
}

/** A list in parts of `size`. Output: a list of lists. */
export interface SplitStep extends StepCommon {
  kind: 'split'
  items: Template
  size: Template
}

/** Figures over a list. Without `groupBy` one object of figures, with it a list of `{key, …figures}` in order of first appearance. */
export interface AggregateStep extends StepCommon {
  kind: 'aggregate'
  items: Template
  /** One expression over `item` and `index`. */
  groupBy?: string
  figures: Array<{ name: string; figure: 'count' | 'sum' | 'average' | 'min' | 'max' | 'first' | 'last' | 'list'; value?: string }>
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

// ── Containers ──────────────────────────────────────────────────────────────

/** Lanes: `then`, `else`. */
export interface BranchStep extends StepCommon {
  kind: 'branch'
  /** One expression; taken as true or false the way JavaScript does. */
  condition: string
}

/** Lanes: one per case, and `else` when none holds. `all`: every case that holds, one after the other. Output: the lanes taken. */
export interface SwitchStep extends StepCommon {
  kind: 'switch'
  take: 'first' | 'all'
  cases: Array<{ lane: string; title: string; condition: string }>
}

/** What both loops share. Inside: `index`, `previous` (what the iteration before collected, null at first), and for-each's `item`. */
export interface LoopCommon extends StepCommon {
  /** One expression over what an iteration knows: its result. Absent: null. Output of the loop: `{results, count, stopped}`. */
  collect?: string
  /** One expression after each iteration: when it holds, no further one starts. */
  stopAfter?: string
  /** A failed iteration fails the loop (default), or leaves `{error}` as its result. */
  onIterationError?: 'fail' | 'continue'
}

/** Lane: `each`, once per item. */
export interface ForEachStep extends LoopCommon {
  kind: 'forEach'
  items: Template
  /** Iterations at once; 1 = one after the other. */
  atOnce: number
}

/** Lane: `each`, as long as the condition holds before an iteration. */
export interface WhileStep extends LoopCommon {
  kind: 'while'
  condition: string
  /** The loop fails with `too_many_iterations` when the condition still holds after so many. */
  maxIterations: number
}

/** Lanes run at the same time. Output: `{finished: [lane titles], failed: [{lane, error}]}`. */
export interface ParallelStep extends StepCommon {
  kind: 'parallel'
  lanes: Array<{ lane: string; title: string }>
  /** When the flow goes on: all lanes over, any one, or the first n. The others start nothing new. */
  join: 'all' | 'any' | { first: number }
  /** `fast`: a failed lane fails the step at once; `wait`: when the others are over; `continue`: it is only named in the output. */
  fail: 'fast' | 'wait' | 'continue'
}

// ── Waits ───────────────────────────────────────────────────────────────────

/** Output: `{until}`. Business time counts the workspace's working hours without its holidays. */
export interface DelayStep extends StepCommon {
  kind: 'delay'
  /** `for` a duration (number of `unit`), `until` a date (RFC 3339), or until business hours are open / so much business time passed. */
  delay:
    | { by: 'duration'; amount: Template; unit: TimeUnit }
    | { by: 'date'; date: Template }
    | { by: 'businessTime'; amount: Template; unit: 'minutes' | 'hours' }
}

export type TimeUnit = 'seconds' | 'minutes' | 'hours' | 'days'

/**
 * Waits for a call of `run.links.<name>.resume` (or `.cancel`, which ends the run as cancelled); both are signed and work once.
 * Output: `{method, headers, query, body}`. Fails with `timeout` when nobody called.
 */
export interface WaitStep extends StepCommon {
  kind: 'wait'
  timeout?: { amount: Template; unit: TimeUnit }
}

/** A task for a person. Lanes: one per outcome, and `overdue` when a deadline is set. Output: `{outcome, by, at, form}`. */
export interface ApprovalStep extends StepCommon {
  kind: 'approval'
  question: Template
  details?: Template
  assignee: { role: 'owner' | 'admin' | 'editor' | 'operator' } | { userId: string }
  /** JSON Schema of what the person fills in. */
  form?: Json
  outcomes: Array<{ lane: string; title: string }>
  deadline?: { amount: Template; unit: TimeUnit }
  reminder?: { amount: Template; unit: TimeUnit }
  escalation?: { after: { amount: Template; unit: TimeUnit }; to: { role: 'owner' | 'admin' | 'editor' | 'operator' } | { userId: string } }
}

/** Runs another flow. `wait`: output is what that run's stop step said (or its last root step's output); a failed run fails the step. Else `{runId}`. */
export interface SubflowStep extends StepCommon {
  kind: 'subflow'
  flowId: string
  /** Absent: the version published when the step starts. */
  version?: number
  input: Template
  wait: boolean
}

/** Lanes a step owns, in the order they run. The one place to say it when a container kind is added. */
export function lanesOf(step: Step): readonly string[] {
  return step.onError === 'lane' ? [...ownLanes(step), 'error'] : ownLanes(step)
}

function ownLanes(step: Step): readonly string[] {
  switch (step.kind) {
    case 'branch':
      return ['then', 'else']
    case 'switch':
      return [...step.cases.map((each) => each.lane), 'else']
    case 'forEach':
    case 'while':
      return ['each']
    case 'parallel':
      return step.lanes.map((each) => each.lane)
    case 'approval':
      return [...step.outcomes.map((each) => each.lane), ...(step.deadline === undefined ? [] : ['overdue'])]
    case 'action':
      return step.outcomes ?? []
    default:
      return []
  }
}

/** Kinds whose work is done outside the sandbox, by the engine or a person. */
export type OutsideKind = 'action' | 'http' | 'store' | 'delay' | 'wait' | 'approval' | 'subflow'

const OUTSIDE: ReadonlySet<StepKind> = new Set(['action', 'http', 'store', 'delay', 'wait', 'approval', 'subflow'])

export function isOutsideKind(kind: StepKind): kind is OutsideKind {
  return OUTSIDE.has(kind)
}
