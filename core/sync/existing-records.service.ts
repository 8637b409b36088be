import type { ResourceTrigger } from '../../sdk/flow/definition.ts'
import { type NewResourceEvent, owe } from '../events/resource-events.store.ts'
import { recordAudit } from '../identity/audit.service.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import type { RecordReader } from '../resources/resources.types.ts'
import {
  advanceExistingStart,
  EXISTING_QUEUE,
  type ExistingStart,
  findPublishedTrigger,
  insertExistingStart,
  newestExistingStart,
  runningStarts,
} from './existing-starts.store.ts'

export interface ExistingRecordsDeps {
  db: Pick<Database, 'forTenant'>
  queue: Queue
  reader: Pick<RecordReader, 'list' | 'stats'>
  clock: Clock
}

export interface ExistingView {
  /** Records that are there now, each of which would get a run. */
  count: number
  /** The newest time that it was asked for; null: never. */
  last: { expected: number; started: number; status: 'running' | 'done'; createdAt: string } | null
}

export type ExistingRecords = ReturnType<typeof createExistingRecords>

const PAGE = 100
const WORKERS = 2

/** Runs for records that were there before a flow: an explicit choice, counted first and confirmed with that count. */
export function createExistingRecords(deps: ExistingRecordsDeps) {
  const { db, queue, reader, clock } = deps

  async function triggerOf(trx: Trx, flowId: string): Promise<{ version: number; trigger: ResourceTrigger }> {
    const published = await findPublishedTrigger(trx, flowId)
    if (published === undefined) throw new AppError('not_found')
    const trigger: ResourceTrigger | { kind: 'other' } = JSON.parse(published.trigger)
    if (trigger.kind !== 'resource')
      throw new AppError('conflict', { params: { what: 'this flow does not listen to records / este fluxo não escuta registros' } })
    return { version: published.version, trigger }
  }

  async function countOf(tenantId: string, { plugin, resource, connectionId }: ResourceTrigger): Promise<number> {
    return (await reader.stats(tenantId, { plugin, resource, connectionId })).total
  }

  return {
    async count(tenantId: string, flowId: string): Promise<ExistingView> {
      const { trigger, last } = await db.forTenant(tenantId, async (trx) => {
        return { ...(await triggerOf(trx, flowId)), last: await newestExistingStart(trx, flowId) }
      })
      return { count: await countOf(tenantId, trigger), last: last === undefined ? null : showStart(last) }
    },

    /** Throws AppError `conflict` when there are not as many as the person confirmed, or it is under way. */
    async start(caller: { tenantId: string; userId: string }, flowId: string, confirmed: number): Promise<ExistingView> {
      const { tenantId, userId } = caller
      const { version, trigger } = await db.forTenant(tenantId, (trx) => triggerOf(trx, flowId))
      const count = await countOf(tenantId, trigger)
      if (count !== confirmed)
        throw new AppError('conflict', { params: { what: `there are ${count} records now / agora há ${count} registros` } })
      const nowMs = clock.now()
      await db.forTenant(tenantId, async (trx) => {
        const row = { tenantId, id: newId('exs', nowMs), flowId, flowVersion: version, expected: count, userId, at: toIso(nowMs) }
        if (!(await insertExistingStart(trx, row)))
          throw new AppError('conflict', { params: { what: 'it is under way / já está em andamento' } })
        await recordAudit(trx, { tenantId, userId, act: 'flow.existing_records_started', subject: flowId, detail: { count } }, nowMs)
        await queue.send(EXISTING_QUEUE, [{ ids: { tenantId } }], trx)
      })
      return this.count(tenantId, flowId)
    },
  }
}

export async function declareExistingRecords(deps: ExistingRecordsDeps, works: boolean): Promise<void> {
  await deps.queue.declare(EXISTING_QUEUE)
  if (works) await deps.queue.workForTenant(EXISTING_QUEUE, WORKERS, deps.db, ({ tenantId }) => goOnWithExisting(tenantId, deps), 5)
}

/** Page by page; each page's runs are owed in the transaction that moves the cursor, so that a kill repeats and loses none. */
export async function goOnWithExisting(tenantId: string, deps: ExistingRecordsDeps): Promise<void> {
  for (const start of await deps.db.forTenant(tenantId, runningStarts)) {
    let at: ExistingStart | null = start
    while (at !== null) at = await nextPage(tenantId, at, deps)
  }
}

async function nextPage(tenantId: string, start: ExistingStart, deps: ExistingRecordsDeps): Promise<ExistingStart | null> {
  const published = await deps.db.forTenant(tenantId, (trx) => findPublishedTrigger(trx, start.flowId))
  const trigger: ResourceTrigger | null = published === undefined ? null : JSON.parse(published.trigger)
  const isStill = trigger !== null && trigger.kind === 'resource' && published?.version === start.flowVersion
  // Published anew, paused or deleted since: what was confirmed is not what would run.
  const page = !isStill ? { items: [], nextCursor: null } : await pageOf(tenantId, start, trigger, deps)
  const events = isStill ? page.items.map(({ key, data }) => eventOf(tenantId, start, trigger, key, JSON.stringify(data), deps.clock)) : []
  const isMine = await deps.db.forTenant(tenantId, async (trx) => {
    if (!(await advanceExistingStart(trx, start, { cursor: page.nextCursor, started: events.length }))) return false
    await owe(trx, tenantId, events, deps.queue)
    return true
  })
  return isMine && page.nextCursor !== null ? { ...start, cursor: page.nextCursor } : null
}

function pageOf(
  tenantId: string,
  start: ExistingStart,
  { plugin, resource, connectionId }: ResourceTrigger,
  { reader }: ExistingRecordsDeps,
) {
  return reader.list(tenantId, { plugin, resource, connectionId, limit: PAGE, ...(start.cursor === null ? {} : { cursor: start.cursor }) })
}

function eventOf(
  tenantId: string,
  start: ExistingStart,
  trigger: ResourceTrigger,
  key: string,
  record: string,
  clock: Clock,
): NewResourceEvent {
  const { plugin, resource, connectionId } = trigger
  const data = `{"change":"created","record":${record},"before":null}`
  const at = { id: newId('evt', clock.now()), flowId: start.flowId, flowVersion: start.flowVersion, isKept: false }
  return { tenantId, ...at, plugin, resource, connectionId, key, change: 'created', data }
}

function showStart({ expected, started, status, createdAt }: ExistingStart) {
  return { expected, started, status, createdAt: toIso(createdAt.getTime()) }
}
