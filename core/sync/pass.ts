import type { Json } from '../../sdk/flow/definition.ts'
import type { Resource } from '../../sdk/manifest.gen.ts'
import type { ActionFailure } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { newId, newSeed } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { atPointer } from '../registry/json-pointer.ts'
import { readTime } from '../resources/field-values.ts'
import type { ReadRecord, ResourceOperations, ResourceRef } from '../resources/operations/operations.types.ts'
import type { RecordReader } from '../resources/resources.types.ts'
import { insertLogEntry, type NewLogEntry } from './page-log.store.ts'
import type { PassState } from './pass-state.ts'
import { rereadName } from './reread-name.ts'
import type { StoreDeps } from './store-records.ts'
import { type CursorPlace, type CursorRow, moveCursor, scheduleNext, settleCursor } from './sync-cursors.store.ts'
import { holdLease, type JobRow, type PageCounts, type ProgressRow, saveProgress, settleResource } from './sync-jobs.store.ts'
import { positionAfter } from './sync-window.ts'

/** A named point that a test may stop or kill at. Does nothing in production. */
export type SyncCheckpoint = (
  name: 'page-read' | 'in-page' | 'page-stored' | 'before-finish' | 'record-read' | 'record-stored',
  resource: string,
) => void | Promise<void>

export interface PassDeps extends StoreDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  logger: Logger
  operations: ResourceOperations
  reader: Pick<RecordReader, 'list' | 'read'>
  /** After a commit: browsers may look again. */
  changed(tenantId: string, connectionId: string): void
  /** In the transaction that gives up, or tries again after several failures: somebody should know. */
  trouble?(trx: Trx, connectionId: string, cause: { code: string; message: string }): Promise<void>
  checkpoint?: SyncCheckpoint
}

/** One resource of a job, in the hands of one worker. */
export interface Pass {
  job: JobRow
  row: ProgressRow
  declared: Resource
  cursor: CursorRow | null
  /** Of the worker's lease. */
  token: string
  ref: ResourceRef
  state: PassState
  /** Hands over to the next job in line when it is over, at the end of a page. Monotonic milliseconds. */
  until: number
  signal: AbortSignal
  /** Pages that this worker stored. */
  pages: number
}

export type PassEnd =
  | { kind: 'done' }
  /** Its time is up; the rest is in its state. */
  | { kind: 'more' }
  | { kind: 'failed'; failure: ActionFailure }

/** The job is another worker's by now, was cancelled, or is gone with its connection. What was to be written was not. */
export class Fenced extends Error {}

export const FIRST_CHECKPOINT: Json = null

export interface Page {
  counts: PageCounts
  keys: readonly string[]
  changes: string
  /** Why some of them could not be taken. */
  reasons?: readonly string[]
  total: number | null
  startedAt: number
  calls: number
  kind: 'page' | 'deletes'
}

/**
 * One page in one transaction: the lease is checked and held, `store` writes the records, and the checkpoint goes with them. A worker
 * whose job was taken over writes nothing. Throws Fenced.
 */
export async function commitPage(
  pass: Pass,
  next: { state: PassState; isLast: boolean; cursorAt?: number | null; scanCount?: number | null },
  store: (trx: Trx) => Promise<Page>,
  deps: PassDeps,
): Promise<void> {
  const { job, row, token, ref } = pass
  const place = { connectionId: ref.connectionId, resource: ref.resource }
  await deps.db.forTenant(ref.tenantId, async (trx) => {
    if (!(await holdLease(trx, job.id, token))) throw new Fenced()
    const page = await store(trx)
    await deps.checkpoint?.('in-page', ref.resource)
    const durationMs = deps.clock.monotonicMs() - page.startedAt
    await saveProgress(trx, row, { ...page.counts, state: next.state, total: page.total, workMs: durationMs })
    const { counts, keys, changes, calls, kind, reasons = [] } = page
    const message = reasons.length === 0 ? null : [...new Set(reasons)].join('; ')
    const isWorthALine = kind === 'page' || keys.length > 0
    if (isWorthALine)
      await log(
        trx,
        pass,
        { ...counts, kind, durationMs, calls, keys, changes, code: message === null ? null : 'records_refused', message },
        deps,
      )
    if (next.cursorAt !== undefined && next.cursorAt !== null) await moveCursor(trx, place, next.cursorAt)
    if (next.isLast) await finishPass(trx, pass, next.state, next.scanCount ?? null, deps)
  })
  pass.state = next.state
  pass.pages++
  deps.changed(ref.tenantId, ref.connectionId)
  await deps.checkpoint?.('page-stored', ref.resource)
}

