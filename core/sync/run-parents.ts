import type { Json } from '../../sdk/flow/definition.ts'
import type { ActionFailure } from '../actions/actions.types.ts'
import { AppError } from '../platform/errors.ts'
import type { ReadRecord } from '../resources/operations/operations.types.ts'
import { MOST_RECORDS_OF_PAGE } from '../resources/record-writer.ts'
import { commitPage, isTimeUp, newestOf, type Pass, type PassDeps, type PassEnd, priorityOf } from './pass.ts'
import { dropParents, type QueuedParent, queuedParents, rememberScanned } from './pass-keys.store.ts'
import type { PassState } from './pass-state.ts'
import { AT_ONCE, askAgain, isPassing } from './read-many.ts'
import { storeRecords } from './store-records.ts'

/** Parents whose children are stored together, with one checkpoint. */
const PARENTS = 25
/** Pages of one parent's children; more would be a list that never ends. */
const MAX_PAGES = 1_000

interface Parents {
  items: Array<{ key: string; data: Json }>
  /** To be dropped with the commit, unless they changed meanwhile. */
  queued: QueuedParent[]
  nextCursor: string | null
  isLast: boolean
}

/**
 * Children of stored parents, one list for each. A first sync and a scan go over all parents that the manifest's `where` takes, and so
 * does an incremental pass where there is a `where` (parents that are still open); else it goes over parents that changed.
 */
export async function runParents(pass: Pass, deps: PassDeps): Promise<PassEnd> {
  for (;;) {
    const startedAt = deps.clock.monotonicMs()
    const parents = await nextParents(pass, deps)
    const listed = await childrenOf(
      pass,
      parents.items.map((item) => item.data),
      deps,
    )
    if (!listed.ok) return { kind: 'failed', failure: listed.failure }
    await deps.checkpoint?.('page-read', pass.ref.resource)
    await storeChildren(pass, parents, listed, startedAt, deps)
    if (parents.isLast) return { kind: 'done' }
    if (isTimeUp(pass, deps)) return { kind: 'more' }
  }
}

function goesOverAll({ job, declared, cursor }: Pass): boolean {
  return job.kind !== 'incremental' || declared.parent?.where !== undefined || cursor?.backfilledAt == null
}

async function nextParents(pass: Pass, deps: PassDeps): Promise<Parents> {
  const { ref, declared, state } = pass
  const parent = declared.parent?.resource ?? ''
  if (!goesOverAll(pass)) return changedParents(pass, parent, deps)
  const page = await deps.reader.list(ref.tenantId, {
    plugin: ref.plugin,
    resource: parent,
    connectionId: ref.connectionId,
    limit: PARENTS,
    ...(declared.parent?.where === undefined ? {} : { filter: declared.parent.where }),
    ...(state.parentCursor === null ? {} : { cursor: state.parentCursor }),
  })
  const items = page.items.map(({ key, data }) => ({ key, data }))
  const keys = items.map((item) => item.key)
  const queued = keys.length === 0 ? [] : await deps.db.forTenant(ref.tenantId, (trx) => queuedParents(trx, ref, keys, PARENTS))
  return { items, queued, nextCursor: page.nextCursor, isLast: page.nextCursor === null }
}

async function changedParents({ ref }: Pass, parent: string, deps: PassDeps): Promise<Parents> {
  const queued = await deps.db.forTenant(ref.tenantId, (trx) => queuedParents(trx, ref, null, PARENTS))
  const items: Parents['items'] = []
  for (const { key } of queued) {
    try {
      const { data, deletedAt } = await deps.reader.read(ref.tenantId, { ...ref, resource: parent, key })
      if (deletedAt === null) items.push({ key, data })
    } catch (error) {
      // Not stored any more: it has no children to ask for.
      if (!(error instanceof AppError && error.code === 'not_found')) throw error
    }
  }
  return { items, queued, nextCursor: null, isLast: queued.length < PARENTS }
}

interface Children {
  ok: true
  records: ReadRecord[]
  failed: number
  lastFailure: ActionFailure | null
  calls: number
}

async function childrenOf(pass: Pass, parents: readonly Json[], deps: PassDeps): Promise<Children | { ok: false; failure: ActionFailure }> {
  const children: Children = { ok: true, records: [], failed: 0, lastFailure: null, calls: 0 }
  for (let i = 0; i < parents.length; i += AT_ONCE) {
    const results = await Promise.all(
      parents.slice(i, i + AT_ONCE).map((parent) => askAgain(() => childrenOfOne(pass, parent, deps), pass.signal)),
    )
    for (const result of results) {
      if (result.ok) {
        children.records.push(...result.records)
        children.calls += result.calls
        children.failed += result.failed
      } else if (isPassing(result.failure)) return result
      else if (result.failure.class !== 'notFound') {
        children.failed++
        children.lastFailure = result.failure
      }
    }
  }
  return children
}

async function childrenOfOne(
  pass: Pass,
  parent: Json,
  { operations }: PassDeps,
): Promise<{ ok: true; records: ReadRecord[]; calls: number; failed: number } | { ok: false; failure: ActionFailure }> {
  const records: ReadRecord[] = []
  const { since, until } = pass.state.window
  let checkpoint: Json = null
  let calls = 0
  let failed = 0
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { ref, signal } = pass
    const page = await operations.listPage({
      ...ref,
      checkpoint,
      since,
      until,
      limit: MOST_RECORDS_OF_PAGE,
      parent,
      priority: priorityOf(pass),
      signal,
    })
    if (!page.ok) return { ok: false, failure: page.failure }
    calls += page.calls.length
    records.push(...page.records)
    failed += page.rejected?.length ?? 0
    if (page.done) return { ok: true, records, calls, failed }
    checkpoint = page.checkpoint
  }
  return {
    ok: false,
    failure: { code: 'too_many_pages', message: `more than ${MAX_PAGES} pages of one parent`, class: 'permanent', effect: 'no' },
  }
}

async function storeChildren(pass: Pass, parents: Parents, listed: Children, startedAt: number, deps: PassDeps): Promise<void> {
  const { ref } = pass
  const isScan = pass.job.kind === 'fullScan'
  const newest = newestOf(pass, listed.records, pass.state.newest)
  const phase = isScan && parents.isLast ? 'verify' : pass.state.phase
  const state: PassState = { ...pass.state, phase, parentCursor: parents.nextCursor, newest }
  await commitPage(
    pass,
    { state, isLast: parents.isLast && !isScan },
    async (trx) => {
      const stored = await storeRecords(trx, ref, listed.records, state.origin, deps)
      if (isScan) await rememberScanned(trx, { ...ref, jobId: pass.job.id }, stored.keys, false)
      await dropParents(trx, ref, parents.queued)
      const counts = { ...stored.counts, failed: listed.failed }
      return { counts, keys: stored.keys, changes: stored.changes, total: null, startedAt, calls: listed.calls, kind: 'page' }
    },
    deps,
  )
}
