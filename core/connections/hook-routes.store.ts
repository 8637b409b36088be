import type { Trx } from '../platform/db.ts'

export interface HookRouteRow {
  tenantId: string
  plugin: string
  /** Client id of the OAuth app that the account is connected by; empty for other schemes. */
  appId: string
  accountId: string
  connectionId: string
}

/** A connection has one route: what it was before is gone. */
export async function saveHookRoute(trx: Trx, route: HookRouteRow): Promise<void> {
  await trx('hook_routes').where({ connection_id: route.connectionId }).delete()
  await trx('hook_routes').insert({
    tenant_id: route.tenantId,
    plugin: route.plugin,
    app_id: route.appId,
    account_id: route.accountId,
    connection_id: route.connectionId,
  })
}
