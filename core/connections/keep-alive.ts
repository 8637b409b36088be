import { findConnection } from './connections.store.ts'
import type { ConnectionsDeps } from './connections.types.ts'
import { findCredential } from './credentials.store.ts'
import { type CredentialPlace, listDueKeepAlives } from './cross-tenant.store.ts'
import type { Refresh } from './refresh.ts'

const BATCH = 500

type Deps = Pick<ConnectionsDeps, 'db' | 'clock' | 'connectors' | 'logger'> & { refresh: Refresh }

/** Uses refresh tokens that die unused (`keepAliveSeconds`), one after the other. One that fails is tried again next time. */
export async function keepAlive(deps: Deps): Promise<number> {
  const due = await listDueKeepAlives(deps.db, new Date(deps.clock.now()), BATCH)
  for (const place of due) {
    try {
      await renew(deps, place)
    } catch (error) {
      deps.logger.warn({ err: error, ...place }, 'token not kept alive')
    }
  }
  return due.length
}

async function renew({ db, connectors, refresh }: Deps, { tenantId, connectionId }: CredentialPlace): Promise<void> {
  const { connection, row } = await db.forTenant(tenantId, async (trx) => ({
    connection: await findConnection(trx, connectionId),
    row: await findCredential(trx, connectionId),
  }))
  if (connection === undefined || row === undefined) return
  const auth = connectors.auth(connection.plugin, connection.authId)?.declared
  if (auth?.type === 'oauth2') await refresh({ tenantId, connectionId, plugin: connection.plugin, auth, version: row.version })
}
