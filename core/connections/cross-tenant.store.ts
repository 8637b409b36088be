import type { Database } from '../platform/db.ts'

/**
 * The few looks into every workspace that connections need, on the engine's role (security.md C20): which connection a
 * provider's message is for, which OAuth app signed it, and which credentials wait for work. What a credential holds cannot
 * be read here: the role has no right to that column.
 */
type Engine = Pick<Database, 'engine'>

/** At most 1,000. */
export async function findHookRoutes(
  { engine }: Engine,
  plugin: string,
  accountId: string,
): Promise<Array<{ tenantId: string; connectionId: string; appId: string }>> {
  const { rows } = await engine.raw<{ rows: Array<{ tenantId: string; connectionId: string; appId: string }> }>(
    `SELECT tenant_id AS "tenantId", connection_id AS "connectionId", app_id AS "appId" FROM find_hook_routes(?, ?)`,
    [plugin, accountId],
  )
  return rows
}

export async function listOAuthApps(
  { engine }: Engine,
  plugin: string,
): Promise<Array<{ tenantId: string; app: string; clientId: string; secretCipher: string }>> {
  return engine('oauth_apps')
    .where({ plugin })
    .select<Array<{ tenantId: string; app: string; clientId: string; secretCipher: string }>>({
      tenantId: 'tenant_id',
      app: 'app',
      clientId: 'client_id',
      secretCipher: 'secret_cipher',
    })
    .orderBy(['tenant_id', 'app'])
}

/** Who has an app of their own, of any connector. */
export async function listAppOwners({ engine }: Engine): Promise<string[]> {
  return engine('oauth_apps').distinct().pluck('tenant_id')
}

export interface CredentialPlace {
  tenantId: string
  connectionId: string
}

const PLACE = { tenantId: 'tenant_id', connectionId: 'connection_id' }

/** Not yet under this key. */
export async function listUnderOtherKeys({ engine }: Engine, keyId: string, limit: number): Promise<CredentialPlace[]> {
  return engine('credentials').whereNot({ key_id: keyId }).select<CredentialPlace[]>(PLACE).limit(limit)
}

/** Refresh tokens that would die unused. */
export async function listDueKeepAlives({ engine }: Engine, now: Date, limit: number): Promise<CredentialPlace[]> {
  return engine('credentials').where('keep_alive_at', '<=', now).orderBy('keep_alive_at').select<CredentialPlace[]>(PLACE).limit(limit)
}

/** The workspace that the installation was set up with: its owners look after the installation. */
export async function firstWorkspace({ engine }: Engine): Promise<string | null> {
  const row = await engine('workspaces')
    .orderBy('created_at')
    .orderBy('tenant_id')
    .select<Array<{ tenantId: string }>>({ tenantId: 'tenant_id' })
    .first()
  return row?.tenantId ?? null
}
