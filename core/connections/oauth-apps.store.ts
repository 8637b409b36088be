import type { Database, Trx } from '../platform/db.ts'

export interface OAuthAppRow {
  clientId: string
  secretCipher: string
}

const COLUMNS = { clientId: 'client_id', secretCipher: 'secret_cipher' }

/** One of a connector's OAuth apps: most have one, whose `app` is empty. */
export interface AppKey {
  plugin: string
  app: string
}

export async function findOAuthApp(trx: Trx, { plugin, app }: AppKey): Promise<OAuthAppRow | undefined> {
  return trx('oauth_apps').where({ plugin, app }).select<OAuthAppRow[]>(COLUMNS).first()
}

export async function lockOAuthApps(trx: Trx): Promise<Array<OAuthAppRow & AppKey>> {
  return trx('oauth_apps')
    .select<Array<OAuthAppRow & AppKey>>({ ...COLUMNS, plugin: 'plugin', app: 'app' })
    .forUpdate()
}

export interface NewOAuthApp extends OAuthAppRow, AppKey {
  tenantId: string
  updatedBy: string
  updatedAt: Date
}

export async function saveOAuthApp(trx: Trx, saved: NewOAuthApp): Promise<void> {
  await trx('oauth_apps')
    .insert({ tenant_id: saved.tenantId, plugin: saved.plugin, app: saved.app, ...columnsOf(saved) })
    .onConflict(['tenant_id', 'plugin', 'app'])
    .merge(columnsOf(saved))
}

export async function rewriteAppSecret(trx: Trx, { plugin, app }: AppKey, secretCipher: string): Promise<void> {
  await trx('oauth_apps').where({ plugin, app }).update({ secret_cipher: secretCipher })
}

export async function removeOAuthApp(trx: Trx, { plugin, app }: AppKey): Promise<boolean> {
  return (await trx('oauth_apps').where({ plugin, app }).delete()) === 1
}

/** The app that all workspaces use which have none of their own. */
export async function findInstallationApp(trx: Trx | Database['app'], { plugin, app }: AppKey): Promise<OAuthAppRow | undefined> {
  return trx('plugin_oauth_apps').where({ plugin, app }).select<OAuthAppRow[]>(COLUMNS).first()
}

export async function lockInstallationApps(trx: Trx): Promise<Array<OAuthAppRow & AppKey>> {
  return trx('plugin_oauth_apps')
    .select<Array<OAuthAppRow & AppKey>>({ ...COLUMNS, plugin: 'plugin', app: 'app' })
    .forUpdate()
}

export async function saveInstallationApp(trx: Trx, saved: Omit<NewOAuthApp, 'tenantId'>): Promise<void> {
  await trx('plugin_oauth_apps')
    .insert({ plugin: saved.plugin, app: saved.app, ...columnsOf(saved) })
    .onConflict(['plugin', 'app'])
    .merge(columnsOf(saved))
}

export async function removeInstallationApp(trx: Trx, { plugin, app }: AppKey): Promise<boolean> {
  return (await trx('plugin_oauth_apps').where({ plugin, app }).delete()) === 1
}

export async function rewriteInstallationSecret(trx: Trx, { plugin, app }: AppKey, secretCipher: string): Promise<void> {
  await trx('plugin_oauth_apps').where({ plugin, app }).update({ secret_cipher: secretCipher })
}

function columnsOf({ clientId, secretCipher, updatedBy, updatedAt }: Omit<NewOAuthApp, 'tenantId' | 'plugin' | 'app'>) {
  return { client_id: clientId, secret_cipher: secretCipher, updated_by: updatedBy, updated_at: updatedAt }
}
