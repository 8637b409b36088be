import type { Resource } from '../../sdk/manifest.gen.ts'
import type { ActionFailure } from '../actions/actions.types.ts'
import type { Trx } from '../platform/db.ts'
import { newSeed } from '../platform/ids.ts'
import { backOffSeconds, type Remedy, remedyFor } from './failure-policy.ts'
import { NO_COUNTS } from './page-log.store.ts'
import { Fenced, log, type Pass, type PassDeps, type PassEnd, placeOf } from './pass.ts'
import { type PassState, parsePassState } from './pass-state.ts'
import { runList } from './run-list.ts'
import { runParents } from './run-parents.ts'
import { runReread } from './run-reread.ts'
import { runVerify } from './run-verify.ts'
import { findCursor, markAway, scheduleNext } from './sync-cursors.store.ts'
import {
  beginResource,
  claimJob,
  finishJob,
  holdLease,
  type JobRow,
  LEASE_SECONDS,
  type ProgressRow,
  progressOf,
  releaseJob,
  settleResource,
} from './sync-jobs.store.ts'
import { listSettings } from './sync-settings.store.ts'
import { firstWindow, overlapped, type Span } from './sync-window.ts'

/** Queue of the jobs that go on with a sync. */
export const SLICE_QUEUE = 'sync.run-slice'

/** A worker goes on with one job for so long, then the next in line has its turn: a long backfill holds nobody up. */
const SLICE_MS = 10_000
/** One after the other. */
const TOLD_AFTER_FAILURES = 3
/** Somebody else is at the same resource. */
const BUSY_SECONDS = 3

interface Held {
  tenantId: string
  job: JobRow
  token: string
  until: number
  signal: AbortSignal
}

/**
 * Goes on with a job for a while. Safe to call for one that somebody has, or that is over: then nothing happens. What it leaves is
 * always a job that is finished, parked, or waiting with its next queue job sent in the same transaction.
 */
export async function runSlice(tenantId: string, jobId: string, stopping: AbortSignal, deps: PassDeps): Promise<void> {
  const token = newSeed()
  const job = await deps.db.forTenant(tenantId, (trx) => claimJob(trx, jobId, token, deps.clock.now()))
  if (job === undefined) return
  const lost = new AbortController()
  const signal = AbortSignal.any([stopping, lost.signal])
  const held: Held = { tenantId, job, token, until: deps.clock.monotonicMs() + SLICE_MS, signal }
  const beat = setInterval(() => void keepLease(held, lost, deps), (LEASE_SECONDS * 1000) / 3)
  deps.changed(tenantId, job.connectionId)
  try {
    await runResources(held, deps)
  } catch (error) {
    await afterError(held, error, deps)
  } finally {
    clearInterval(beat)
    deps.changed(tenantId, job.connectionId)
  }
}

/** While a page is waited for. A lease that is lost stops the waiting: what comes could not be stored. */
async function keepLease({ tenantId, job, token }: Held, lost: AbortController, { db, logger }: PassDeps): Promise<void> {
  try {
    if (!(await db.forTenant(tenantId, (trx) => holdLease(trx, job.id, token)))) lost.abort()
  } catch (error) {
    logger.warn({ err: error, jobId: job.id }, 'lease of a sync not prolonged')
  }
}

async function runResources(held: Held, deps: PassDeps): Promise<void> {
  const { tenantId, job } = held
  const isBusy = new Set<string>()
  for (;;) {
    const progress = await deps.db.forTenant(tenantId, (trx) => progressOf(trx, [job.id]))
    const row = progress.find(({ status, resource }) => (status === 'waiting' || status === 'running') && !isBusy.has(resource))
    if (row === undefined) {
      if (isBusy.size > 0) await release(held, { kind: 'wait', seconds: BUSY_SECONDS, reason: 'busy' }, job.failures, deps)
      else await finish(held, progress, deps)
      return
    }
    const pass = await begin(held, row, deps)
    if (pass === 'busy') {
      isBusy.add(row.resource)
      continue
    }
    const end =
      pass === 'unknown' ? await giveUp(held, row, 'The connector does not have this resource any more.', deps) : await runPass(pass, deps)
    if (pass !== 'unknown' && end.kind === 'failed') {
      if (await failed(held, pass, end.failure, deps)) return
    } else if (end.kind === 'more') {
      await release(held, { kind: 'wait', seconds: 0, reason: '' }, 0, deps)
      return
    }
  }
}

