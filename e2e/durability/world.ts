import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProcess } from '../../bench/child-process.ts'
import { folderIntegrity } from '../../core/registry/folder-checksum.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../sdk/emulator/spawn.ts'
import { freePort } from '../free-port.ts'
import { type Api, signUp } from './api.ts'
import { KillableDatabase } from './database.ts'
import { type LedgerFlow, ledgerFlows } from './flows.ts'
import type { LedgerReport } from './ledger-server.ts'
import { ProductProcess } from './product-process.ts'

/** Everything of one durability run. What may be killed: `core`, `worker`, their children, `database`. */
export interface World {
  origin: string
  folder: string
  api: Api
  database: KillableDatabase
  core: ProductProcess
  worker: ProductProcess
  flows: ReadonlyArray<LedgerFlow & { hook: string; flowId: string }>
  orderFlowId: string
  marketplace: SpawnedEmulator
  erp: SpawnedEmulator
  ledger(what: 'ledger' | 'standing' | 'hold' | 'release'): Promise<LedgerReport>
  /** With `isGood` nothing is left of it; else its folder, with the logs. */
  close(isGood: boolean): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The declared origin of the connector; the broker is told to call the ledger instead. */
const LEDGER_ORIGIN = 'https://ledger.example.com'

export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomada-durability-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const redirectUri = `${origin}/oauth/callback`
  const [database, ledgerProcess, marketplace, erp, plugins] = await Promise.all([
    KillableDatabase.start(path.join(folder, 'database')),
    startProcess('e2e/durability/ledger-server.ts', /ready (\d+)/, { log: path.join(folder, 'ledger.log') }),
    spawnEmulator('mercado-livre', { seed: 'durable', autoApprove: true, redirectUri, webhookUrl: `${origin}/meli/webhooks` }),
    spawnEmulator('bling', { seed: 'durable', autoApprove: true, redirectUri, webhookUrl: `${origin}/hooks/p/bling/events` }),
    installConnectors(folder),
  ])
  const ledgerUrl = `http://127.0.0.1:${ledgerProcess.ready}`
  const env = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    APP_BASE_URL: origin,
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: database.url,
    PLUGINS_DIR: plugins,
    LOG_LEVEL: 'warn',
    PROVIDER_ENDPOINTS: JSON.stringify({ [LEDGER_ORIGIN]: ledgerUrl, ...marketplace.endpoints, ...erp.endpoints }),
  }
  const core = new ProductProcess({ name: 'core', args: [], env, log: path.join(folder, 'core.log'), database })
  const worker = new ProductProcess({ name: 'worker', args: ['--role', 'worker'], env, log: path.join(folder, 'worker.log'), database })
  // One after the other: the first makes the secrets and the tables.
  await core.start()
  await worker.start()
  const api = await signUp(origin)
  await api.connectByOauth('mercado-livre', marketplace)
  await api.connectByOauth('bling', erp)
  const orders = await api.call('POST', '/api/flows', { name: 'Venda vira pedido', template: 'mercado-livre-order-to-bling' })
  await api.call('POST', `/api/flows/${orders['id']}/publish`, {})
  const flows = []
  for (const flow of ledgerFlows(await api.connectByKey('ledger')))
    flows.push({ ...flow, ...(await api.publish(flow.name, flow.definition)) })
  return {
    origin,
    folder,
    api,
    database,
    core,
    worker,
    flows,
    orderFlowId: String(orders['id']),
    marketplace,
    erp,
    async ledger(what) {
      return JSON.parse(await (await fetch(`${ledgerUrl}/${what}`)).text())
    },
    async close(isGood) {
      const stopped = await Promise.allSettled([core.stop(), worker.stop()])
      stopped.push(...(await Promise.allSettled([ledgerProcess.stop(), marketplace.stop(), erp.stop()])))
      await database.stop()
      // Whatever one of them says: none of the others is left behind.
      for (const each of stopped) if (each.status === 'rejected') throw each.reason
      if (isGood) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The bundled connectors and the driver's own, which no installation has. */
async function installConnectors(folder: string): Promise<string> {
  const root = path.join(folder, 'connectors')
  const plugins = path.join(root, 'plugins')
  await mkdir(plugins, { recursive: true })
  await cp(path.join(ROOT, 'plugins'), plugins, { recursive: true })
  await cp(fileURLToPath(new URL('./connector/', import.meta.url)), path.join(plugins, 'ledger'), { recursive: true })
  const entries: Record<string, unknown> = {}
  for (const name of ['bling', 'mercado-livre', 'ledger']) {
    entries[`tomada/${name}`] = { version: '0.1.0', level: 'official', integrity: await folderIntegrity(path.join(plugins, name)) }
  }
  await writeFile(path.join(root, 'plugin-registry.json'), JSON.stringify({ registryVersion: 1, registryId: 'bundled', plugins: entries }))
  return root
}
