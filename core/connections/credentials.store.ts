import type { Trx } from '../platform/db.ts'
import type { ConnectionRow } from './connections.types.ts'

/** SQL of credentials: ciphertexts only. The lease on refreshing goes by the database's clock, expiry by ours. */

export interface CredentialRow {
  connectionId: string
  version: number
  cipher: string
  obtainedAt: Date
  expiresAt: Date | null
}

export type FoundConnection = Pick<ConnectionRow, 'plugin' | 'authId' | 'accountId' | 'status' | 'statusReason' | 'settings'> & {
  /** Client ids of the connector's OAuth apps that the product was told, by app; a missing one may be in the operator's environment. */
  workspaceApps: Readonly<Record<string, string>>
  installationApps: Readonly<Record<string, string>>
}

export interface CredentialTimes {
  obtainedAt: Date
  expiresAt: Date | null
  keepAliveAt: Date | null
}

const COLUMNS = {
  connectionId: 'connection_id',
  version: 'version',
  cipher: 'credential_cipher',
  obtainedAt: 'obtained_at',
  expiresAt: 'expires_at',
}

export async function findCredential(trx: Trx, connectionId: string): Promise<CredentialRow | undefined> {
  return trx('credentials').where({ connection_id: connectionId }).select<CredentialRow[]>(COLUMNS).first()
}

const BY_APP = `coalesce(jsonb_object_agg(a.app, a.client_id), '{}')`

/** Both in one look: all that an outbound call asks of its connection. */
export async function findWithCredential(trx: Trx, connectionId: string): Promise<(FoundConnection & CredentialRow) | undefined> {
  return trx('connections as n')
    .join('credentials as c', (on) => on.on('c.tenant_id', 'n.tenant_id').andOn('c.connection_id', 'n.id'))
    .where('n.id', connectionId)
    .select(
      trx.raw(`(SELECT ${BY_APP} FROM oauth_apps a WHERE a.tenant_id = n.tenant_id AND a.plugin = n.plugin) AS "workspaceApps"`),
      trx.raw(`(SELECT ${BY_APP} FROM plugin_oauth_apps a WHERE a.plugin = n.plugin) AS "installationApps"`),
    )
    .select<Array<FoundConnection & CredentialRow>>({
      plugin: 'n.plugin',
      authId: 'n.auth_id',
      accountId: 'n.account_id',
      status: 'n.status',
      statusReason: 'n.status_reason',
      settings: 'n.settings',
      connectionId: 'c.connection_id',
      version: 'c.version',
      cipher: 'c.credential_cipher',
      obtainedAt: 'c.obtained_at',
      expiresAt: 'c.expires_at',
    })
    .first()
}

export async function lockCredential(trx: Trx, connectionId: string): Promise<CredentialRow | undefined> {
  return trx('credentials').where({ connection_id: connectionId }).select<CredentialRow[]>(COLUMNS).forUpdate().first()
}

export async function insertCredential(
  trx: Trx,
  tenantId: string,
  connectionId: string,
  cipher: string,
  times: CredentialTimes,
): Promise<void> {
  await trx('credentials').insert({ tenant_id: tenantId, connection_id: connectionId, credential_cipher: cipher, ...timeColumns(times) })
}

/**
 * Stores the next version, if `version` is still the stored one. Whoever got new tokens for that version may store them, even
 * after its lease went: a rotated pair exists once, and losing it costs the user a new sign-in. False: somebody else was first.
 */
export async function replaceCredential(
  trx: Trx,
  connectionId: string,
  version: number,
  cipher: string,
  times: CredentialTimes,
): Promise<boolean> {
  const changed = await trx('credentials')
    .where({ connection_id: connectionId, version })
    .update({ version: version + 1, credential_cipher: cipher, refresh_owner: null, refresh_until: null, ...timeColumns(times) })
  return changed === 1
}

/** Gives `to` the credential of `from`, sealed anew for it, as its next version. What `to` had is over. */
export async function moveCredential(trx: Trx, from: string, to: string, cipher: string): Promise<void> {
  await trx.raw(
    `INSERT INTO credentials AS c (tenant_id, connection_id, credential_cipher, obtained_at, expires_at, keep_alive_at)
     SELECT tenant_id, :to, :cipher, obtained_at, expires_at, keep_alive_at FROM credentials WHERE connection_id = :from
     ON CONFLICT (tenant_id, connection_id) DO UPDATE SET version = c.version + 1, credential_cipher = excluded.credential_cipher,
       obtained_at = excluded.obtained_at, expires_at = excluded.expires_at, keep_alive_at = excluded.keep_alive_at,
       refresh_owner = NULL, refresh_until = NULL`,
    { from, to, cipher },
  )
}

/** A connection that was given up is not kept alive. */
export async function stopKeepAlive(trx: Trx, connectionId: string): Promise<void> {
  await trx('credentials').where({ connection_id: connectionId }).update({ keep_alive_at: null })
}

/** The same credential under another key. */
export async function rewriteCipher(trx: Trx, connectionId: string, cipher: string): Promise<void> {
  await trx('credentials').where({ connection_id: connectionId }).update({ credential_cipher: cipher })
}

/** The right to refresh `version`: to one owner in the cluster at a time, and to nobody while a failed attempt rests. */
export async function claimRefresh(trx: Trx, connectionId: string, version: number, owner: string, leaseMs: number): Promise<boolean> {
  const claimed = await trx('credentials')
    .where({ connection_id: connectionId, version })
    .whereRaw('(refresh_until IS NULL OR refresh_until < clock_timestamp())')
    .update({ refresh_owner: owner, refresh_until: trx.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [leaseMs]) })
  return claimed === 1
}

/** Gives the right back, to be taken again after `restMs`. */
export async function restRefresh(trx: Trx, connectionId: string, owner: string, restMs: number): Promise<void> {
  await trx('credentials')
    .where({ connection_id: connectionId, refresh_owner: owner })
    .update({ refresh_owner: null, refresh_until: trx.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [restMs]) })
}

export interface RefreshState {
  version: number
  /** `busy`: somebody refreshes. `resting`: an attempt failed a moment ago. */
  is: 'free' | 'busy' | 'resting'
  /** Until the lease or the rest ends. */
  leftMs: number
}

export async function readRefreshState(trx: Trx, connectionId: string): Promise<RefreshState | undefined> {
  return trx('credentials')
    .where({ connection_id: connectionId })
    .select<RefreshState[]>(
      'version',
      trx.raw(`CASE WHEN refresh_until IS NULL OR refresh_until < clock_timestamp() THEN 'free'
                    WHEN refresh_owner IS NULL THEN 'resting' ELSE 'busy' END AS "is"`),
      trx.raw(`coalesce(greatest(0, ceil(extract(epoch FROM refresh_until - clock_timestamp()) * 1000)), 0)::integer AS "leftMs"`),
    )
    .first()
}

function timeColumns(times: CredentialTimes) {
  return { obtained_at: times.obtainedAt, expires_at: times.expiresAt, keep_alive_at: times.keepAliveAt }
}
