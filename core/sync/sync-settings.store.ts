import type { Trx } from '../platform/db.ts'

/** What a person chose to sync of a connection. A resource without a row is synced, from its beginning. Inside one tenant. */
export interface SettingRow {
  resource: string
  enabled: boolean
  days: number | null
}

export async function listSettings(trx: Trx, connectionId: string): Promise<Map<string, SettingRow>> {
  const rows = await trx('sync_settings').where({ connection_id: connectionId }).select<SettingRow[]>('resource', 'enabled', 'days')
  return new Map(rows.map((row) => [row.resource, row]))
}

export async function saveSettings(trx: Trx, tenantId: string, connectionId: string, settings: readonly SettingRow[]): Promise<void> {
  if (settings.length === 0) return
  await trx('sync_settings')
    .insert(settings.map((row) => ({ tenant_id: tenantId, connection_id: connectionId, ...row })))
    .onConflict(['tenant_id', 'connection_id', 'resource'])
    .merge(['enabled', 'days'])
}
