import type { Trx } from '../platform/db.ts'
import type { Settings } from './settings.ts'

/** An OAuth window that is open. `stateHash` is all that is kept of the state. */
export interface OAuthStateRow {
  stateHash: string
  sessionId: string
  userId: string
  plugin: string
  authId: string
  clientId: string
  redirectUri: string
  verifierCipher: string
  connectionId: string | null
  connectionName: string | null
  settings: Settings
}

export async function insertOAuthState(trx: Trx, tenantId: string, state: OAuthStateRow, expiresAt: Date): Promise<void> {
  await trx('oauth_states').insert({
    tenant_id: tenantId,
    state_hash: state.stateHash,
    session_id: state.sessionId,
    user_id: state.userId,
    plugin: state.plugin,
    auth_id: state.authId,
    client_id: state.clientId,
    redirect_uri: state.redirectUri,
    verifier_cipher: state.verifierCipher,
    connection_id: state.connectionId,
    connection_name: state.connectionName,
    settings: JSON.stringify(state.settings),
    expires_at: expiresAt,
  })
}

/** Takes the state of this session, once: of two callbacks with the same state one gets nothing. */
export async function takeOAuthState(trx: Trx, stateHash: string, sessionId: string, now: Date): Promise<OAuthStateRow | undefined> {
  const [taken] = await trx('oauth_states')
    .where({ state_hash: stateHash, session_id: sessionId })
    .where('expires_at', '>', now)
    .delete()
    .returning<OAuthStateRow[]>([
      'state_hash as stateHash',
      'session_id as sessionId',
      'user_id as userId',
      'plugin',
      'auth_id as authId',
      'client_id as clientId',
      'redirect_uri as redirectUri',
      'verifier_cipher as verifierCipher',
      'connection_id as connectionId',
      'connection_name as connectionName',
      'settings',
    ])
  return taken
}

export async function deleteExpiredStates(trx: Trx, now: Date): Promise<void> {
  await trx('oauth_states').where('expires_at', '<=', now).delete()
}
