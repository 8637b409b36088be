import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import type { PageCounts } from './sync-jobs.store.ts'

/** One line for each page, record read alone, round of deletes, alert and error. Inside one tenant. */
export interface NewLogEntry extends PageCounts {
  tenantId: string
  id: string
  connectionId: string
  plugin: string
  resource: string
  jobId: string | null
  kind: 'page' | 'record' | 'deletes' | 'alert' | 'error'
  origin: string
  at: number
  durationMs: number
  calls: number
  code: string | null
  message: string | null
  keys: readonly string[]
  /** One letter for each key: c u d, s older than what is stored, n unchanged, f failed. */
  changes: string
}

export interface LogRow extends PageCounts {
  id: string
  connectionId: string
  plugin: string
  resource: string
  jobId: string | null
  kind: NewLogEntry['kind']
  origin: string
  at: Date
  durationMs: number
  calls: number
  code: string | null
  message: string | null
}

const COLUMNS = `id, connection_id AS "connectionId", plugin, resource, job_id AS "jobId", kind, origin, at, read, created, updated,
  unchanged, deleted, failed, duration_ms AS "durationMs", calls, code, message`

export const NO_COUNTS: PageCounts = { read: 0, created: 0, updated: 0, unchanged: 0, deleted: 0, failed: 0 }

export async function insertLogEntry(trx: Trx, entry: NewLogEntry): Promise<void> {
  await trx.raw(
    `INSERT INTO sync_page_log (tenant_id, id, connection_id, plugin, resource, job_id, kind, origin, at, read, created, updated, unchanged,
       deleted, failed, duration_ms, calls, code, message, keys, changes)
     VALUES (:tenantId, :id, :connectionId, :plugin, :resource, :jobId, :kind, :origin, :at, :read, :created, :updated, :unchanged,
       :deleted, :failed, :durationMs, :calls, :code, left(:message, 1000), :keys, :changes)`,
    { ...entry, at: toIso(entry.at), durationMs: Math.round(entry.durationMs), keys: [...entry.keys] },
  )
}

export interface LogQuery {
  connectionId?: string
  plugins: readonly string[] | null
  resource?: string
  jobId?: string
  kind?: string
  before?: string
  limit: number
}

/** Newest first. */
export async function listLog(trx: Trx, query: LogQuery): Promise<LogRow[]> {
  const where = ['true']
  if (query.connectionId !== undefined) where.push('connection_id = :connectionId')
  if (query.resource !== undefined) where.push('resource = :resource')
  if (query.jobId !== undefined) where.push('job_id = :jobId')
  if (query.kind !== undefined) where.push('kind = :kind')
  if (query.before !== undefined) where.push('id < :before')
  if (query.plugins !== null) where.push('plugin = ANY(:plugins::text[])')
  const { connectionId = '', resource = '', jobId = '', kind = '', before = '', limit } = query
  const { rows } = await trx.raw<{ rows: LogRow[] }>(
    `SELECT ${COLUMNS} FROM sync_page_log WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT :limit`,
    { connectionId, resource, jobId, kind, before, limit, plugins: [...(query.plugins ?? [])] },
  )
  return rows
}

export interface LoggedRecords {
  connectionId: string
  plugin: string
  resource: string
  keys: string[]
  changes: string
}

export async function findLoggedRecords(trx: Trx, id: string): Promise<LoggedRecords | undefined> {
  return trx('sync_page_log').where({ id }).first<LoggedRecords | undefined>({
    connectionId: 'connection_id',
    plugin: 'plugin',
    resource: 'resource',
    keys: 'keys',
    changes: 'changes',
  })
}
