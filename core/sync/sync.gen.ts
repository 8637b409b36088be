// Generated from sync.schema.json by `npm run gen`. Do not edit.

export interface StartSync {
  /**
   * One resource, or `all`.
   */
  scope?: string;
  days?: number;
  kind?: "backfill" | "incremental" | "fullScan";
}
export interface SyncProgress {
  resource: string;
  status: "waiting" | "running" | "done" | "failed" | "cancelled";
  pages: number;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
  /**
   * What the provider says there is.
   */
  total: number | null;
  recordsPerSec: number | null;
  /**
   * Null when it cannot be said honestly.
   */
  etaSeconds: number | null;
  lastError: string | null;
}
export interface SyncJob {
  id: string;
  connectionId: string;
  plugin: string;
  scope: string;
  kind: "backfill" | "incremental" | "fullScan" | "reread";
  status: "waiting" | "running" | "parked" | "succeeded" | "failed" | "cancelled";
  reason: string | null;
  days: number | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  progress: SyncProgress[];
}
export interface StartedSync {
  job: SyncJob;
  alreadyRunning: boolean;
}
export interface SyncSetting {
  resource: string;
  enabled: boolean;
  days: number | null;
  lastSyncedAt: string | null;
  nextAt: string | null;
}
export interface SyncStatus {
  items: SyncJob[];
  resources: SyncSetting[];
}
export interface ChooseSync {
  /**
   * @minItems 1
   * @maxItems 50
   */
  resources: {
    resource: string;
    enabled: boolean;
    days: number | null;
  }[];
}
export interface SyncSettings {
  resources: SyncSetting[];
}
export interface SyncLogQuery {
  connectionId?: string;
  resource?: string;
  jobId?: string;
  kind?: "page" | "record" | "deletes" | "alert" | "error";
  cursor?: string;
  limit?: number;
}
export interface SyncLogEntry {
  id: string;
  at: string;
  connectionId: string;
  plugin: string;
  resource: string;
  jobId: string | null;
  kind: "page" | "record" | "deletes" | "alert" | "error";
  origin: "backfill" | "incremental" | "webhook" | "sweep" | "manual" | "writeBack";
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
  durationMs: number;
  calls: number;
  code: string | null;
  message: string | null;
}
export interface SyncLog {
  items: SyncLogEntry[];
  nextCursor: string | null;
}
export interface SyncedRecords {
  items: {
    key: string;
    change: "created" | "updated" | "deleted" | "unchanged" | "stale" | "failed";
  }[];
  nextCursor: null;
}
export interface SyncHintQuery {
  connectionId?: string;
  status?: "open" | "pending" | "reading" | "done" | "failed";
  cursor?: string;
  limit?: number;
}
export interface SyncHint {
  id: string;
  connectionId: string;
  plugin: string;
  resource: string;
  key: string;
  topic: string | null;
  status: "pending" | "reading" | "done" | "failed";
  outcome: string | null;
  tries: number;
  error: string | null;
  receivedAt: string;
  fetchedAt: string | null;
  processedAt: string | null;
  lagSeconds: number;
  deliveryIds: string[];
}
export interface SyncHintList {
  items: SyncHint[];
  nextCursor: string | null;
}
export interface SyncHintStatsQuery {
  connectionId?: string;
  days?: number;
}
export interface SyncHintStats {
  topics: {
    topic: string | null;
    pending: number;
    done: number;
    failed: number;
    deliveries: number;
  }[];
  /**
   * Deliveries about a record that was waiting to be read already.
   */
  joined: number;
  lagSeconds: {
    p50: number | null;
    p95: number | null;
    p99: number | null;
  };
}
export interface SyncRecordOutcome {
  outcome: "stored" | "unchanged" | "deleted";
}
export interface ExistingRecords {
  count: number;
  last: {
    expected: number;
    started: number;
    status: "running" | "done";
    createdAt: string;
  } | null;
}
export interface StartExisting {
  /**
   * As it was shown to the person who confirms.
   */
  count: number;
}
