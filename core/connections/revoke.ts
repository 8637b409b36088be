import type { Auth } from '../../sdk/manifest.gen.ts'
import type { ConnectionRow, ConnectionsDeps } from './connections.types.ts'
import { openCredential } from './credential-parts.ts'
import { findWithCredential } from './credentials.store.ts'
import type { OAuthApps } from './oauth-apps.service.ts'
import { effectiveSettings, settingTexts } from './settings.ts'
import { TOKEN_TIMEOUT_MS } from './token-client.ts'

type Deps = Pick<ConnectionsDeps, 'db' | 'secrets' | 'connectors' | 'broker' | 'variables' | 'logger'> & { apps: OAuthApps }

/**
 * Tells the provider that the tokens of a connection are not needed any more (RFC 7009), where its manifest says where. A provider that
 * does not answer, or refuses, keeps nobody from forgetting the connection here.
 */
export function createRevoke(deps: Deps): (tenantId: string, row: ConnectionRow) => Promise<void> {
  return async (tenantId, row) => {
    const auth = deps.connectors.auth(row.plugin, row.authId)?.declared
    const url = auth?.type === 'oauth2' ? auth.oauth2.revokeUrl : undefined
    if (auth === undefined || url === undefined) return
    try {
      const status = await send(deps, tenantId, row, { auth, url })
      if (status === null || status < 300) return
      deps.logger.warn({ connectionId: row.id, plugin: row.plugin, status }, 'tokens not given back')
    } catch (error) {
      deps.logger.warn({ connectionId: row.id, plugin: row.plugin, err: error }, 'tokens not given back')
    }
  }
}

/** HTTP status of the answer; null when there is nothing to give back. */
async function send(deps: Deps, tenantId: string, row: ConnectionRow, { auth, url }: { auth: Auth; url: string }): Promise<number | null> {
  if (auth.type !== 'oauth2') return null
  const app = await deps.apps.appFor(tenantId, auth, row.plugin)
  const found = await deps.db.forTenant(tenantId, (trx) => findWithCredential(trx, row.id))
  const tokens = found === undefined ? null : openCredential(deps.secrets, tenantId, row.id, found.cipher).tokens
  if (app === null || tokens === null) return null
  const { clientId, clientSecret } = app
  const isBasic = auth.oauth2.clientAuth === 'basic'
  const pair = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const own: Record<string, string> = isBasic ? {} : { client_id: clientId, client_secret: clientSecret }
  const result = await deps.broker().send({
    tenantId,
    plugin: row.plugin,
    rules: deps.connectors.egressRules(row.plugin),
    connectionId: null,
    settings: settingTexts(effectiveSettings(deps.connectors.settings(row.plugin), row.settings, deps.variables)),
    method: 'POST',
    url,
    headers: { accept: 'application/json', ...(isBasic ? { authorization: `Basic ${pair}` } : {}) },
    body: { form: { ...own, token: tokens.refreshToken ?? tokens.accessToken } },
    timeoutMs: TOKEN_TIMEOUT_MS,
    maxAnswerBytes: 200_000,
    confidential: true,
  })
  if (!result.ok) throw new Error(result.message)
  return result.status
}
