import type { Resource } from '../../sdk/manifest.gen.ts'
import type { Stage } from '../intake/deliveries.service.ts'
import type { Origin } from '../resources/resources.types.ts'

/** One job that brings records of one connection up to date. Survives a kill: it goes on from the checkpoint of the last stored page. */
export interface SyncJob {
  id: string
  connectionId: string
  plugin: string
  /** One resource, or all in dependency order. */
  scope: string
  kind: 'backfill' | 'incremental' | 'fullScan' | 'reread'
  status: 'waiting' | 'running' | 'parked' | 'succeeded' | 'failed' | 'cancelled'
  /** Why it is parked or failed, for a person; null else. */
  reason: string | null
  days: number | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  progress: SyncProgress[]
}

export interface SyncProgress {
  resource: string
  status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  pages: number
  read: number
  created: number
  updated: number
  unchanged: number
  deleted: number
  failed: number
  /** What the provider says there is; null when it does not say. */
  total: number | null
  recordsPerSec: number | null
  /** Null when it cannot be said honestly. */
  etaSeconds: number | null
  lastError: string | null
}

export interface SyncStart {
  connectionId: string
  scope?: string
  days?: number
  kind?: SyncJob['kind']
}

/** What a person chose of one resource, and where it stands. */
export interface SyncSetting {
  resource: string
  enabled: boolean
  /** Only what changed in the last so many days is loaded at first; null: everything. */
  days: number | null
  lastSyncedAt: string | null
  nextAt: string | null
}

export interface SyncLogEntry {
  id: string
  at: string
  connectionId: string
  plugin: string
  resource: string
  jobId: string | null
  kind: 'page' | 'record' | 'deletes' | 'alert' | 'error'
  origin: Origin
  read: number
  created: number
  updated: number
  unchanged: number
  deleted: number
  failed: number
  durationMs: number
  calls: number
  code: string | null
  message: string | null
}

export interface SyncedRecord {
  key: string
  change: 'created' | 'updated' | 'deleted' | 'unchanged' | 'stale' | 'failed'
}

/** A webhook's word that a record changed, on its way to the stored record. */
export interface SyncHint {
  id: string
  connectionId: string
  plugin: string
  resource: string
  key: string
  topic: string | null
  status: 'pending' | 'reading' | 'done' | 'failed'
  outcome: string | null
  tries: number
  error: string | null
  receivedAt: string
  fetchedAt: string | null
  processedAt: string | null
  /** From the delivery to the stored record; until now while it is open. */
  lagSeconds: number
  deliveryIds: string[]
}

export interface HintStats {
  topics: Array<{ topic: string | null; pending: number; done: number; failed: number; deliveries: number }>
  /** Deliveries that joined a hint which was waiting already. */
  joined: number
  lagSeconds: { p50: number | null; p95: number | null; p99: number | null }
}

/** Whose syncs a caller may see: null all; else the connectors named, for routes that a manifest binds. */
export type PluginFilter = readonly string[] | null

/** Made by `createSync()`. Every call is for one workspace. */
export interface SyncService {
  /** A second start of the same scope while one runs answers the running job. */
  start(tenantId: string, request: SyncStart, only?: PluginFilter, userId?: string): Promise<{ job: SyncJob; alreadyRunning: boolean }>
  status(tenantId: string, connectionId: string, only?: PluginFilter): Promise<SyncJob[]>
  cancel(tenantId: string, jobId: string, only?: PluginFilter, userId?: string): Promise<SyncJob>
  settings(tenantId: string, connectionId: string): Promise<SyncSetting[]>
  choose(
    tenantId: string,
    connectionId: string,
    settings: ReadonlyArray<{ resource: string; enabled: boolean; days: number | null }>,
    userId?: string,
  ): Promise<SyncSetting[]>
  log(
    tenantId: string,
    query: { connectionId?: string; resource?: string; jobId?: string; kind?: string; cursor?: string; limit?: number },
    only?: PluginFilter,
  ): Promise<{ items: SyncLogEntry[]; nextCursor: string | null }>
  logRecords(tenantId: string, entryId: string, only?: PluginFilter): Promise<{ items: SyncedRecord[]; nextCursor: null }>
  hints(
    tenantId: string,
    query: { connectionId?: string; status?: 'open' | 'pending' | 'reading' | 'done' | 'failed'; cursor?: string; limit?: number },
    only?: PluginFilter,
  ): Promise<{ items: SyncHint[]; nextCursor: string | null }>
  hintStats(tenantId: string, query: { connectionId?: string; days?: number }, only?: PluginFilter): Promise<HintStats>
  /** Reads it again now. Throws AppError `conflict` when it is done. */
  retryHint(tenantId: string, hintId: string, only?: PluginFilter): Promise<SyncHint>
  /** What became of the records that a delivery said to read again, for its timeline. */
  stagesOf(tenantId: string, deliveryId: string): Promise<Stage[]>
  /** Reads one record at the provider now and stores it. */
  syncRecord(
    tenantId: string,
    ref: { connectionId: string; plugin: string; resource: string; key: string },
    /** Why; `manual` unless said. */
    origin?: 'manual' | 'writeBack',
  ): Promise<'stored' | 'unchanged' | 'deleted'>
}

/** What syncs ask of the installed connectors. */
export interface ResourceSource {
  /** Connectors that declare resources. */
  plugins(): string[]
  resource(plugin: string, resource: string): Resource | null
  /** In the manifest's order; empty when the connector has none. */
  resourcesOf(plugin: string): readonly Resource[]
}