const PHASES: Readonly<Record<PassState['phase'], (pass: Pass, deps: PassDeps) => Promise<PassEnd>>> = {
  list: runList,
  parents: runParents,
  verify: runVerify,
  reread: runReread,
}

async function runPass(pass: Pass, deps: PassDeps): Promise<PassEnd> {
  for (;;) {
    const { phase } = pass.state
    const end = await PHASES[phase](pass, deps)
    // A scan that is listed goes on with what it did not list.
    if (end.kind !== 'done' || pass.state.phase === phase) return end
  }
}

async function begin(held: Held, row: ProgressRow, deps: PassDeps): Promise<Pass | 'busy' | 'unknown'> {
  const { tenantId, job, token, until, signal } = held
  const declared = deps.resources.resource(job.plugin, row.resource)
  if (declared === null) return 'unknown'
  const { connectionId, plugin } = job
  return deps.db.forTenant(tenantId, async (trx) => {
    if (!(await holdLease(trx, job.id, token))) throw new Fenced()
    if (!(await beginResource(trx, row, deps.clock.now()))) return 'busy'
    const cursor = (await findCursor(trx, { connectionId, resource: row.resource })) ?? null
    const ref = { tenantId, connectionId, plugin, resource: row.resource }
    const days = job.days ?? (await listSettings(trx, connectionId)).get(row.resource)?.days ?? null
    const state = parsePassState(row.state) ?? firstState(job, declared, cursor, days, deps.clock.now())
    return { job, row, declared, cursor, token, ref, state, until, signal, pages: 0 }
  })
}

/** `days`: as the job was asked for, or as a person chose for this resource. */
function firstState(job: JobRow, declared: Resource, cursor: Pass['cursor'], days: number | null, nowMs: number): PassState {
  const span: Span = { from: fromOf(job, declared, cursor, days, nowMs), startedAt: nowMs }
  return {
    phase: job.kind === 'reread' ? 'reread' : declared.parent === undefined ? 'list' : 'parents',
    origin: originOf(job, cursor),
    span,
    window: firstWindow(span, declared.cursor),
    checkpoint: null,
    newest: null,
    detailed: 0,
    windowRead: 0,
    emptyDays: 0,
    widthMs: null,
    restarts: 0,
    parentCursor: null,
    verifiedKey: '',
  }
}

function fromOf(job: JobRow, declared: Resource, cursor: Pass['cursor'], days: number | null, nowMs: number): number | null {
  if (declared.cursor === undefined || job.kind === 'fullScan') return null
  if (job.kind === 'incremental' && cursor?.position != null) return overlapped(cursor.position.getTime(), declared.cursor)
  return days === null ? null : nowMs - days * 86_400_000
}

/** First sync, and what comes after the connection was away, are history (connectors.md 4). */
function originOf(job: JobRow, cursor: Pass['cursor']): PassState['origin'] {
  if (job.kind === 'backfill' || cursor === null || cursor.backfilledAt === null || cursor.catchUp) return 'backfill'
  return job.kind === 'fullScan' ? 'sweep' : 'incremental'
}

/** True: the job is not this worker's any more. False: other resources go on. */
async function failed(held: Held, pass: Pass, failure: ActionFailure, deps: PassDeps): Promise<boolean> {
  // Stopping, or the lease is lost: not the provider's fault.
  if (held.signal.aborted) {
    await release(held, { kind: 'wait', seconds: 0, reason: '' }, held.job.failures, deps)
    return true
  }
  const failures = pass.pages > 0 ? 0 : held.job.failures
  const remedy = remedyFor(failure, failures)
  deps.logger.warn(
    { ...pass.ref, jobId: held.job.id, code: failure.code, class: failure.class, remedy: remedy.kind },
    'sync stopped by its provider',
  )
  if (remedy.kind === 'give up') {
    await giveUp(held, pass.row, remedy.reason, deps, pass)
    return false
  }
  await release(held, remedy, failures + 1, deps, { pass, failure })
  return true
}

