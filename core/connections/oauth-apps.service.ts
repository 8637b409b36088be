import type { AuthOauth2 } from '../../sdk/manifest.gen.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import { AppError } from '../platform/errors.ts'
import type { ConnectionsDeps, OAuthApp } from './connections.types.ts'
import { listOAuthApps } from './cross-tenant.store.ts'
import { findOAuthApp, saveOAuthApp } from './oauth-apps.store.ts'

export interface OAuthAppView {
  source: 'workspace' | 'installation' | 'none'
  clientId: string | null
  /** What has to be registered at the provider, to the letter. */
  redirectUri: string
}

export interface Application {
  /** Null: the installation's. */
  tenantId: string | null
  clientId: string
  secrets: string[]
}

/** OAuth clients: the workspace's own, or else the installation's from the environment variables that the manifest names. */
export interface OAuthApps {
  view(tenantId: string, plugin: string): Promise<OAuthAppView>
  save(caller: Caller, plugin: string, app: { clientId: string; clientSecret: string }): Promise<OAuthAppView>
  /** With the secret; null when there is none for this workspace. */
  appFor(tenantId: string, auth: AuthOauth2, plugin: string): Promise<OAuthApp | null>
  redirectUri(auth: AuthOauth2): string
  /** Of every workspace and the installation, for webhooks signed with an app's secret. */
  applications(plugin: string): Promise<Application[]>
}

const CALLBACK_PATH = '/oauth/callback'

type Deps = Pick<ConnectionsDeps, 'db' | 'clock' | 'secrets' | 'connectors' | 'variables' | 'baseUrl'>

export function createOAuthApps({ db, clock, secrets, connectors, variables, baseUrl }: Deps): OAuthApps {
  const oauthOf = (plugin: string): AuthOauth2 => {
    const auth = connectors.authsOf(plugin).find((candidate) => candidate.type === 'oauth2')
    if (auth === undefined) throw new AppError('not_found')
    return auth
  }
  const installationApp = (auth: AuthOauth2): OAuthApp | null => {
    const clientId = variableOf(variables, auth.app.env.clientId)
    const clientSecret = variableOf(variables, auth.app.env.clientSecret)
    return clientId === null || clientSecret === null ? null : { clientId, clientSecret, source: 'installation' }
  }

  const apps: OAuthApps = {
    async view(tenantId, plugin) {
      const auth = oauthOf(plugin)
      const app = await apps.appFor(tenantId, auth, plugin)
      return { source: app?.source ?? 'none', clientId: app?.clientId ?? null, redirectUri: apps.redirectUri(auth) }
    },
    async save({ tenantId, userId }, plugin, { clientId, clientSecret }) {
      oauthOf(plugin)
      const nowMs = clock.now()
      await db.forTenant(tenantId, async (trx) => {
        const secretCipher = secrets.encrypt(clientSecret, appPurpose(tenantId, plugin))
        await saveOAuthApp(trx, { tenantId, plugin, clientId, secretCipher, updatedBy: userId, updatedAt: new Date(nowMs) })
        await recordAudit(trx, { tenantId, userId, act: 'oauth_app.changed', subject: plugin, detail: { clientId } }, nowMs)
      })
      return apps.view(tenantId, plugin)
    },
    async appFor(tenantId, auth, plugin) {
      const own = await db.forTenant(tenantId, (trx) => findOAuthApp(trx, plugin))
      if (own === undefined) return installationApp(auth)
      return { clientId: own.clientId, clientSecret: secrets.decrypt(own.secretCipher, appPurpose(tenantId, plugin)), source: 'workspace' }
    },
    redirectUri(auth) {
      const declared = auth.app.env.redirectUri
      return (declared === undefined ? null : variableOf(variables, declared)) ?? baseUrl + CALLBACK_PATH
    },
    async applications(plugin) {
      const own = await listOAuthApps(db, plugin)
      const found: Application[] = own.map(({ tenantId, clientId, secretCipher }) => ({
        tenantId,
        clientId,
        secrets: [secrets.decrypt(secretCipher, appPurpose(tenantId, plugin))],
      }))
      const auth = connectors.authsOf(plugin).find((candidate) => candidate.type === 'oauth2')
      const shared = auth === undefined ? null : installationApp(auth)
      if (shared !== null) found.push({ tenantId: null, clientId: shared.clientId, secrets: [shared.clientSecret] })
      return found
    },
  }
  return apps
}

export function appPurpose(tenantId: string, plugin: string): string {
  return `oauth-app:${tenantId}:${plugin}`
}

function variableOf(variables: Readonly<Record<string, string>>, name: string): string | null {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  return value === undefined || value === '' ? null : value
}
