import type { Connection } from '#lib/api/connections.ts'
import type { Connector } from '#lib/api/connectors.ts'
import { m } from '#lib/paraglide/messages.js'

/** Connector and account, without what the connection's name says already; empty when it says both. */
export function aboutConnection(
  { name, plugin, accountLabel }: Pick<Connection, 'name' | 'plugin' | 'accountLabel'>,
  connector: Pick<Connector, 'displayName'> | null,
): string {
  if (connector === null) return m.conn_missing_connector({ plugin })
  const parts = [
    ...(name.includes(connector.displayName) ? [] : [connector.displayName]),
    ...(accountLabel === null || name.includes(accountLabel) ? [] : [m.conn_account({ account: accountLabel })]),
  ]
  return parts.join(' · ')
}
