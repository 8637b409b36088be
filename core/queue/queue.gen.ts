// Generated from queue.schema.json by `npm run gen`. Do not edit.

/**
 * `retrying` failed and is tried again at its time; `waiting` waits as its flow says; `uncertain` needs a decision.
 */
export type QueueState =
  "pending" | "processing" | "retrying" | "waiting" | "uncertain" | "done" | "failed" | "cancelled";

export interface QueueError {
  code: string;
  message: string;
  at?: string;
  provider?: {
    status: number;
    body: unknown;
  };
  stepId: string | null;
  stepName: string | null;
}
export interface QueueItem {
  id: string;
  flowId: string;
  flowName: string;
  version: number;
  state: QueueState;
  trigger: string;
  deliveryId: string | null;
  /**
   * Key of the delivery that started it, which makes copies of it one.
   */
  key: string | null;
  topic: string | null;
  /**
   * Tries of the step that it is at, or that it ended with; 0 when nothing outside was tried.
   */
  attempts: number;
  /**
   * When it is worked on next by itself.
   */
  nextAttemptAt: string | null;
  lastError: QueueError | null;
  retryOf: string | null;
  queuedAt: string;
  endedAt: string | null;
  /**
   * When a person dealt with it after it failed.
   */
  resolvedAt: string | null;
}
export interface QueueItemDetail {
  id: string;
  flowId: string;
  flowName: string;
  version: number;
  state: QueueState;
  trigger: string;
  deliveryId: string | null;
  /**
   * Key of the delivery that started it, which makes copies of it one.
   */
  key: string | null;
  topic: string | null;
  /**
   * Tries of the step that it is at, or that it ended with; 0 when nothing outside was tried.
   */
  attempts: number;
  /**
   * When it is worked on next by itself.
   */
  nextAttemptAt: string | null;
  lastError: QueueError | null;
  retryOf: string | null;
  queuedAt: string;
  endedAt: string | null;
  /**
   * When a person dealt with it after it failed.
   */
  resolvedAt: string | null;
  /**
   * What it was started with; a text with its beginning when `payloadCut` says that it is longer.
   */
  payload: {
    [k: string]: unknown;
  };
  payloadCut: {} | null;
}
export interface QueueItemList {
  items: QueueItem[];
  /**
   * A search is bounded: a page may come short although there is more.
   */
  nextCursor: string | null;
}
export interface QueueQuery {
  /**
   * Only of this flow.
   */
  flowId?: string;
  /**
   * Only of flows of which a published version uses this plugin.
   */
  plugin?: string;
  /**
   * Only of flows of which a published version has a step with this action: `plugin.action`, or its name alone.
   */
  action?: string;
  state?: QueueState;
  /**
   * In the key, the topic or the data that an item was started with; letters of either case.
   */
  text?: string;
  cursor?: string;
  limit?: number;
}
export interface QueueStatsQuery {
  /**
   * Only of this flow.
   */
  flowId?: string;
  /**
   * Only of flows of which a published version uses this plugin.
   */
  plugin?: string;
  /**
   * Only of flows of which a published version has a step with this action: `plugin.action`, or its name alone.
   */
  action?: string;
  /**
   * First day, UTC, whose ended items count; six days ago unless said.
   */
  since?: string;
}
export interface QueueStates {
  pending: number;
  processing: number;
  retrying: number;
  waiting: number;
  uncertain: number;
  done: number;
  failed: number;
  cancelled: number;
}
export interface QueueStats {
  states: QueueStates;
  /**
   * Ended items are counted from this day on; open ones all.
   */
  since: string;
  oldestPendingSeconds: number | null;
  throughput: {
    /**
     * Items that ended within the last hour, of those that began today or yesterday (UTC).
     */
    lastHour: number;
    perMinute: number;
  };
}
export interface ProcessQueue {
  /**
   * Only of this flow.
   */
  flowId?: string;
  /**
   * Only of flows of which a published version uses this plugin.
   */
  plugin?: string;
  /**
   * Only of flows of which a published version has a step with this action: `plugin.action`, or its name alone.
   */
  action?: string;
  /**
   * Items that are drained at most; 100 unless said.
   */
  limit?: number;
  /**
   * How long it is waited for them; 20 unless said.
   */
  waitSeconds?: number;
}
export interface Drained {
  /**
   * Items that were due, and that this call and no other counts.
   */
  due: number;
  /**
   * Of these, were worked on until they ended or wait again.
   */
  ran: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  waitAgain: number;
  /**
   * Neither over nor waiting when the time was up; they go on by themselves.
   */
  unfinished: number;
}
export interface Retried {
  /**
   * The id under which it goes on: its own when it waited for its next try.
   */
  runId: string;
}
export interface JobQueue {
  name: string;
  waiting: number;
  scheduled: number;
  active: number;
  retrying: number;
  failed: number;
  oldestSeconds: number | null;
}
export interface DeadLetter {
  queue: string;
  id: string;
  /**
   * What the job carries: ids only.
   */
  ids: {
    [k: string]: unknown;
  };
  /**
   * Of this workspace; the others are of the installation and can only be seen.
   */
  isOwn: boolean;
  createdAt: string;
  failedAt: string;
  tries: number;
  message: string;
}
export interface Worker {
  id: string;
  startedAt: string;
  heartbeatAt: string;
  isAlive: boolean;
  /**
   * Runs of this workspace that it works on.
   */
  running: number;
}
export interface Queues {
  runs: {
    states: QueueStates;
    oldestPendingSeconds: number | null;
  };
  queues: JobQueue[];
  deadLetters: DeadLetter[];
  workers: Worker[];
}
