/** One job that brings records of one connection up to date. Survives a kill: it goes on from the checkpoint of the last stored page. */
export interface SyncJob {
  id: string
  connectionId: string
  plugin: string
  /** One resource, or all in dependency order. */
  scope: string
  kind: 'backfill' | 'incremental' | 'fullScan'
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

/** Made by `createSync()`. Every call is for one workspace. */
export interface SyncService {
  /** A second start of the same scope while one runs answers the running job. */
  start(
    tenantId: string,
    request: { connectionId: string; scope?: string; days?: number; kind?: SyncJob['kind'] },
  ): Promise<{ job: SyncJob; alreadyRunning: boolean }>
  status(tenantId: string, connectionId: string): Promise<SyncJob[]>
  cancel(tenantId: string, jobId: string): Promise<SyncJob>
  /** Reads one record at the provider now and stores it. */
  syncRecord(
    tenantId: string,
    ref: { connectionId: string; plugin: string; resource: string; key: string },
  ): Promise<'stored' | 'unchanged' | 'deleted'>
}
