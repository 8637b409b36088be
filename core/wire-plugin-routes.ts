import type { ActionsOptions } from './actions/actions.service.ts'
import { openRouteCalls } from './actions/route-calls.ts'
import type { ConnectionsService } from './connections/connections.service.ts'
import { statusSentence } from './connections/status-texts.ts'
import { findTokenTimes } from './connections/token-times.store.ts'
import type { PluginWebhookSource } from './intake/intake.types.ts'
import type { PluginHooks } from './intake/plugin-hook.service.ts'
import type { Database } from './platform/db.ts'
import { AppError } from './platform/errors.ts'
import type { PluginRouteDeps } from './plugin-routes/plugin-routes.ts'

export interface WirePluginRoutesOptions
  extends Pick<PluginRouteDeps, 'resources' | 'sync' | 'deliveries' | 'queue' | 'calls' | 'actions'> {
  db: Pick<Database, 'forTenant'>
  connections: ConnectionsService
  webhooks: Pick<PluginWebhookSource, 'byName'>
  pluginHooks: Pick<PluginHooks, 'takeIn'>
  /** What every capability of a connector is carried out with. */
  capabilities: ActionsOptions
}

/** Everything that connectors' own addresses can be bound to. */
export function wirePluginRoutes(options: WirePluginRoutesOptions): PluginRouteDeps {
  const { db, connections, capabilities, webhooks, pluginHooks, ...services } = options
  return {
    ...services,
    registry: capabilities.registry,
    clock: capabilities.clock,
    connections: connections.list,
    changes: connections,
    reasonOf: statusSentence,
    async takeIn({ plugin, name }, body, route) {
      const hook = webhooks.byName(plugin, name)
      if (hook === null) throw new AppError('not_found')
      return pluginHooks.takeIn(hook, body, route)
    },
    settingsOf: async (tenantId, id) => (await connections.findForAction(tenantId, id))?.settings ?? {},
    tokenTimes: (tenantId) => db.forTenant(tenantId, findTokenTimes),
    routeCalls: openRouteCalls(capabilities),
  }
}
