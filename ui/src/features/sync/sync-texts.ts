import type { Connector } from '#lib/api/connectors.ts'
import type { SyncJob, SyncProgress, SyncSetting } from '#lib/api/sync.ts'
import { m } from '#lib/paraglide/messages.js'

export function isOpen(job: Pick<SyncJob, 'status'>): boolean {
  return job.status === 'waiting' || job.status === 'running' || job.status === 'parked'
}

/** What the connector calls these records; their technical name when it is no longer installed. */
export function resourceName(connector: Connector | null, resource: string): string {
  return connector?.resources.find((each) => each.name === resource)?.displayName ?? resource
}

/** 0 to 1; null while it cannot be said. */
export function progressShare({ status, read, total }: Pick<SyncProgress, 'status' | 'read' | 'total'>): number | null {
  if (status === 'done') return 1
  if (status === 'waiting' && read === 0) return 0
  if (total === null) return status === 'running' ? null : 0
  return total === 0 ? 1 : Math.min(1, read / total)
}

/** What a job is doing, or why it is not, in a sentence. */
export function reasonText(job: Pick<SyncJob, 'status' | 'reason' | 'kind'>): string {
  switch (job.status) {
    case 'running':
      return job.kind === 'backfill' ? m.sync_state_backfill() : m.sync_state_running()
    case 'parked':
      return m.sync_state_parked()
    case 'waiting':
      return waitingText(job.reason)
    case 'succeeded':
      return m.sync_state_succeeded()
    case 'failed':
      return m.sync_state_failed()
    case 'cancelled':
      return m.sync_state_cancelled()
  }
}

type Counts = Pick<SyncProgress, 'read' | 'created' | 'updated' | 'deleted' | 'failed'>

/** "12 lidos, 3 novos": what is none is not said, but that nothing changed. */
export function countsText({ read, created, updated, deleted, failed }: Counts): string {
  const changes = [
    created > 0 ? m.sync_count_created({ count: created }) : '',
    updated > 0 ? m.sync_count_updated({ count: updated }) : '',
    deleted > 0 ? m.sync_count_deleted({ count: deleted }) : '',
    failed > 0 ? m.sync_count_failed({ count: failed }) : '',
  ].filter((text) => text !== '')
  return [m.sync_count_read({ count: read }), ...(changes.length === 0 ? [m.sync_change_unchanged()] : changes)].join(', ')
}

function waitingText(reason: string | null): string {
  if (reason === 'daily_quota') return m.sync_wait_daily_quota()
  if (reason === 'rate_limited') return m.sync_wait_rate_limited()
  if (reason?.startsWith('provider_fault')) return m.sync_wait_provider()
  return m.sync_state_waiting()
}

/** When anything of the connection was brought up to date last; null: never. */
export function lastSyncedAt(settings: ReadonlyArray<Pick<SyncSetting, 'lastSyncedAt'>>): string | null {
  return (
    settings
      .flatMap(({ lastSyncedAt: at }) => (at === null ? [] : [at]))
      .toSorted()
      .at(-1) ?? null
  )
}

export const KINDS: Record<SyncJob['kind'], () => string> = {
  backfill: m.sync_kind_backfill,
  incremental: m.sync_kind_incremental,
  fullScan: m.sync_kind_full_scan,
  reread: m.sync_kind_reread,
}

export const COUNTS = [
  { of: 'read', label: m.sync_column_read },
  { of: 'created', label: m.sync_column_created },
  { of: 'updated', label: m.sync_column_updated },
  { of: 'deleted', label: m.sync_column_deleted },
  { of: 'failed', label: m.sync_column_failed },
] as const

export type SyncTotals = Record<(typeof COUNTS)[number]['of'], number>

/** Over all its resources. */
export function totalsOf({ progress }: Pick<SyncJob, 'progress'>): SyncTotals {
  const sum = (name: keyof SyncTotals) => progress.reduce((total, each) => total + each[name], 0)
  return { read: sum('read'), created: sum('created'), updated: sum('updated'), deleted: sum('deleted'), failed: sum('failed') }
}
