import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoCandidates } from '../../core/demo/candidates.ts'
import { fillWorkspace } from '../../core/demo/fill-workspace.ts'
import { ownApi } from '../../core/demo/own-api.ts'
import { createLogger } from '../../core/platform/logger.ts'
import { openRegistry } from '../../core/registry/registry.service.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../sdk/emulator/spawn.ts'
import { OWNER, signUp } from '../durability/api.ts'
import { KillableDatabase } from '../durability/database.ts'
import { ProductProcess } from '../durability/product-process.ts'
import { freePort } from '../free-port.ts'
import type { Workshop } from './line.types.ts'

/** The product, its database and every bundled provider that has an emulator, each connected as the demonstration connects it. */
export interface SoakWorld extends Workshop {
  core: ProductProcess
  database: KillableDatabase
  providers: ReadonlyMap<string, SpawnedEmulator>
  folder: string
  /** With `isGood` nothing is left of it; else its folder, with the logs. */
  close(isGood: boolean): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export async function openSoakWorld(): Promise<SoakWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomada-soak-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const database = await KillableDatabase.start(path.join(folder, 'database'))
  const registry = await openRegistry({ root: ROOT, modified: 'warn', logger: createLogger({ level: 'silent' }) })
  const connectors = await Promise.all(
    demoCandidates(registry).map(async ({ plugin, displayName, oauthId, webhookPath, redirectPath }) => {
      const webhookUrl = webhookPath === null ? {} : { webhookUrl: origin + webhookPath }
      const emulator = await spawnEmulator(plugin, { seed: 'soak', autoApprove: true, redirectUri: origin + redirectPath, ...webhookUrl })
      return { plugin, displayName, oauthId, emulator }
    }),
  )
  const providers = new Map(connectors.map(({ plugin, emulator }) => [plugin, emulator]))
  const env = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    APP_BASE_URL: origin,
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: database.url,
    LOG_LEVEL: 'warn',
    PROVIDER_ENDPOINTS: JSON.stringify(Object.assign({}, ...connectors.map(({ emulator }) => emulator.endpoints))),
  }
  const core = new ProductProcess({ name: 'core', args: [], env, log: path.join(folder, 'core.log'), database })
  await core.start()
  const api = await signUp(origin)
  await fillWorkspace(ownApi(origin, api.cookie), connectors, [], () => {})
  return {
    origin,
    owner: OWNER,
    api,
    core,
    database,
    providers,
    folder,
    provider(plugin) {
      const found = providers.get(plugin)
      if (found === undefined) throw new Error(`no emulator of ${plugin} was started`)
      return found
    },
    async close(isGood) {
      await core.stop()
      await Promise.all([...providers.values()].map((provider) => provider.stop()))
      await database.stop()
      if (isGood) await rm(folder, { recursive: true, force: true })
    },
  }
}
