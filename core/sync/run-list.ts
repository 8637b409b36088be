import type { ActionFailure } from '../actions/actions.types.ts'
import type { ReadRecord, RejectedRecord } from '../resources/operations/operations.types.ts'
import { MOST_RECORDS_OF_PAGE } from '../resources/record-writer.ts'
import { NO_COUNTS } from './page-log.store.ts'
import { commitPage, isTimeUp, newestOf, type Page, type Pass, type PassDeps, type PassEnd, priorityOf } from './pass.ts'
import { rememberScanned, saveStubs, stubsOf } from './pass-keys.store.ts'
import type { PassState } from './pass-state.ts'
import { type ManyRead, REFUSED, readMany, storeMany } from './read-many.ts'
import { emptyDaysAfter, halved, nextWindow } from './sync-window.ts'

/** As the provider gave it, with what `detail.when: changed` made of it. */
interface ReadPage {
  state: PassState
  records: ReadRecord[]
  /** With what could not be taken. */
  listed: number
  /** Of everything that the page holds, also of what needs no reading: to a scan all of it is there. */
  keys: readonly string[]
  rejected: readonly RejectedRecord[]
  stubs: Array<{ key: string; hash: string }>
  details: Omit<ManyRead, 'records'>
  checkpoint: PassState['checkpoint']
  done: boolean
  total: number | null
  calls: number
  startedAt: number
}

/** What of a page's records was read whole. */
interface Details {
  read: ManyRead
  stubs: ReadPage['stubs']
}

/** `begun`: of a page that failed half-way. */
type PageOutcome = { ok: true; page: ReadPage } | { ok: false; failure: ActionFailure; begun?: Details }

/**
 * Pages of a resource without a parent, from the checkpoint on. The next page is asked for while one is stored. What was read ahead is
 * thrown away when the page before it could not be stored.
 */
export async function runList(pass: Pass, deps: PassDeps): Promise<PassEnd> {
  const ahead = new AbortController()
  const signal = AbortSignal.any([pass.signal, ahead.signal])
  let next: Promise<PageOutcome> = readPage(pass, pass.state, signal, deps)
  try {
    for (;;) {
      const outcome = await next
      if (!outcome.ok) {
        const other = otherwise(pass.state, outcome.failure)
        if (other === null) {
          if (outcome.begun !== undefined && outcome.begun.stubs.length > 0) await storeBegun(pass, outcome.begun, deps)
          return { kind: 'failed', failure: outcome.failure }
        }
        await commitPage(pass, { state: other, isLast: false }, async () => nothing(deps), deps)
        next = readPage(pass, other, signal, deps)
        continue
      }
      const { page } = outcome
      await deps.checkpoint?.('page-read', pass.ref.resource)
      const after = stateAfter(pass, page)
      if (after === 'stuck') return { kind: 'failed', failure: STUCK }
      const isListed = after === null || after.state.phase !== 'list'
      const isTurnOver = isListed || isTimeUp(pass, deps)
      if (after !== null && !isTurnOver) next = settled(readPage(pass, after.state, signal, deps))
      await storePage(pass, page, after, deps)
      if (isListed) return { kind: 'done' }
      if (isTurnOver) return { kind: 'more' }
    }
  } finally {
    ahead.abort()
  }
}

const STUCK: ActionFailure = {
  code: 'no_progress',
  message: 'The provider gave the same page again: its checkpoint did not move.',
  class: 'permanent',
  effect: 'no',
}

const MAX_RESTARTS = 5

/** How the same is asked in another way; null: that is no such failure, or it does not help. */
function otherwise(state: PassState, { code }: ActionFailure): PassState | null {
  if (code === 'cursor_expired' && state.checkpoint !== null && state.restarts < MAX_RESTARTS) {
    return { ...state, checkpoint: null, detailed: 0, windowRead: 0, restarts: state.restarts + 1 }
  }
  const shorter = code === 'window_too_large' ? halved(state) : null
  return shorter === null ? null : { ...state, ...shorter, checkpoint: null, detailed: 0, windowRead: 0 }
}

function nothing({ clock }: PassDeps): Page {
  return { counts: NO_COUNTS, keys: [], changes: '', total: null, startedAt: clock.monotonicMs(), calls: 0, kind: 'deletes' }
}

/** Its failure is looked at when its turn comes. If none comes, the page is thrown away, and whoever reads it again meets the failure. */
function settled(reading: Promise<PageOutcome>): Promise<PageOutcome> {
  reading.catch(() => undefined)
  return reading
}

async function readPage(pass: Pass, state: PassState, signal: AbortSignal, deps: PassDeps): Promise<PageOutcome> {
  const startedAt = deps.clock.monotonicMs()
  const listed = await deps.operations.listPage({
    ...pass.ref,
    checkpoint: state.checkpoint,
    since: state.window.since,
    until: state.window.until,
    limit: MOST_RECORDS_OF_PAGE,
    parent: null,
    priority: priorityOf(pass),
    signal,
  })
  if (!listed.ok) return { ok: false, failure: listed.failure }
  const { checkpoint, done, total, calls, records, rejected = [] } = listed
  const keys = records.map((record) => record.key)
  const page = { state, checkpoint, done, total, startedAt, rejected, listed: records.length + rejected.length, keys }
  if (pass.declared.detail?.when !== 'changed') {
    return { ok: true, page: { ...page, records, stubs: [], details: { missing: [], failed: [], calls: 0 }, calls: calls.length } }
  }
  const detailed = await withDetails(pass, records, deps)
  if (!detailed.ok) return detailed
  const { records: whole, ...details } = detailed.read
  return { ok: true, page: { ...page, records: whole, stubs: detailed.stubs, details, calls: calls.length + details.calls } }
}

