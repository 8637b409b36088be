import { recordAudit } from '../identity/audit.service.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import type { Notify } from '../runs/engine.types.ts'
import type { RunsService } from '../runs/runs.service.ts'
import { copiesOf, type DeliveryDetailRow, type DeliveryQuery, type DeliveryRow, findDelivery, listDeliveries } from './deliveries.store.ts'
import { countByTopic, listUnmapped } from './delivery-figures.store.ts'
import { reopenMapping, sendLostMappings } from './delivery-mappings.store.ts'

export interface DeliveryView extends Omit<DeliveryRow, 'receivedAt'> {
  receivedAt: string
}

/** One stage of a delivery's way, with its time. */
export interface Stage {
  at: string
  what: 'received' | 'deduplicated' | 'stored' | 'queued' | 'fetched' | 'processed'
  runId: string | null
  /** How often the message came; how the run ended; which record was read, and what became of it. */
  detail: number | string | null
}

export interface DeliveryDetail extends DeliveryView {
  method: string
  query: string
  headers: Record<string, string>
  /** The raw body as text. Bytes that are no text are shown as base64 after `base64:`. */
  body: string
  timeline: Stage[]
}

export type DeliveriesService = ReturnType<typeof createDeliveries>

interface DeliveryCaller {
  tenantId: string
  userId: string
}

export interface DeliveriesDeps {
  db: Database
  clock: Clock
  runs: Pick<RunsService, 'read' | 'steps'>
  queue: Pick<Queue, 'send'>
  notify: Notify
  /** What became of the records that the delivery said to read again. Made by the sync. */
  recordStages?(tenantId: string, deliveryId: string): Promise<Stage[]>
}

const PAGE = 50
const MAX_PAGE = 200

/** What came in, as it came, and what became of it. */
export function createDeliveries({ db, clock, runs, queue, notify, recordStages }: DeliveriesDeps) {
  const deliveries = {
    /** Newest first. The page of a rare flow may come short although there is more. */
    async list(caller: DeliveryCaller, query: Omit<DeliveryQuery, 'tenantId' | 'limit'> & { limit?: number }) {
      if (query.before !== undefined && !isId('dlv', query.before)) {
        throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
      }
      const limit = Math.min(query.limit ?? PAGE, MAX_PAGE)
      const page = await db.forTenant(caller.tenantId, (trx) => listDeliveries(trx, { ...query, tenantId: caller.tenantId, limit }))
      return { items: page.rows.map(viewOf), nextCursor: page.next }
    },

    async read(caller: DeliveryCaller, id: string): Promise<DeliveryDetail> {
      if (!isId('dlv', id)) throw new AppError('not_found')
      const { row, copies } = await db.forTenant(caller.tenantId, async (trx) => {
        const found = await findDelivery(trx, caller.tenantId, id)
        if (found === undefined) throw new AppError('not_found')
        const count = found.dedupeKey === null ? null : await copiesOf(trx, caller.tenantId, found.source, found.dedupeKey)
        return { row: found, copies: count }
      })
      const ways = await Promise.all(row.runIds.map((runId) => wayOf(caller, runId)))
      const records = (await recordStages?.(caller.tenantId, id)) ?? []
      return {
        ...viewOf(row),
        method: row.method,
        query: row.query,
        headers: JSON.parse(row.headers),
        body: typeof row.body === 'string' ? row.body : `base64:${row.body.toString('base64')}`,
        timeline: [...arrival(row, copies), ...records, ...ways.flat()],
      }
    },

    /** What a connector received in the last so many days, today included, by topic. */
    figures: ({ tenantId }: Pick<DeliveryCaller, 'tenantId'>, plugin: string, days: number) =>
      db.forTenant(tenantId, (trx) => countByTopic(trx, { tenantId, plugin, days: days - 1 })),

    /** Deliveries of a connector of which no events were made yet, newest first. */
    unmapped: ({ tenantId }: Pick<DeliveryCaller, 'tenantId'>, of: { plugin: string; before?: string; limit: number }) =>
      db.forTenant(tenantId, (trx) => listUnmapped(trx, { ...of, tenantId })),

    /** Throws AppError `conflict` unless its mapping has failed for good. */
    async mapAgain(caller: DeliveryCaller, id: string): Promise<DeliveryDetail> {
      if (!isId('dlv', id)) throw new AppError('not_found')
      const { tenantId } = caller
      await db.forTenant(tenantId, async (trx) => {
        if ((await findDelivery(trx, tenantId, id)) === undefined) throw new AppError('not_found')
        if (!(await reopenMapping(trx, tenantId, id))) {
          throw new AppError('conflict', { params: { what: 'its mapping has not failed / a interpretação dela não falhou' } })
        }
        await recordAudit(trx, { ...caller, act: 'delivery.mapping_reopened', subject: id, detail: {} }, clock.now())
      })
      // Should this process end right here, the sweep sends the job.
      await sendLostMappings(db.engine, queue)
      notify(tenantId, 'deliveries', [id])
      return deliveries.read(caller, id)
    },
  }
  return deliveries

  /** What one run made of it: queued, its first answer from outside, its end. */
  async function wayOf(caller: DeliveryCaller, runId: string): Promise<Stage[]> {
    const run = await runs.read(caller, runId)
    const steps = await runs.steps(caller, runId)
    const fetched = steps.find((step) => step.kind === 'action' && step.status === 'done' && step.startedAt !== null)
    const stages: Stage[] = [{ at: run.startedAt, what: 'queued', runId, detail: null }]
    if (fetched?.startedAt) {
      const doneAt = toIso(Date.parse(fetched.startedAt) + (fetched.durationMs ?? 0))
      stages.push({ at: doneAt, what: 'fetched', runId, detail: fetched.title ?? fetched.name })
    }
    if (run.endedAt !== null) stages.push({ at: run.endedAt, what: 'processed', runId, detail: run.status })
    return stages
  }
}

/** All of it is one commit, so it has one time. */
function arrival(row: DeliveryDetailRow, copies: number | null): Stage[] {
  const at = toIso(row.receivedAt.getTime())
  return [
    { at, what: 'received', runId: null, detail: null },
    { at, what: 'deduplicated', runId: null, detail: copies },
    { at, what: 'stored', runId: null, detail: row.verdict },
  ]
}

function viewOf(row: DeliveryRow): DeliveryView {
  const { id, source, verdict, dedupeKey, runIds, topic, mapping } = row
  return { id, receivedAt: toIso(row.receivedAt.getTime()), source, verdict, dedupeKey, runIds, topic, mapping }
}
