// Generated from calls.schema.json by `npm run gen`. Do not edit.

export interface Call {
  id: string;
  /**
   * `step` and `lookup` of a run; `api`: an address of a connector was called; `trial` of a draft's step by its author; `token` of an account's credential.
   */
  purpose: "step" | "lookup" | "api" | "poll" | "test" | "trial" | "token";
  /**
   * `unknown`: nobody recorded an answer; `open`: on its way.
   */
  outcome: "ok" | "failed" | "unknown" | "open";
  runId: string | null;
  flowId: string | null;
  /**
   * Where in the run.
   */
  path: string | null;
  stepName: string | null;
  attempt: number | null;
  /**
   * `http` for requests that people write themselves.
   */
  plugin: string | null;
  action: string | null;
  startedAt: string;
  durationMs: number | null;
  /**
   * Part of the duration that was spent waiting for the connection's quota.
   */
  waitedMs: number | null;
  method: string | null;
  url: string | null;
  requestHeaders: {
    [k: string]: string;
  };
  requestBody: string | null;
  status: number | null;
  answerHeaders: {
    [k: string]: string;
  };
  answerBody: string | null;
  error: string | null;
}
export interface CallList {
  items: Call[];
  /**
   * A search is bounded: a page may come short although there is more.
   */
  nextCursor: string | null;
}
export interface CallQuery {
  runId?: string;
  flowId?: string;
  plugin?: string;
  /**
   * `plugin.action`, or its name alone.
   */
  action?: string;
  /**
   * An outcome, a status such as 404, or a class of them such as 4xx.
   */
  status?: string;
  cursor?: string;
  limit?: number;
}
