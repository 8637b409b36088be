import type { ActionsOptions } from './actions/actions.service.ts'
import { openRouteCalls } from './actions/route-calls.ts'
import type { ConnectionsService } from './connections/connections.service.ts'
import { statusSentence } from './connections/status-texts.ts'
import { findTokenTimes } from './connections/token-times.store.ts'
import type { Database } from './platform/db.ts'
import type { PluginRouteDeps } from './plugin-routes/plugin-routes.ts'

export interface WirePluginRoutesOptions
  extends Pick<PluginRouteDeps, 'resources' | 'sync' | 'deliveries' | 'queue' | 'calls' | 'actions' | 'takeIn'> {
  db: Pick<Database, 'forTenant'>
  connections: ConnectionsService
  /** What every capability of a connector is carried out with. */
  capabilities: ActionsOptions
}

/** Everything that connectors' own addresses can be bound to. */
export function wirePluginRoutes({ db, connections, capabilities, ...services }: WirePluginRoutesOptions): PluginRouteDeps {
  return {
    ...services,
    registry: capabilities.registry,
    clock: capabilities.clock,
    connections: connections.list,
    changes: connections,
    reasonOf: statusSentence,
    settingsOf: async (tenantId, id) => (await connections.findForAction(tenantId, id))?.settings ?? {},
    tokenTimes: (tenantId) => db.forTenant(tenantId, findTokenTimes),
    routeCalls: openRouteCalls(capabilities),
  }
}