async function giveUp(held: Held, row: ProgressRow, reason: string, deps: PassDeps, pass?: Pass): Promise<PassEnd> {
  await fenced(held, deps, async (trx) => {
    const nowMs = deps.clock.now()
    await settleResource(trx, row, { status: 'failed', error: reason, nowMs })
    await scheduleNext(trx, placeOf(held.job, row.resource), {
      at: nowMs + 3_600_000,
      scanAt: held.job.kind === 'reread' ? null : nowMs + 86_400_000,
    })
    if (pass !== undefined) await logError(trx, pass, reason, deps)
  })
  return { kind: 'done' }
}

function logError(trx: Trx, pass: Pass, message: string, deps: PassDeps): Promise<void> {
  return log(trx, pass, { ...NO_COUNTS, kind: 'error', durationMs: 0, calls: 0, keys: [], changes: '', code: 'sync_failed', message }, deps)
}

async function release(
  held: Held,
  remedy: Exclude<Remedy, { kind: 'give up' }>,
  failures: number,
  deps: PassDeps,
  because?: { pass: Pass; failure: ActionFailure },
): Promise<void> {
  const { tenantId, job } = held
  const isParked = remedy.kind === 'park'
  // Should nobody say that the connection works again, it is looked at again all the same.
  const afterSeconds = isParked ? backOffSeconds(failures) * 60 : remedy.seconds
  const reason = remedy.reason === '' ? null : remedy.reason
  await fenced(held, deps, async (trx) => {
    await releaseJob(trx, job.id, { status: isParked ? 'parked' : 'waiting', reason, afterSeconds, failures })
    if (isParked) await markAway(trx, job.connectionId)
    else await deps.queue.send(SLICE_QUEUE, [{ ids: { tenantId, jobId: job.id }, ...(afterSeconds === 0 ? {} : { afterSeconds }) }], trx)
    if (because !== undefined && failures === TOLD_AFTER_FAILURES)
      await deps.trouble?.(trx, job.connectionId, { code: 'sync_failed', message: because.failure.message })
    if (because !== undefined) {
      await settleResource(trx, because.pass.row, { status: 'waiting', error: because.failure.message, nowMs: deps.clock.now() })
      if (failures === 1) await logError(trx, because.pass, `${remedy.reason}: ${because.failure.message}`, deps)
    }
  })
}

async function finish(held: Held, progress: readonly ProgressRow[], deps: PassDeps): Promise<void> {
  await deps.checkpoint?.('before-finish', '')
  const failed = progress.filter((row) => row.status === 'failed')
  const reason = failed.length === 0 ? null : failed.map((row) => `${row.resource}: ${row.lastError ?? ''}`).join('; ')
  await fenced(held, deps, async (trx) => {
    await finishJob(trx, held.job.id, { status: reason === null ? 'succeeded' : 'failed', reason, nowMs: deps.clock.now() })
    if (reason !== null) await deps.trouble?.(trx, held.job.connectionId, { code: 'sync_failed', message: reason.slice(0, 500) })
  })
}

/** Only while the job is this worker's. */
async function fenced(held: Held, deps: PassDeps, work: (trx: Trx) => Promise<void>): Promise<void> {
  await deps.db.forTenant(held.tenantId, async (trx) => {
    if (!(await holdLease(trx, held.job.id, held.token))) throw new Fenced()
    await work(trx)
  })
}

/** Ours or the database's fault: tried again from the checkpoint, with the same back-off as a provider's. */
async function afterError(held: Held, error: unknown, deps: PassDeps): Promise<void> {
  if (error instanceof Fenced) {
    deps.logger.info({ jobId: held.job.id }, 'a sync went to another worker, or was cancelled')
    return
  }
  deps.logger.error({ err: error, jobId: held.job.id, tenantId: held.tenantId }, 'sync stumbled')
  const failures = held.job.failures + 1
  await release(held, { kind: 'wait', seconds: backOffSeconds(failures), reason: 'internal' }, failures, deps)
}
