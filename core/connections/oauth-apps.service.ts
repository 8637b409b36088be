import type { Auth, AuthOauth2 } from '../../sdk/manifest.gen.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { ConnectionsDeps, OAuthApp } from './connections.types.ts'
import type { FoundConnection } from './credentials.store.ts'
import { firstWorkspace, listOAuthApps } from './cross-tenant.store.ts'
import {
  type AppKey,
  findInstallationApp,
  findOAuthApp,
  removeInstallationApp,
  removeOAuthApp,
  saveInstallationApp,
  saveOAuthApp,
} from './oauth-apps.store.ts'
import { type RedirectProblem, redirectProblem } from './redirect-check.ts'

export interface OAuthAppView {
  source: 'workspace' | 'installation' | 'none'
  clientId: string | null
  /** What has to be registered at the provider, to the letter. */
  redirectUri: string
  /** Why people would not come back from the provider's page; null when nothing is known against it. */
  redirectProblem: RedirectProblem | null
  /** Whether the person may set the app of all workspaces. */
  mayChangeInstallation: boolean
}

export interface Application {
  /** Null: the installation's. */
  tenantId: string | null
  clientId: string
  secrets: string[]
}

/** OAuth clients: the workspace's own, or else the installation's from the environment variables that the manifest names. */
export interface OAuthApps {
  /** `authId`: the scheme whose app it is; the connector's first one with an app unless said. */
  view(caller: Caller, plugin: string, authId?: string): Promise<OAuthAppView>
  /** `installation`: for all workspaces without one of their own. Throws AppError `forbidden` unless the person owns the first workspace. */
  save(caller: Caller, plugin: string, app: AppInput, authId?: string): Promise<OAuthAppView>
  /** Back to what holds without it. */
  remove(caller: Caller, plugin: string, scope: 'workspace' | 'installation', authId?: string): Promise<OAuthAppView>
  /** With the secret; null when there is none for this workspace. */
  appFor(tenantId: string, auth: AuthOauth2, plugin: string): Promise<OAuthApp | null>
  /** Public id of the app in use, by what a look at the connection found; null for schemes without one. */
  idFor(auth: Auth, found: Pick<FoundConnection, 'workspaceApps' | 'installationApps'>): string | null
  redirectUri(auth: AuthOauth2): string
  /** Of every workspace and the installation, for webhooks signed with an app's secret. */
  applications(plugin: string): Promise<Application[]>
}

export interface AppInput {
  clientId: string
  clientSecret: string
  scope?: 'workspace' | 'installation'
}

const CALLBACK_PATH = '/oauth/callback'

type Deps = Pick<ConnectionsDeps, 'db' | 'clock' | 'secrets' | 'connectors' | 'variables' | 'baseUrl' | 'callbackPaths'>

