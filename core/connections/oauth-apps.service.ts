import type { Auth, AuthOauth2 } from '../../sdk/manifest.gen.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { ConnectionsDeps, OAuthApp } from './connections.types.ts'
import { firstWorkspace, listOAuthApps } from './cross-tenant.store.ts'
import {
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
  view(caller: Caller, plugin: string): Promise<OAuthAppView>
  /** `installation`: for all workspaces without one of their own. Throws AppError `forbidden` unless the person owns the first workspace. */
  save(caller: Caller, plugin: string, app: AppInput): Promise<OAuthAppView>
  /** Back to what holds without it. */
  remove(caller: Caller, plugin: string, scope: 'workspace' | 'installation'): Promise<OAuthAppView>
  /** With the secret; null when there is none for this workspace. */
  appFor(tenantId: string, auth: AuthOauth2, plugin: string): Promise<OAuthApp | null>
  /** Public id of the app in use, by what a look at the connection found; null for schemes without one. */
  idFor(auth: Auth, found: { workspaceAppId: string | null; installationAppId: string | null }): string | null
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
  const oauthOf = (plugin: string): AuthOauth2 => {
    const auth = connectors.authsOf(plugin).find((candidate) => candidate.type === 'oauth2')
    if (auth === undefined) throw new AppError('not_found')
    return auth
  }
  /** What was set in the product stands before what the operator's environment says. */
  const installationApp = async (auth: AuthOauth2, plugin: string): Promise<OAuthApp | null> => {
    const set = await findInstallationApp(db.app, plugin)
    if (set !== undefined)
      return {
        clientId: set.clientId,
        clientSecret: secrets.decrypt(set.secretCipher, installationPurpose(plugin)),
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
    scope: 'workspace' | 'installation',
    work: (trx: Trx) => Promise<unknown>,
    clientId: string | null,
  ) {
    oauthOf(plugin)
    if (scope === 'installation' && !(await ownsInstallation(caller))) throw new AppError('forbidden')
    const { tenantId, userId } = caller
    await db.forTenant(tenantId, async (trx) => {
      await work(trx)
      await recordAudit(trx, { tenantId, userId, act: 'oauth_app.changed', subject: plugin, detail: { clientId, scope } }, clock.now())
    })
    return apps.view(caller, plugin)
  }

  const apps: OAuthApps = {
    async view(caller, plugin) {
      const auth = oauthOf(plugin)
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
    save(caller, plugin, { clientId, clientSecret, scope = 'workspace' }) {
      const { tenantId, userId: updatedBy } = caller
      const updatedAt = new Date(clock.now())
      const row = { plugin, clientId, updatedBy, updatedAt }
      const work = (trx: Trx) =>
        scope === 'workspace'
          ? saveOAuthApp(trx, { ...row, tenantId, secretCipher: secrets.encrypt(clientSecret, appPurpose(tenantId, plugin)) })
          : saveInstallationApp(trx, { ...row, secretCipher: secrets.encrypt(clientSecret, installationPurpose(plugin)) })
      return change(caller, plugin, scope, work, clientId)
    },
    remove(caller, plugin, scope) {
      const work = (trx: Trx) => (scope === 'workspace' ? removeOAuthApp(trx, plugin) : removeInstallationApp(trx, plugin))
      return change(caller, plugin, scope, work, null)
    },
    async appFor(tenantId, auth, plugin) {
      const own = await db.forTenant(tenantId, (trx) => findOAuthApp(trx, plugin))
      if (own === undefined) return installationApp(auth, plugin)
      return { clientId: own.clientId, clientSecret: secrets.decrypt(own.secretCipher, appPurpose(tenantId, plugin)), source: 'workspace' }
    },
    idFor(auth, { workspaceAppId, installationAppId }) {
      return auth.type === 'oauth2' ? (workspaceAppId ?? installationAppId ?? variableOf(variables, auth.app.env.clientId)) : null
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
      const shared = auth === undefined ? null : await installationApp(auth, plugin)
      if (shared !== null) found.push({ tenantId: null, clientId: shared.clientId, secrets: [shared.clientSecret] })
      return found
    },
  }
  return apps
}

export function appPurpose(tenantId: string, plugin: string): string {
  return `oauth-app:${tenantId}:${plugin}`
}

export function installationPurpose(plugin: string): string {
  return `installation-oauth-app:${plugin}`
}

function variableOf(variables: Readonly<Record<string, string>>, name: string): string | null {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  return value === undefined || value === '' ? null : value
}