/** The pass is whole: only now may the cursor stand where it began. */
async function finishPass(trx: Trx, pass: Pass, state: PassState, scanCount: number | null, deps: PassDeps): Promise<void> {
  const { job, row, declared, ref } = pass
  const nowMs = deps.clock.now()
  const place = { connectionId: ref.connectionId, resource: ref.resource }
  if (job.kind === 'reread') {
    await scheduleNext(trx, placeOf(job, ref.resource), { at: nowMs + jittered(declared.reread?.everySeconds ?? 86_400), scanAt: null })
    await settleResource(trx, row, { status: 'done', error: null, nowMs })
    return
  }
  if (declared.cursor !== undefined && declared.parent === undefined) {
    await moveCursor(trx, place, positionAfter(state, declared.cursor.emptyIsFault))
  }
  await settleCursor(trx, place, { isFirst: job.kind === 'backfill', nowMs, scanCount })
  await scheduleNext(trx, place, { at: nowMs + jittered(declared.intervalSeconds), scanAt: scanTime(pass, nowMs) })
  await settleResource(trx, row, { status: 'done', error: null, nowMs })
}

/** Whose schedule a job is on: what is open has one of its own beside its resource's. */
export function placeOf({ connectionId, kind }: Pick<JobRow, 'connectionId' | 'kind'>, resource: string): CursorPlace {
  return { connectionId, resource: kind === 'reread' ? rereadName(resource) : resource }
}

/** A whole scan is due so long after the last one, or after the first sync. */
function scanTime({ declared, job, cursor }: Pass, nowMs: number): number | null {
  if (declared.deletes.by !== 'fullScan') return null
  return job.kind === 'fullScan' || cursor?.nextScanAt == null ? nowMs + declared.deletes.everyHours * 3_600_000 : null
}

/** Spread by a tenth, so that accounts connected together do not ask together for ever. */
export function jittered(seconds: number): number {
  const random = Number.parseInt(newSeed().slice(0, 4), 16) / 0xffff
  return Math.round(seconds * 1000 * (0.95 + random * 0.1))
}

export type LogLine = Omit<NewLogEntry, 'tenantId' | 'id' | 'connectionId' | 'plugin' | 'resource' | 'jobId' | 'origin' | 'at'>

export async function log(trx: Trx, { ref, job, state }: Pass, line: LogLine, { clock }: Pick<PassDeps, 'clock'>): Promise<void> {
  const at = clock.now()
  await insertLogEntry(trx, { ...ref, ...line, id: newId('spl', at), jobId: job.id, origin: state.origin, at })
}

/** The newest time of change among these records and `before`. */
export function newestOf({ declared }: Pick<Pass, 'declared'>, records: readonly ReadRecord[], before: number | null): number | null {
  const { cursor } = declared
  if (cursor === undefined) return before
  return records.reduce((newest: number | null, { data }) => {
    const value = atPointer(data, cursor.field)
    const at = value === undefined ? null : readTime(value, cursor.timezone)
    return at !== null && (newest === null || at > newest) ? at : newest
  }, before)
}

export function isTimeUp({ until }: Pick<Pass, 'until'>, { clock }: Pick<PassDeps, 'clock'>): boolean {
  return clock.monotonicMs() >= until
}

/** Backfills and scans stand behind live calls in the line for the provider's quota. */
export function priorityOf({ job }: Pick<Pass, 'job'>): 'live' | 'backfill' {
  return job.kind === 'incremental' ? 'live' : 'backfill'
}
