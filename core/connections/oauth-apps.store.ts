import type { Database, Trx } from '../platform/db.ts'

export interface OAuthAppRow {
  clientId: string
  secretCipher: string
}

const COLUMNS = { clientId: 'client_id', secretCipher: 'secret_cipher' }

export async function findOAuthApp(trx: Trx, plugin: string): Promise<OAuthAppRow | undefined> {
  return trx('oauth_apps').where({ plugin }).select<OAuthAppRow[]>(COLUMNS).first()
}

export async function lockOAuthApps(trx: Trx): Promise<Array<OAuthAppRow & { plugin: string }>> {
  return trx('oauth_apps')
    .select<Array<OAuthAppRow & { plugin: string }>>({ ...COLUMNS, plugin: 'plugin' })
    .forUpdate()
}

export interface NewOAuthApp extends OAuthAppRow {
  tenantId: string
  plugin: string
  updatedBy: string
  updatedAt: Date
}

export async function saveOAuthApp(trx: Trx, app: NewOAuthApp): Promise<void> {
  const row = { client_id: app.clientId, secret_cipher: app.secretCipher, updated_by: app.updatedBy, updated_at: app.updatedAt }
  await trx('oauth_apps')
    .insert({ tenant_id: app.tenantId, plugin: app.plugin, ...row })
    .onConflict(['tenant_id', 'plugin'])
    .merge(row)
}

export async function rewriteAppSecret(trx: Trx, plugin: string, secretCipher: string): Promise<void> {
  await trx('oauth_apps').where({ plugin }).update({ secret_cipher: secretCipher })
}

export async function removeOAuthApp(trx: Trx, plugin: string): Promise<boolean> {
  return (await trx('oauth_apps').where({ plugin }).delete()) === 1
}

/** The app that all workspaces use which have none of their own. */
export async function findInstallationApp(trx: Trx | Database['app'], plugin: string): Promise<OAuthAppRow | undefined> {
  return trx('plugin_oauth_apps').where({ plugin }).select<OAuthAppRow[]>(COLUMNS).first()
}

export async function lockInstallationApps(trx: Trx): Promise<Array<OAuthAppRow & { plugin: string }>> {
  return trx('plugin_oauth_apps')
    .select<Array<OAuthAppRow & { plugin: string }>>({ ...COLUMNS, plugin: 'plugin' })
    .forUpdate()
}

export async function saveInstallationApp(trx: Trx, app: Omit<NewOAuthApp, 'tenantId'>): Promise<void> {
  const row = { client_id: app.clientId, secret_cipher: app.secretCipher, updated_by: app.updatedBy, updated_at: app.updatedAt }
  await trx('plugin_oauth_apps')
    .insert({ plugin: app.plugin, ...row })
    .onConflict(['plugin'])
    .merge(row)
}

export async function removeInstallationApp(trx: Trx, plugin: string): Promise<boolean> {
  return (await trx('plugin_oauth_apps').where({ plugin }).delete()) === 1
}

export async function rewriteInstallationSecret(trx: Trx, plugin: string, secretCipher: string): Promise<void> {
  await trx('plugin_oauth_apps').where({ plugin }).update({ secret_cipher: secretCipher })
}