export function createOAuthApps({ db, clock, secrets, connectors, variables, baseUrl, callbackPaths = () => [] }: Deps): OAuthApps {
  const schemesOf = (plugin: string) => connectors.authsOf(plugin).filter((candidate) => candidate.type === 'oauth2')
  const oauthOf = (plugin: string, authId: string | undefined): AuthOauth2 => {
    const auth = schemesOf(plugin).find(({ id }) => authId === undefined || id === authId)
    if (auth === undefined) throw new AppError('not_found')
    return auth
  }
  /** What was set in the product stands before what the operator's environment says. */
  const installationApp = async (auth: AuthOauth2, plugin: string): Promise<OAuthApp | null> => {
    const key = keyOf(plugin, auth)
    const set = await findInstallationApp(db.app, key)
    if (set !== undefined)
      return {
        clientId: set.clientId,
        clientSecret: secrets.decrypt(set.secretCipher, installationPurpose(key)),
        source: 'installation',
      }
    const clientId = variableOf(variables, auth.app.env.clientId)
    const clientSecret = variableOf(variables, auth.app.env.clientSecret)
    return clientId === null || clientSecret === null ? null : { clientId, clientSecret, source: 'installation' }
  }
  const ownsInstallation = async ({ tenantId, role }: Caller) => role === 'owner' && (await firstWorkspace(db)) === tenantId

  async function change(
    caller: Caller,
    plugin: string,
    auth: AuthOauth2,
    scope: 'workspace' | 'installation',
    work: (trx: Trx) => Promise<unknown>,
    clientId: string | null,
  ) {
    if (scope === 'installation' && !(await ownsInstallation(caller))) throw new AppError('forbidden')
    const { tenantId, userId } = caller
    await db.forTenant(tenantId, async (trx) => {
      const key = keyOf(plugin, auth)
      const was = await (scope === 'workspace' ? findOAuthApp(trx, key) : findInstallationApp(trx, key))
      await work(trx)
      const told = { detail: { scope, app: key.app }, before: { clientId: was?.clientId ?? null }, after: { clientId } }
      await recordAudit(
        trx,
        { tenantId, userId, act: 'oauth_app.changed', subject: plugin, ...told, secrets: ['clientSecret'] },
        clock.now(),
      )
    })
    return apps.view(caller, plugin, auth.id)
  }

  const apps: OAuthApps = {
    async view(caller, plugin, authId) {
      const auth = oauthOf(plugin, authId)
      const app = await apps.appFor(caller.tenantId, auth, plugin)
      const redirectUri = apps.redirectUri(auth)
      return {
        source: app?.source ?? 'none',
        clientId: app?.clientId ?? null,
        redirectUri,
        redirectProblem: redirectProblem(redirectUri, baseUrl, [CALLBACK_PATH, ...callbackPaths(plugin)]),
        mayChangeInstallation: await ownsInstallation(caller),
      }
    },
    async save(caller, plugin, { clientId, clientSecret, scope = 'workspace' }, authId) {
      const auth = oauthOf(plugin, authId)
      const key = keyOf(plugin, auth)
      const { tenantId, userId: updatedBy } = caller
      const updatedAt = new Date(clock.now())
      const row = { ...key, clientId, updatedBy, updatedAt }
      const work = (trx: Trx) =>
        scope === 'workspace'
          ? saveOAuthApp(trx, { ...row, tenantId, secretCipher: secrets.encrypt(clientSecret, appPurpose(tenantId, key)) })
          : saveInstallationApp(trx, { ...row, secretCipher: secrets.encrypt(clientSecret, installationPurpose(key)) })
      return change(caller, plugin, auth, scope, work, clientId)
    },
    async remove(caller, plugin, scope, authId) {
      const auth = oauthOf(plugin, authId)
      const key = keyOf(plugin, auth)
      const work = (trx: Trx) => (scope === 'workspace' ? removeOAuthApp(trx, key) : removeInstallationApp(trx, key))
      return change(caller, plugin, auth, scope, work, null)
    },
    async appFor(tenantId, auth, plugin) {
      const key = keyOf(plugin, auth)
      const own = await db.forTenant(tenantId, (trx) => findOAuthApp(trx, key))
      if (own === undefined) return installationApp(auth, plugin)
      return { clientId: own.clientId, clientSecret: secrets.decrypt(own.secretCipher, appPurpose(tenantId, key)), source: 'workspace' }
    },
    idFor(auth, { workspaceApps, installationApps }) {
      if (auth.type !== 'oauth2') return null
      const { app } = keyOf('', auth)
      return workspaceApps[app] ?? installationApps[app] ?? variableOf(variables, auth.app.env.clientId)
    },
    redirectUri(auth) {
      const declared = auth.app.env.redirectUri
      return (declared === undefined ? null : variableOf(variables, declared)) ?? baseUrl + CALLBACK_PATH
    },
    async applications(plugin) {
      const own = await listOAuthApps(db, plugin)
      const found: Application[] = own.map(({ tenantId, app, clientId, secretCipher }) => ({
        tenantId,
        clientId,
        secrets: [secrets.decrypt(secretCipher, appPurpose(tenantId, { plugin, app }))],
      }))
      const ofEachApp = new Map(schemesOf(plugin).map((auth) => [keyOf(plugin, auth).app, auth]))
      for (const auth of ofEachApp.values()) {
        const shared = await installationApp(auth, plugin)
        if (shared !== null) found.push({ tenantId: null, clientId: shared.clientId, secrets: [shared.clientSecret] })
      }
      return found
    },
  }
  return apps
}

export function appPurpose(tenantId: string, key: AppKey): string {
  return `oauth-app:${tenantId}:${nameOf(key)}`
}

export function installationPurpose(key: AppKey): string {
  return `installation-oauth-app:${nameOf(key)}`
}

function keyOf(plugin: string, { app }: AuthOauth2): AppKey {
  return { plugin, app: app.id ?? '' }
}

function nameOf({ plugin, app }: AppKey): string {
  return app === '' ? plugin : `${plugin}:${app}`
}

function variableOf(variables: Readonly<Record<string, string>>, name: string): string | null {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  return value === undefined || value === '' ? null : value
}
