import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Config } from './config/config.ts'
import type { ConnectionsService } from './connections/connections.service.ts'
import { databaseEntries } from './drivers/database-entries.ts'
import { createDrivers, type DriversService } from './drivers/drivers.service.ts'
import { fileEntries } from './drivers/file-entries.ts'
import type { Endpoints } from './egress/endpoints.ts'
import type { PluginWebhookSource } from './intake/intake.types.ts'
import type { PluginHooks } from './intake/plugin-hook.service.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/db.ts'
import { newId } from './platform/ids.ts'
import type { Logger } from './platform/logger.ts'
import type { SecretBox } from './platform/secrets.ts'
import type { Changes } from './realtime/changes.ts'
import type { Registry } from './registry/registry.types.ts'

export interface WireDriversOptions {
  config: Pick<Config, 'sessionPath' | 'pluginsDir'>
  db: Database
  clock: Clock
  logger: Logger
  secrets: SecretBox
  endpoints: Endpoints
  registry: Registry
  connections: ConnectionsService
  changes: Changes
  pluginHooks: PluginHooks
  webhooks: PluginWebhookSource
  works: boolean
}

/** The native tier: sessions of connectors with a driver, held by whichever worker has their lease. */
export async function wireDrivers(options: WireDriversOptions): Promise<DriversService> {
  const { db, clock, logger, secrets, endpoints, registry, connections, changes, pluginHooks, works } = options
  const folder = options.config.sessionPath
  const tempDir = await mkdtemp(path.join(os.tmpdir(), 'tomada-driver-'))
  const drivers = createDrivers({
    db,
    clock,
    logger,
    secrets,
    endpoints,
    works,
    tempDir,
    readable: [path.join(options.config.pluginsDir, 'plugins')],
    entries: folder === null ? databaseEntries(db) : fileEntries({ db, clock, secrets, folder }),
    holder: newId('prc', clock.now()),
    moduleOf(plugin) {
      const found = registry.plugin(plugin)
      return found?.manifest.runtime.kind === 'driver' ? path.join(found.folder, 'driver.ts') : null
    },
    egressRules: (plugin) => registry.egressRules(plugin),
    settingsOf: async (tenantId, connectionId) => (await connections.findForAction(tenantId, connectionId))?.settings ?? null,
    async deliver({ tenantId, connectionId, plugin }, body) {
      const hook = options.webhooks.ofPlugin(plugin).find(({ webhook }) => webhook.scope === 'driver')
      if (hook === undefined) throw new Error(`${plugin} declares no webhook of its driver`)
      await pluginHooks.takeIn(hook, body, { tenantId, connectionId })
    },
    changed: (tenantId, connectionId) => changes.tell(tenantId, 'connections', [connectionId]),
    async connected(tenantId, connectionId) {
      await connections.test(tenantId, connectionId)
    },
    lost: (tenantId, connectionId, reason) => connections.lose(tenantId, connectionId, reason),
    listen: (channel, listener) => changes.listen(channel, listener),
    async connectionOf(tenantId, connectionId) {
      const found = await connections.findForAction(tenantId, connectionId)
      const auth = found === null ? null : registry.auth(found.plugin, found.authId)
      if (found === null || auth?.declared.type !== 'none' || auth.declared.pairing === undefined) return null
      return { plugin: found.plugin, pairing: auth.declared.pairing }
    },
  })
  await drivers.start()
  return {
    ...drivers,
    async close() {
      await drivers.close()
      await rm(tempDir, { recursive: true, force: true })
    },
  }
}
