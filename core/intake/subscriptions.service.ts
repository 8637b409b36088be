import type { ActionFailure } from '../actions/actions.types.ts'
import type { ConnectionRow } from '../connections/connections.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { PluginWebhook, PluginWebhookSource } from './intake.types.ts'
import {
  claimSubscription,
  dueSubscriptions,
  failSubscription,
  keepSubscription,
  type SubscriptionRow,
  subscriptionsOf,
} from './subscriptions.store.ts'

interface WebhookAt {
  tenantId: string
  connectionId: string
  plugin: string
  webhook: string
}

/** What connectors do at their providers. Never throws for provider faults. */
export interface SubscriptionCalls {
  subscribe(
    at: WebhookAt,
    input: { address: string; topics: readonly string[]; id: string | null },
  ): Promise<{ ok: true; output: { id: string; expiresAt: number | null } } | { ok: false; failure: ActionFailure }>
  unsubscribe(at: WebhookAt, input: { address: string; id: string }): Promise<{ ok: true } | { ok: false; failure: ActionFailure }>
}

export interface SubscriptionsDeps {
  db: Pick<Database, 'forTenant' | 'engine'>
  clock: Clock
  logger: Pick<Logger, 'error'>
  webhooks: Pick<PluginWebhookSource, 'ofPlugin'>
  calls: SubscriptionCalls
  connectionOf(tenantId: string, connectionId: string): Promise<ConnectionRow | undefined>
  /** Address of a connection's own; made when it is first asked for. */
  addressOf(tenantId: string, connectionId: string, webhook: string): Promise<string | null>
  /** Names of the connectors that are installed. */
  plugins(): readonly string[]
  baseUrl: string
}

export type Subscriptions = ReturnType<typeof createSubscriptions>

const MINUTE_MS = 60_000
const MOST_WAIT_MS = 3_600_000
/** A subscription that expires is renewed an hour before, unless the manifest says otherwise. */
const RENEW_BEFORE_SECONDS = 3_600

/**
 * Subscribes at providers when an account is connected, again before a subscription expires, when its address changed and when the
 * account was connected again; unsubscribes when it is disconnected. Doing any of it twice does nothing more.
 */
export function createSubscriptions(deps: SubscriptionsDeps) {
  const { db, clock, logger } = deps
  const subscribable = (plugin: string) => deps.webhooks.ofPlugin(plugin).filter(({ webhook }) => webhook.subscribe !== undefined)

  async function keepOne(
    hook: PluginWebhook,
    { tenantId, connectionId, isNews }: { tenantId: string; connectionId: string; isNews: boolean },
  ) {
    const webhook = hook.webhook.name
    const address = await addressOf(hook, tenantId, connectionId)
    if (address === null) return
    const at = { tenantId, connectionId, plugin: hook.plugin, webhook }
    const claimed = await db.forTenant(tenantId, (trx) => claimSubscription(trx, { ...at, address, now: new Date(clock.now()) }, isNews))
    if (claimed === undefined) return
    const result = await deps.calls.subscribe(at, { address, topics: topicsOf(hook), id: claimed.externalId })
    const nowMs = clock.now()
    await db.forTenant(tenantId, async (trx) => {
      if (!result.ok) {
        const { tries = 0 } = (await subscriptionsOf(trx, connectionId)).find((row) => row.webhook === webhook) ?? {}
        const dueAt = new Date(nowMs + Math.min(MOST_WAIT_MS, MINUTE_MS * 2 ** tries))
        await failSubscription(trx, at, { error: result.failure.message, dueAt, now: new Date(nowMs) })
        return
      }
      const { id, expiresAt } = result.output
      const renewMs = (hook.webhook.renewBeforeSeconds ?? RENEW_BEFORE_SECONDS) * 1000
      // One that lives shorter than that is renewed when half of its life is over.
      const dueAt = expiresAt === null ? null : new Date(Math.max(expiresAt - renewMs, (nowMs + expiresAt) / 2))
      const expires = expiresAt === null ? null : new Date(expiresAt)
      await keepSubscription(trx, at, { externalId: id, expiresAt: expires, dueAt, now: new Date(nowMs) })
    })
  }

  async function addressOf({ plugin, webhook }: PluginWebhook, tenantId: string, connectionId: string): Promise<string | null> {
    if (webhook.scope === 'connection') return deps.addressOf(tenantId, connectionId, webhook.name)
    return `${deps.baseUrl}${webhook.paths?.[0] ?? `/hooks/p/${plugin}/${webhook.name}`}`
  }

  return {
    /** Brings the subscriptions of a connection in order. `isNews`: the account was connected again. */
    async keep(tenantId: string, connectionId: string, isNews = false): Promise<void> {
      const connection = await deps.connectionOf(tenantId, connectionId)
      if (connection?.status !== 'connected') return
      for (const hook of subscribable(connection.plugin)) await keepOne(hook, { tenantId, connectionId, isNews })
    },

    /** Takes back what was subscribed to, before the connection goes. What the provider refuses then is only told to the log: it stops by itself, or delivers to nobody. */
    async giveUp(tenantId: string, connectionId: string): Promise<void> {
      const rows = await db.forTenant(tenantId, (trx) => subscriptionsOf(trx, connectionId))
      for (const { plugin, webhook, address, externalId } of rows) {
        if (externalId === null) continue
        const declared = deps.webhooks.ofPlugin(plugin).find((hook) => hook.webhook.name === webhook)
        if (declared?.webhook.unsubscribe === undefined) continue
        const result = await deps.calls.unsubscribe({ tenantId, connectionId, plugin, webhook }, { address, id: externalId })
        if (!result.ok) logger.error({ tenantId, connectionId, webhook, reason: result.failure.message }, 'not unsubscribed')
      }
    },

    /** Connections at which a subscription is due, in all workspaces. */
    due(): Promise<Array<{ tenantId: string; connectionId: string }>> {
      const names = deps.plugins().flatMap((plugin) => subscribable(plugin).map(({ webhook }) => `${plugin}/${webhook.name}`))
      return names.length === 0 ? Promise.resolve([]) : dueSubscriptions(db.engine, names, new Date(clock.now()))
    },

    list: (tenantId: string, connectionId: string): Promise<SubscriptionRow[]> =>
      db.forTenant(tenantId, (trx) => subscriptionsOf(trx, connectionId)),
  }
}

/** Everything that triggers and resources of the connector want to hear of. */
function topicsOf({ triggers, resources = [] }: PluginWebhook): string[] {
  const named = [
    ...triggers.flatMap((trigger) => trigger.topics ?? []),
    ...resources.flatMap((each) => [...each.topics, ...each.deletedTopics]),
  ]
  return [...new Set(named)].sort()
}