/** The list gives stubs: those that differ from last time are read whole. */
async function withDetails(pass: Pass, stubs: readonly ReadRecord[], deps: PassDeps) {
  const known = await deps.db.forTenant(pass.ref.tenantId, (trx) =>
    stubsOf(
      trx,
      pass.ref,
      stubs.map((stub) => stub.key),
    ),
  )
  const changed = stubs.filter((stub) => known.get(stub.key) !== stub.hash)
  const outcome = await readMany(
    pass,
    changed.map((stub) => stub.key),
    deps,
  )
  const { read } = outcome
  const taken = new Set([...read.records.map(({ key }) => key), ...read.missing])
  const details = { read, stubs: changed.filter((stub) => taken.has(stub.key)) }
  return outcome.ok ? { ok: true as const, ...details } : { ok: false as const, failure: outcome.failure, begun: details }
}

interface After {
  state: PassState
  /** Where the cursor may stand now; null: where it is. */
  cursorAt: number | null
}

/** Null: that was the last page. */
function stateAfter(pass: Pass, page: ReadPage): After | null | 'stuck' {
  const { state } = page
  const read = { newest: newestOf(pass, page.records, state.newest), windowRead: state.windowRead + page.listed, detailed: 0 }
  if (!page.done) {
    if (state.checkpoint !== null && JSON.stringify(page.checkpoint) === JSON.stringify(state.checkpoint)) return 'stuck'
    return { state: { ...state, ...read, checkpoint: page.checkpoint }, cursorAt: null }
  }
  const emptyDays = emptyDaysAfter(state.window, read.windowRead, state.emptyDays, state.span.startedAt)
  const window = nextWindow(state.window, state.span, pass.declared.cursor, emptyDays, state.widthMs)
  const ended = { ...state, ...read, checkpoint: null, windowRead: 0, emptyDays }
  if (window !== null) {
    // A window that was read whole need not be asked for again; only a first sync has nothing to show for it yet.
    const cursorAt = pass.job.kind === 'incremental' ? state.window.until : null
    return { state: { ...ended, window }, cursorAt }
  }
  if (pass.job.kind !== 'fullScan') return null
  return { state: { ...ended, phase: 'verify', parentCursor: null, verifiedKey: '' }, cursorAt: null }
}

/** What was read whole stays: the page is asked for again, and only what it still lacks is read. */
async function storeBegun(pass: Pass, { read, stubs }: Details, deps: PassDeps): Promise<void> {
  const startedAt = deps.clock.monotonicMs()
  const { records, missing, calls } = read
  const { state } = pass
  await commitPage(
    pass,
    { state: { ...state, detailed: state.detailed + stubs.length, newest: newestOf(pass, records, state.newest) }, isLast: false },
    async (trx) => {
      const stored = await storeMany(trx, pass.ref, { records, missing, failed: [] }, state.origin, deps)
      await saveStubs(trx, pass.ref, stubs)
      return { ...stored, total: null, startedAt, calls, kind: 'page' }
    },
    deps,
  )
}

async function storePage(pass: Pass, page: ReadPage, after: After | null, deps: PassDeps): Promise<void> {
  const { ref } = pass
  const state = after?.state ?? { ...page.state, newest: newestOf(pass, page.records, page.state.newest) }
  const next = { state, isLast: after === null, cursorAt: after?.cursorAt ?? null }
  await commitPage(
    pass,
    next,
    async (trx) => {
      const { records, listed, details, rejected, total, startedAt, calls } = page
      const stored = await storeMany(trx, ref, { records, ...details }, state.origin, deps)
      await saveStubs(trx, ref, page.stubs)
      const keys = [...stored.keys, ...rejected.map(({ key }) => key ?? '')]
      const scanned = [...new Set([...page.keys, ...keys])]
      if (pass.job.kind === 'fullScan') await rememberScanned(trx, { ...ref, jobId: pass.job.id }, scanned, false)
      // Of stubs those that are as they were: nobody read them.
      const { detailed } = page.state
      const skipped = Math.max(0, listed - detailed - stored.counts.read - rejected.length)
      const counts = {
        ...stored.counts,
        read: Math.max(0, listed - detailed),
        unchanged: stored.counts.unchanged + skipped,
        failed: stored.counts.failed + rejected.length,
      }
      const changes = `${stored.changes}${REFUSED.repeat(rejected.length)}`
      const reasons = [...stored.reasons, ...rejected.map(({ reason }) => reason)]
      return { counts, keys, changes, reasons, total, startedAt, calls, kind: 'page' }
    },
    deps,
  )
}
