import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'
import type { OwnApi } from './own-api.ts'

/** Where a provider wants an address for each connection, somebody types it in at its panel: the emulator is told those of its connection, by name. */
export async function tellAddresses(api: OwnApi, emulator: Pick<SpawnedEmulator, 'admin'>, plugin: string): Promise<void> {
  const { items } = await api.get<{ items: Array<{ id: string; plugin: string }> }>('/api/connections')
  const connection = items.find((one) => one.plugin === plugin)
  if (connection === undefined) return
  const hooks = await api.get<{ items: Array<{ webhook: string; url: string }> }>(`/api/connections/${connection.id}/webhooks`)
  if (hooks.items.length === 0) return
  await emulator.admin('POST', '/app', { webhookUrls: Object.fromEntries(hooks.items.map(({ webhook, url }) => [webhook, url])) })
}
