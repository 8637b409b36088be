// Generated from runs.schema.json by `npm run gen`. Do not edit.

export type RunStatus = "queued" | "running" | "waiting" | "uncertain" | "succeeded" | "failed" | "cancelled";

export interface StepError {
  code: string;
  message: string;
  at?: string;
  provider?: {
    status: number;
    body: unknown;
  };
  stepId?: string | null;
  stepName?: string | null;
}
export interface Run {
  id: string;
  flowId: string;
  flowName: string;
  version: number;
  status: RunStatus;
  trigger:
    | "webhook"
    | "connector"
    | "polling"
    | "resource"
    | "schedule"
    | "form"
    | "manual"
    | "subflow"
    | "error"
    | "api"
    | "retry";
  deliveryId: string | null;
  /**
   * First run of the chain of retries; its own id when it is the first.
   */
  rootRunId: string;
  retryOf: string | null;
  /**
   * A retry with trigger data that a person changed.
   */
  edited: boolean;
  startedAt: string;
  endedAt: string | null;
  durationMs: number | null;
  error: StepError | null;
  resolvedAt: string | null;
  /**
   * Trigger data. Only of a single run.
   */
  input?: {
    [k: string]: unknown;
  };
  /**
   * The flow as it was in this run's version. Only of a single run.
   */
  definition?: {
    [k: string]: unknown;
  };
  /**
   * When set, `input` is a text: the beginning of the value as JSON. Only of a single run.
   */
  inputCut?: CutValue | null;
  /**
   * Why a queued run has not started. Only of a single run.
   */
  held?: HeldReason | null;
}
export interface CutValue {
  /**
   * Characters of the whole value as JSON.
   */
  chars: number;
  /**
   * Where the whole value is.
   */
  link: string;
}
export interface HeldReason {
  reason: "paused" | "starting" | "concurrency" | "fifo" | "debounce" | "throttle";
  /**
   * Value of the setting's key.
   */
  key: string | null;
  /**
   * When time alone lets it start.
   */
  until: string | null;
  /**
   * Runs of the same key that come before it.
   */
  ahead: number;
  limit: number | null;
  /**
   * Runs that were let in and are in the way; at most five.
   */
  behind: string[];
}
export interface RunList {
  items: Run[];
  nextCursor: string | null;
}
/**
 * One outbound request, masked and cut.
 */
export interface Call {
  startedAt: string;
  durationMs: number;
  waitedMs?: number;
  method: string;
  url: string;
  requestHeaders?: {
    [k: string]: string;
  };
  requestBody?: string | null;
  status: number | null;
  answerHeaders?: {
    [k: string]: string;
  };
  answerBody?: string | null;
  error?: string | null;
}
export interface StepAttempt {
  attempt: number;
  startedAt: string;
  durationMs: number | null;
  status: "running" | "done" | "failed" | "lookup";
  error: StepError | null;
  calls: Call[];
  logs: string[];
}
export interface RunStep {
  path: string;
  stepId: string;
  name: string;
  title: string | null;
  kind: string;
  status: "running" | "waiting" | "uncertain" | "done" | "skipped" | "failed";
  attempts: StepAttempt[];
  input?: unknown;
  output?: unknown;
  error: StepError | null;
  lane: string | null;
  startedAt: string | null;
  durationMs: number | null;
  /**
   * When a wait ends by itself.
   */
  waitsUntil: string | null;
  /**
   * The run that a sub-flow step started.
   */
  childRunId: string | null;
  /**
   * When set, `input` is a text: the beginning of the value as JSON.
   */
  inputCut: CutValue | null;
  /**
   * When set, `output` is a text: the beginning of the value as JSON.
   */
  outputCut: CutValue | null;
  /**
   * Of a loop: how many iterations began. The list holds the first 50 of each loop, and all that need attention.
   */
  iterations: number | null;
}
export interface RunStepList {
  items: RunStep[];
  nextCursor: null;
}
export interface RunStepQuery {
  /**
   * Path of a loop: only steps of 50 of its iterations.
   */
  loop?: string;
  /**
   * Index of the first of these iterations.
   */
  from?: number;
}
export interface WholeValue {
  value: unknown;
}
export interface StartRun {
  /**
   * What expressions see as trigger.
   */
  data: {
    [k: string]: unknown;
  };
}
export interface RunStarted {
  runId: string;
}
export interface RetryRun {
  fromStepId?: string;
  /**
   * latest: the version that new runs start on.
   */
  version?: "same" | "latest";
  /**
   * Trigger data instead of the run's own.
   */
  input?: {
    [k: string]: unknown;
  };
}
export interface DecideStep {
  decision: "treatAsDone" | "runAgain" | "check";
  /**
   * For treatAsDone: what the step gave; null unless said.
   */
  output?: {
    [k: string]: unknown;
  };
}
export interface FailureQuery {
  flowId?: string;
  since?: string;
  limit?: number;
}
export interface FailureGroup {
  /**
   * Of flow, step, error code and what the message says; for the filter of a bulk.
   */
  fingerprint: string;
  flowId: string;
  flowName: string;
  stepId: string | null;
  stepName: string | null;
  code: string;
  /**
   * What differs from run to run is a placeholder.
   */
  message: string;
  count: number;
  firstAt: string;
  lastAt: string;
  exampleRunId: string;
}
export interface FailureGroupList {
  items: FailureGroup[];
  nextCursor: null;
}
/**
 * Either runIds or filter.
 */
export interface StartBulk {
  action: "retry" | "cancel" | "resolve";
  /**
   * @minItems 1
   * @maxItems 1000
   */
  runIds?: string[];
  filter?: {
    flowId?: string;
    status?: RunStatus;
    fingerprint?: string;
    since?: string;
  };
  /**
   * For retry.
   */
  version?: "same" | "latest";
  /**
   * For retry; failed unless said: each run from where it failed.
   */
  from?: "start" | "failed";
}
export interface Bulk {
  id: string;
  action: "retry" | "cancel" | "resolve";
  total: number;
  done: number;
  refused: number;
  /**
   * More runs fitted the filter; the newest 1,000 are in.
   */
  isCut: boolean;
  status: "running" | "done" | "cancelled";
  askedAt: string;
  endedAt: string | null;
}
export interface BulkItemList {
  items: {
    runId: string;
    status: "waiting" | "done" | "refused";
    /**
     * The retry that was started.
     */
    resultRunId: string | null;
    reason: string | null;
  }[];
  nextCursor: null;
}
export interface RunQuery {
  flowId?: string;
  status?: RunStatus;
  cursor?: string;
  limit?: number;
  /**
   * Of a group of failures: only its runs.
   */
  fingerprint?: string;
}
export interface BulkList {
  items: Bulk[];
  nextCursor: null;
}
