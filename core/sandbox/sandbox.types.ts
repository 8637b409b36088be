import type { FlowDefinition, Json, RunState, StepError, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import type { FlowProblem } from '../../sdk/flow/validate-messages.ts'

export type { FlowProblem } from '../../sdk/flow/validate-messages.ts'

/** One script per flow version: every expression and code step of it, plus the walk. Made once, at save or publish. */
export interface CompiledFlow {
  /** Self-contained ES script text for the guest. Stored with the version. */
  script: string
  /** sha256 of the script: the sandbox's cache key. */
  hash: string
}

export interface VisitRequest {
  tenantId: string
  flow: CompiledFlow
  /** What the run knows. Of a for-each's items, those of the next iterations are enough; of finished results, none. */
  state: RunState
  /** Outside steps that are being worked on: nothing is evaluated for them. */
  busy: readonly StepPath[]
  /** Milliseconds since the epoch that the guest sees as now; recorded with the visit. */
  now: number
  /** Hex text that seeds Math.random in the guest; recorded with the visit. */
  seed: string
  /** `run` in expressions. */
  run: RunFacts
  /** The flow's definition, when all that the run knows is small: a flow without code may then be evaluated without a child. */
  definition?: FlowDefinition
  /** Test support: evaluate just this step (its input or its value) and stop. */
  only?: StepPath
  /** At most so many entries before `more`; a replay stops where the recorded visit did. */
  maxEntries?: number
}

export interface RunFacts {
  id: string
  startedAt: number
  /** Signed links of the flow's wait and approval steps outside loops, by step id. */
  links: Record<string, { resume: string; cancel: string }>
}

/**
 * Something a visit decided, in the order it happened; `applyRecord` (sdk/flow/run-state.ts) says what it changes. Outputs by kind:
 * map and code = the value; branch = true or false, with the lane taken; respond = `{status: number, headers: {name: text}, body}`,
 * ready to send; stop = its message (outcome `error`: a failed record with code `stopped`); loops and parallels = an `open`
 * record when they start (`{items}` or `{bound}`), one per iteration at `sLoop[3]` with what it collected, and one when they
 * are over. An outside step whose input cannot be evaluated is a failed entry here. A step that is switched off leaves none.
 */
export interface PureEntry {
  path: StepPath
  record: StepRecord
  durationMs: number
}

export type VisitNext =
  /** These outside steps may start now, each with its evaluated input. Empty: the busy ones decide. */
  | { kind: 'outside'; steps: OutsideStep[] }
  /** The budget of one visit is used up, or items or results are needed that the guest was not given: visit again. */
  | { kind: 'more' }
  | { kind: 'end'; outcome: 'success' | 'error'; error?: StepError; failedPath?: StepPath }

export interface OutsideStep {
  path: StepPath
  stepId: string
  input: Json
}

export interface VisitResult {
  entries: PureEntry[]
  next: VisitNext
  logs: Array<{ path: StepPath; level: 'debug' | 'info' | 'warn' | 'error'; text: string }>
  /** Milliseconds inside the guest. */
  guestMs: number
}

/** What a plugin handler may ask of the host. `core/sandbox/host-functions/` holds the table. */
export interface GuestHost {
  http(request: GuestHttpRequest): Promise<GuestHttpAnswer>
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string): void
}

export interface GuestHttpRequest {
  method: string
  url: string
  headers?: Record<string, string>
  /** Structured, so that the host can merge credentials into it unseen. At most one key. */
  body?: { json?: Json; form?: Record<string, string>; text?: string }
  /** It changes nothing at the provider, although its method says otherwise. */
  reads?: true
}

export type GuestHttpAnswer =
  | { ok: true; status: number; headers: Record<string, string>; json: Json | null; text: string }
  | { ok: false; error: StepError & { sent: 'no' | 'maybe' } }

export interface HandlerRequest {
  tenantId: string
  /** Name and version; third-party plugins get an isolate per version and tenant. */
  plugin: { name: string; version: string; trust: 'bundled' | 'third-party' }
  /** The plugin's one bundled script and its sha256. */
  bundle: { script: string; hash: string }
  /**
   * Own property of `globalThis.__plugin` to call: `(input, ctx) => output`. `ctx` is `context` plus `now` (epoch milliseconds),
   * `log(text)` with `log.debug/info/warn/error`, and `http(request)`, which resolves to `{status, ok, headers, json, text}` for any
   * HTTP answer and rejects with `{name: 'HostError', code, tomadaError: {kind: 'host', code, message, sent}}` when there was none.
   * What is thrown with an own `tomadaError: {kind, message?, code?, retryAfterMs?, provider?}` becomes `errorClass` = kind.
   */
  entry: string
  input: Json
  /** Copied into `ctx`: settings, connection account id, capability, effectKey. Never a secret. */
  context: { [key: string]: Json }
  now: number
  seed: string
  host: GuestHost
  limits?: { cpuMs?: number; wallMs?: number; memoryMb?: number }
  signal?: AbortSignal
}

export type HandlerResult = { ok: true; output: Json } | { ok: false; error: StepError & { retryAfterMs?: number; errorClass?: string } }

/** The trusted side of the sandbox children. Made by `openSandbox()` in `core/sandbox/pool.ts`. */
export interface Sandbox {
  /** Checks every expression alone, joins them, strips types, compiles the result in a child. Problems instead of a script when any is an error. */
  compileFlow(definition: FlowDefinition): Promise<{ compiled: CompiledFlow | null; problems: FlowProblem[] }>
  /**
   * From here, what are the outputs until the next effect, and what is that effect's input? Never throws for guest faults. At
   * once, without a promise, when no child is needed (`plain/`).
   */
  visit(request: VisitRequest): VisitResult | Promise<VisitResult>
  /** Runs one plugin handler in a fresh context. */
  runHandler(request: HandlerRequest): Promise<HandlerResult>
  /** For /readyz and metrics. */
  health(): { children: number; ready: number; replaced: number }
  close(): Promise<void>
}
