// Generated from replay.schema.json by `npm run gen`. Do not edit.

export type DifferenceKind =
  "output" | "outcome" | "branch" | "stepAdded" | "stepRemoved" | "callAdded" | "callRemoved" | "callChanged";

export interface ReplayRun {
  /**
   * Code of this version instead of the run's own.
   */
  version?: number;
  /**
   * Code of your draft instead.
   */
  draft?: boolean;
}
export interface Divergence {
  path: string;
  stepId: string;
  name: string;
  title: string | null;
  /**
   * output, error, status, lane, lanes, skippedBy, input, step, calls, logs or end.
   */
  field: string;
  /**
   * JSON Pointer into the field; empty: all of it.
   */
  at: string;
  recorded: unknown;
  computed: unknown;
}
export interface ReplayedStep {
  stepId: string;
  name: string;
  title: string | null;
  kind: string;
  /**
   * Outputs and inputs that were computed again.
   */
  compared: number;
  /**
   * Answers that were taken from the journal.
   */
  answers: number;
  diverged: boolean;
}
export interface ReplayReport {
  runId: string;
  flowId: string;
  /**
   * Null: the draft.
   */
  version: number | null;
  identical: boolean;
  firstDivergence: Divergence | null;
  steps: ReplayedStep[];
}
export interface CheckDraft {
  limit?: number;
}
export interface Pin {
  output: unknown;
  /**
   * Declared outcome, or an approval's.
   */
  lane?: string;
}
export interface PinDraft {
  /**
   * Trigger data of every test.
   */
  trigger?: {
    [k: string]: unknown;
  };
  steps?: {
    [k: string]: Pin;
  };
  /**
   * Everything this run got and gave; what is given beside it wins.
   */
  runId?: string;
}
export interface Pins {
  trigger?: unknown;
  steps: {
    [k: string]: Pin;
  };
  fromRunId: string | null;
}
export interface TestDraft {
  /**
   * First step that is run; what comes before is taken from pins, the run, or samples.
   */
  from?: string;
  /**
   * Last step that is run.
   */
  to?: string;
  /**
   * Trigger data.
   */
  trigger?: {
    [k: string]: unknown;
  };
  /**
   * A past run whose event it is tried with, and whose answers stand in.
   */
  runId?: string;
  /**
   * True unless said: nothing is called. False: reads are made for real.
   */
  dryRun?: boolean;
  /**
   * With dryRun false: effects are made for real, too.
   */
  confirmEffects?: boolean;
}
export interface TestedStep {
  path: string;
  stepId: string;
  name: string;
  title: string | null;
  kind: string;
  status: "open" | "done" | "skipped" | "failed";
  from: "computed" | "pin" | "run" | "sample" | "live";
  input: unknown;
  output: unknown;
  error: {
    code: string;
    message: string;
    at?: string;
    provider?: unknown;
  } | null;
  lane: string | null;
  durationMs: number;
  calls: {}[];
  logs: string[];
}
export interface DraftTest {
  status: "succeeded" | "failed" | "stopped";
  error: {
    code: string;
    message: string;
    at?: string;
    provider?: unknown;
  } | null;
  steps: TestedStep[];
  /**
   * More than 500 steps were decided.
   */
  isCut: boolean;
  durationMs: number;
}
export interface CheckedStep {
  stepId: string;
  name: string;
  title: string | null;
  /**
   * Runs in which the step differs.
   */
  runs: number;
  differences: {
    kind: DifferenceKind;
    count: number;
    examples: {
      runId: string;
      path: string;
      at: string;
      recorded: unknown;
      draft: unknown;
    }[];
  }[];
}
export interface CheckedRun {
  runId: string;
  startedAt: string;
  version: number;
  differences: number;
  recordedEnd: string;
  /**
   * blocked: it would make a call that the recorded run did not make.
   */
  draftEnd: string;
}
export interface PublishCheck {
  limit: number;
  checked: number;
  same: number;
  skipped: number;
  isComplete: boolean;
  durationMs: number;
  steps: CheckedStep[];
  runs: CheckedRun[];
}
