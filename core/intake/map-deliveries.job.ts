import { startsFor } from '../events/plugin-events.ts'
import { bodyOf } from '../events/webhook-event.ts'
import type { Database } from '../platform/db.ts'
import { toError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import type { TenantJob } from '../platform/tenant-job.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource, Notify } from '../runs/engine.types.ts'
import { MAP_QUEUE, MAP_TRIES } from '../runs/run-write.types.ts'
import { findUnmapped, recordMappingFailure, sendLostMappings, type UnmappedDelivery } from './delivery-mappings.store.ts'
import type { PluginWebhookSource } from './intake.types.ts'

const SWEEP_QUEUE = 'intake.sweep-unmapped'
const AT_ONCE = 10

export interface MapDeliveriesDeps {
  db: Pick<Database, 'forTenant' | 'engine'>
  engine: Pick<Engine, 'startMapped'>
  flows: FlowSource
  webhooks: PluginWebhookSource
  logger: Logger
  /** Told when a delivery could not be mapped; the engine tells of those that were. */
  notify: Notify
}

/** Maps deliveries whose trigger was too slow for their 2xx, or failed. A job that got lost is sent again by the sweep. */
export async function declareMapDeliveries(queue: Queue, deps: MapDeliveriesDeps, works: boolean): Promise<void> {
  await queue.declare(MAP_QUEUE, { retryLimit: MAP_TRIES - 1 })
  await queue.declare(SWEEP_QUEUE)
  if (!works) return
  await queue.workForTenant(MAP_QUEUE, AT_ONCE, deps.db, (job) => mapDelivery(job, deps))
  await queue.work(SWEEP_QUEUE, 1, async () => {
    const sent = await sendLostMappings(deps.db.engine, queue)
    if (sent > 0) deps.logger.warn({ sent }, 'mapping jobs were lost and sent again')
  })
  await queue.every(SWEEP_QUEUE, '* * * * *')
}

/** Safe to run twice, also at once: only one of them starts the runs. Throws what the queue shall try again. */
export async function mapDelivery({ tenantId, ids, forTenant }: TenantJob, deps: MapDeliveriesDeps): Promise<void> {
  const { deliveryId } = ids
  if (deliveryId === undefined || !isId('dlv', deliveryId)) throw new Error('the job names no delivery')
  const waiting = await forTenant((trx) => findUnmapped(trx, tenantId, deliveryId))
  if (waiting === undefined) return
  try {
    await deps.engine.startMapped({ tenantId, deliveryId, starts: await startsOf(tenantId, waiting, deps) })
  } catch (error) {
    const failure = { tenantId, deliveryId, reason: toError(error).message, maxTries: MAP_TRIES }
    const { isLast } = await forTenant((trx) => recordMappingFailure(trx, failure))
    deps.notify(tenantId, 'deliveries', [deliveryId])
    deps.logger[isLast ? 'error' : 'warn']({ err: error, tenantId, deliveryId, isLast }, 'delivery not mapped')
    throw error
  }
}

function startsOf(tenantId: string, delivery: UnmappedDelivery, { webhooks, flows }: MapDeliveriesDeps) {
  const [plugin = '', webhook = ''] = delivery.source.split('/')
  const hook = webhooks.byName(plugin, webhook)
  if (hook === null) throw new Error(`${delivery.source} is not installed`)
  const headers: Record<string, string> = JSON.parse(delivery.headers)
  const body = bodyOf({ headers, body: delivery.bodyBytes ?? Buffer.from(delivery.body ?? '', 'utf8') })
  const routes = delivery.connectionIds.map((connectionId) => ({ tenantId, connectionId }))
  return startsFor(hook, delivery.topic, body, routes, flows, 'job')
}
