import type { ActionsOptions } from './actions/actions.service.ts'
import type { ConnectionsService } from './connections/connections.service.ts'
import type { ConnectionHooks } from './intake/connection-hooks.service.ts'
import type { PluginWebhookSource } from './intake/intake.types.ts'
import { declareKeepSubscriptions } from './intake/keep-subscriptions.job.ts'
import { declareRotateConnectionHooks } from './intake/rotate-connection-hooks.job.ts'
import { createSubscriptions, type Subscriptions } from './intake/subscriptions.service.ts'
import type { Database } from './platform/db.ts'
import type { Queue } from './platform/queue.ts'
import type { Changes } from './realtime/changes.ts'
import { openWebhookCalls } from './resources/operations/webhook-calls.ts'

export interface WireSubscriptionsOptions {
  db: Database
  queue: Queue
  changes: Changes
  capabilities: ActionsOptions
  connections: Pick<ConnectionsService, 'list' | 'onReconnected'>
  connectionHooks: ConnectionHooks
  webhooks: PluginWebhookSource
  works: boolean
  baseUrl: string
}

/** Addresses of connections with their secrets, and subscriptions at providers, kept by a job each minute and at once when an account is connected. */
export async function wireSubscriptions(options: WireSubscriptionsOptions): Promise<Subscriptions> {
  const { db, queue, changes, capabilities, connections, connectionHooks, works } = options
  const { logger } = capabilities
  const subscriptions = createSubscriptions({
    db,
    clock: capabilities.clock,
    logger,
    webhooks: options.webhooks,
    calls: openWebhookCalls(capabilities),
    connectionOf: async (tenantId, id) => (await connections.list(tenantId)).find((row) => row.id === id),
    addressOf: connectionHooks.addressOf,
    plugins: () => capabilities.registry.names(),
    baseUrl: options.baseUrl,
  })
  await declareRotateConnectionHooks(queue, connectionHooks, works)
  await declareKeepSubscriptions(queue, { db, subscriptions }, works)
  const keep = (tenantId: string, connectionId: string, isNews: boolean) => {
    // The job of the next minute does what fails here.
    subscriptions.keep(tenantId, connectionId, isNews).catch((error: unknown) => logger.error({ err: error, tenantId }, 'not subscribed'))
  }
  connections.onReconnected((tenantId, connectionId) => keep(tenantId, connectionId, true))
  changes.onChange((tenantId, { topic, ids }) => {
    if (works && topic === 'connections' && ids !== 'many') for (const id of ids) keep(tenantId, id, false)
  })
  return subscriptions
}
