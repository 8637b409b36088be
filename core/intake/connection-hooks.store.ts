import type { Db, Trx } from '../platform/db.ts'

export interface ConnectionHookRow {
  connectionId: string
  webhook: string
  token: string
  secretCipher: string
}

const COLUMNS = { connectionId: 'connection_id', webhook: 'webhook', token: 'token', secretCipher: 'secret_cipher' }

export interface NewConnectionHook extends ConnectionHookRow {
  tenantId: string
  plugin: string
  createdAt: Date
}

/** Keeps what is there: an address that a provider was given never changes. */
export async function addConnectionHook(trx: Trx, hook: NewConnectionHook): Promise<void> {
  await trx('connection_hooks')
    .insert({
      tenant_id: hook.tenantId,
      connection_id: hook.connectionId,
      webhook: hook.webhook,
      plugin: hook.plugin,
      token: hook.token,
      secret_cipher: hook.secretCipher,
      created_at: hook.createdAt,
    })
    .onConflict(['tenant_id', 'connection_id', 'webhook'])
    .ignore()
}

export async function connectionHooksOf(trx: Trx, connectionId: string): Promise<ConnectionHookRow[]> {
  return trx('connection_hooks').where({ connection_id: connectionId }).select<ConnectionHookRow[]>(COLUMNS)
}

export async function lockConnectionHook(trx: Trx, connectionId: string, webhook: string): Promise<ConnectionHookRow | undefined> {
  return trx('connection_hooks').where({ connection_id: connectionId, webhook }).select<ConnectionHookRow[]>(COLUMNS).forUpdate().first()
}

export async function replaceConnectionHookSecret(trx: Trx, connectionId: string, webhook: string, secretCipher: string): Promise<void> {
  await trx('connection_hooks').where({ connection_id: connectionId, webhook }).update({ secret_cipher: secretCipher })
}

/** Engine role: the address is all that is known. The connector and webhook of the path must be the ones it was made for. */
export async function findConnectionHook(
  engine: Db,
  plugin: string,
  webhook: string,
  token: string,
): Promise<{ tenantId: string; connectionId: string; secretCipher: string } | undefined> {
  return engine('connection_hooks')
    .where({ token, plugin, webhook })
    .first({ tenantId: 'tenant_id', connectionId: 'connection_id', secretCipher: 'secret_cipher' })
}

/** Engine role: whose secrets the newest key did not make. */
export async function connectionHooksUnderOtherKeys(
  engine: Db,
  keyId: string,
  limit: number,
): Promise<Array<{ tenantId: string; connectionId: string; webhook: string }>> {
  return engine('connection_hooks')
    .whereNot({ key_id: keyId })
    .limit(limit)
    .select<Array<{ tenantId: string; connectionId: string; webhook: string }>>({
      tenantId: 'tenant_id',
      connectionId: 'connection_id',
      webhook: 'webhook',
    })
}
