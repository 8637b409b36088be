import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId, newId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import { type BulkRow, cancelBulk, countItems, findBulk, insertBulk, listItems, recentBulks } from './bulk-runs.store.ts'
import type { BulkItem, BulkRequest, BulkView } from './bulk-runs.types.ts'
import { failedRunIds } from './failures.store.ts'
import type { RunCaller } from './runs.service.ts'
import { listRuns } from './runs.store.ts'

export const BULK_QUEUE = 'runs.bulk'
export const MOST_AT_ONCE = 1_000
const DAY_MS = 86_400_000
const MOST_SHOWN = 10
/** How far back a filter reaches that names no time. */
export const DEFAULT_DAYS = 30

export interface BulkDeps {
  db: Pick<Database, 'forTenant' | 'engine'>
  queue: Pick<Queue, 'send'>
  clock: Clock
}

export type BulkService = ReturnType<typeof createBulkRuns>

/** Retry, cancel or resolve many runs. What is asked for is stored with its job; the job works through it, run by run. */
export function createBulkRuns({ db, queue, clock }: BulkDeps) {
  async function load(trx: Trx, tenantId: string, id: string): Promise<BulkRow> {
    const row = isId('blk', id) ? await findBulk(trx, tenantId, id) : undefined
    if (row === undefined) throw new AppError('not_found')
    return row
  }

  async function view(trx: Trx, tenantId: string, id: string): Promise<BulkView> {
    const { action, total, isCut, askedAt, cancelledAt, endedAt } = await load(trx, tenantId, id)
    const status = endedAt === null ? ('running' as const) : cancelledAt === null ? ('done' as const) : ('cancelled' as const)
    const times = { askedAt: askedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null }
    return { id, action, total, isCut, status, ...times, ...(await countItems(trx, tenantId, id)) }
  }

  async function runsOf(trx: Trx, tenantId: string, { runIds, filter = {} }: BulkRequest): Promise<string[]> {
    if (runIds !== undefined) return [...new Set(runIds.filter((id) => isId('run', id)))]
    const { flowId, status, fingerprint, since } = filter
    const most = MOST_AT_ONCE + 1
    const from = since === undefined ? clock.now() - DEFAULT_DAYS * DAY_MS : Date.parse(since)
    if (fingerprint !== undefined || status === 'failed') {
      const sinceDay = toIso(from).slice(0, 10)
      const query = {
        tenantId,
        sinceDay,
        ...(flowId === undefined ? {} : { flowId }),
        ...(fingerprint === undefined ? {} : { fingerprint }),
      }
      return failedRunIds(trx, query, most)
    }
    const query = { tenantId, limit: most, ...(flowId === undefined ? {} : { flowId }), ...(status === undefined ? {} : { status }) }
    const rows = await listRuns(trx, query)
    return rows.filter((row) => row.startedAt.getTime() >= from).map((row) => row.id)
  }

  return {
    /** At most 1,000 runs; of a filter that fits more, the newest. A filter for failed runs leaves out what was dealt with or retried. */
    async start(caller: RunCaller, request: BulkRequest): Promise<BulkView> {
      const { tenantId, userId } = caller
      if ((request.runIds === undefined) === (request.filter === undefined)) {
        throw new AppError('invalid', { errors: [{ field: '/runIds', reason: 'either runIds or filter' }] })
      }
      const found = await db.forTenant(tenantId, (trx) => runsOf(trx, tenantId, request))
      const runIds = found.slice(0, MOST_AT_ONCE)
      const { action, version, from } = request
      const options = { ...(version === undefined ? {} : { version }), ...(from === undefined ? {} : { from }) }
      const id = newId('blk', clock.now())
      await db.engine.transaction(async (trx) => {
        await insertBulk(trx, { tenantId, id, action, options, runIds, isCut: found.length > MOST_AT_ONCE, by: userId })
        await queue.send(BULK_QUEUE, [{ ids: { tenantId, bulkId: id } }], trx)
      })
      return this.read(caller, id)
    },

    async read({ tenantId }: RunCaller, id: string): Promise<BulkView> {
      return db.forTenant(tenantId, (trx) => view(trx, tenantId, id))
    },

    /** What is worked on, and what ended within a day: whoever comes back finds it again. */
    async recent({ tenantId }: RunCaller): Promise<BulkView[]> {
      const since = toIso(clock.now() - DAY_MS)
      return db.forTenant(tenantId, async (trx) => {
        const views: BulkView[] = []
        for (const id of await recentBulks(trx, tenantId, since, MOST_SHOWN)) views.push(await view(trx, tenantId, id))
        return views
      })
    },

    /** What became of each run. */
    async items({ tenantId }: RunCaller, id: string): Promise<BulkItem[]> {
      return db.forTenant(tenantId, async (trx) => {
        await load(trx, tenantId, id)
        return listItems(trx, tenantId, id)
      })
    },

    /** Runs that were worked on stay as they are; the others are left alone. */
    async stop({ tenantId }: RunCaller, id: string): Promise<void> {
      await db.forTenant(tenantId, async (trx) => {
        await load(trx, tenantId, id)
        if (!(await cancelBulk(trx, tenantId, id))) throw new AppError('conflict', { params: { what: 'it is over' } })
      })
    },
  }
}
