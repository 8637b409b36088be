import type { Stage } from '../intake/deliveries.service.ts'
import { toIso } from '../platform/clock.ts'
import type { HintRow } from './hints.store.ts'
import type { LogRow } from './page-log.store.ts'
import { parsePassState } from './pass-state.ts'
import type { SyncedRecord, SyncHint, SyncJob, SyncLogEntry, SyncProgress } from './sync.types.ts'
import type { JobRow, ProgressRow } from './sync-jobs.store.ts'
import { coveredShare } from './sync-window.ts'

/** Less than this says nothing about a rate. */
const LEAST_MS = 1_000
/** Less of a span says nothing about the rest. */
const LEAST_SHARE = 0.02

export function showJob(job: JobRow, progress: readonly ProgressRow[], nowMs: number): SyncJob {
  const { id, connectionId, plugin, scope, kind, status, reason, days } = job
  return {
    id,
    connectionId,
    plugin,
    scope,
    kind,
    status,
    reason,
    days,
    createdAt: toIso(job.createdAt.getTime()),
    startedAt: isoOrNull(job.startedAt),
    finishedAt: isoOrNull(job.finishedAt),
    progress: progress.map((row) => showProgress(row, job, nowMs)),
  }
}

function showProgress(row: ProgressRow, job: JobRow, nowMs: number): SyncProgress {
  const { resource, status, pages, read, created, updated, unchanged, deleted, failed, total, lastError } = row
  const recordsPerSec = row.workMs < LEAST_MS ? null : Math.round((read / row.workMs) * 100_000) / 100
  const etaSeconds = etaOf(row, job, recordsPerSec, nowMs)
  return { resource, status, pages, read, created, updated, unchanged, deleted, failed, total, recordsPerSec, etaSeconds, lastError }
}

/**
 * Said only when it can be: the provider told how many there are, or whole windows of a known span are read; and the job is not parked or
 * waiting for a quota whose size nobody knows.
 */
function etaOf(row: ProgressRow, job: JobRow, rate: number | null, nowMs: number): number | null {
  const isUnderWay = (row.status === 'running' || row.status === 'waiting') && (job.status === 'running' || job.status === 'waiting')
  if (!isUnderWay || rate === null || rate === 0 || job.reason === 'daily_quota') return null
  const waitSeconds = job.status === 'waiting' ? Math.max(0, (job.runAt.getTime() - nowMs) / 1000) : 0
  if (row.total !== null) return Math.ceil(Math.max(0, row.total - row.read) / rate + waitSeconds)
  const state = parsePassState(row.state)
  const share = state === null ? null : coveredShare(state)
  if (share === null || share < LEAST_SHARE) return null
  return Math.ceil((row.workMs / 1000) * ((1 - share) / share) + waitSeconds)
}

export function showLogEntry(row: LogRow): SyncLogEntry {
  // The column's check holds the same words as the type.
  return { ...row, origin: row.origin as SyncLogEntry['origin'], at: toIso(row.at.getTime()) }
}

const CHANGES: Readonly<Record<string, SyncedRecord['change']>> = {
  c: 'created',
  u: 'updated',
  d: 'deleted',
  n: 'unchanged',
  s: 'stale',
  f: 'failed',
}

export function showRecords(keys: readonly string[], changes: string): SyncedRecord[] {
  return keys.map((key, index) => ({ key, change: CHANGES[changes.charAt(index)] ?? 'unchanged' }))
}

export function showHint(row: HintRow, nowMs: number): SyncHint {
  const { id, connectionId, plugin, resource, key, topic, status, outcome, tries, error, deliveryIds } = row
  const until = row.processedAt?.getTime() ?? nowMs
  return {
    id,
    connectionId,
    plugin,
    resource,
    key,
    topic,
    status,
    outcome,
    tries,
    error,
    receivedAt: toIso(row.createdAt.getTime()),
    fetchedAt: isoOrNull(row.fetchedAt),
    processedAt: isoOrNull(row.processedAt),
    lagSeconds: Math.max(0, (until - row.createdAt.getTime()) / 1000),
    deliveryIds,
  }
}

/** The way of a delivery from its line to the stored record: queued, fetched, processed. */
export function stagesOfHint(row: HintRow): Stage[] {
  const record = `${row.resource}/${row.key}`
  const stage = (what: Stage['what'], at: Date, detail: string): Stage => ({ what, at: toIso(at.getTime()), runId: null, detail })
  return [
    stage('queued', row.createdAt, record),
    ...(row.fetchedAt === null ? [] : [stage('fetched', row.fetchedAt, record)]),
    ...(row.processedAt === null ? [] : [stage('processed', row.processedAt, row.outcome ?? row.status)]),
  ]
}

function isoOrNull(date: Date | null): string | null {
  return date === null ? null : toIso(date.getTime())
}
