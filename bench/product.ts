import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { folderIntegrity } from '../core/registry/folder-checksum.ts'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { type Api, openApi, type PublishedHook, publish } from './api.ts'
import { type OwnProcess, startProcess } from './child-process.ts'
import type { BenchDatabase, Cluster } from './cluster.ts'

/** As `npm start` gives them. */
const NODE_FLAGS = ['--max-semi-space-size=8']

/** The real product, started as a customer starts it, and set up through its own API. */
export interface ProductUnderTest {
  port: number
  pid: number
  clusterFolder: string
  api: Api
  database: BenchDatabase
  /** In the owner's first workspace. */
  publish(name: string, definition: FlowDefinition): Promise<PublishedHook>
  stop(): Promise<void>
}

export interface ProductOptions {
  cluster: Cluster
  database: BenchDatabase
  stubPort?: number
  /** Both roles unless said. */
  roles?: ReadonlyArray<'server' | 'worker'>
  /** Limits that the operator raised. */
  env?: Record<string, string>
}

const CONNECTOR = fileURLToPath(new URL('./connector/', import.meta.url))
/** The declared origin of the connector; the broker is told to call the stub instead. */
const STUB_ORIGIN = 'https://stub.example.com'

export async function startProduct(options: ProductOptions): Promise<ProductUnderTest> {
  const { database } = options
  const started = await startRoles(options, /Tomada is ready at http:\/\/127\.0\.0\.1:(\d+)/)
  const port = Number(started.ready)
  try {
    const api = await openApi(port)
    const [home] = await database.query<{ tenant_id: string }>('SELECT tenant_id FROM workspaces ORDER BY created_at LIMIT 1')
    const tenantId = home?.tenant_id ?? ''
    const { pid, stop } = started
    return {
      port,
      pid,
      clusterFolder: options.cluster.folder,
      api,
      database,
      publish: (name, definition) => publish(api, tenantId, name, definition),
      stop,
    }
  } catch (error) {
    await started.stop()
    throw error
  }
}

/** A process that only works on what others accepted. */
export function startWorker(options: Omit<ProductOptions, 'roles'>): Promise<OwnProcess> {
  return startRoles({ ...options, roles: ['worker'] }, /Tomada is working/)
}

async function startRoles(options: ProductOptions, isReady: RegExp): Promise<OwnProcess> {
  const { cluster, database, roles = [] } = options
  const env = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: path.join(cluster.folder, `product-${database.name}`),
    DATABASE_URL: database.url,
    PLUGINS_DIR: await installConnector(cluster.folder),
    PROVIDER_ENDPOINTS: JSON.stringify({ [STUB_ORIGIN]: `http://127.0.0.1:${options.stubPort ?? 1}` }),
    ...options.env,
  }
  const log = path.join(cluster.folder, 'product.log')
  const args = roles.flatMap((role) => ['--role', role])
  return startProcess('core/main.ts', isReady, { args, nodeFlags: NODE_FLAGS, env, log, timeoutMs: 90_000 })
}

/** A folder with one connector and its registry file: the bench's own, which has no quota to be throttled by. */
async function installConnector(folder: string): Promise<string> {
  const root = path.join(folder, 'connectors')
  const target = path.join(root, 'plugins', 'stub')
  await mkdir(path.dirname(target), { recursive: true })
  await cp(CONNECTOR, target, { recursive: true })
  const entry = { version: '0.1.0', level: 'official', integrity: await folderIntegrity(target) }
  const file = { registryVersion: 1, registryId: 'bundled', plugins: { 'tomada/stub': entry } }
  await writeFile(path.join(root, 'plugin-registry.json'), JSON.stringify(file))
  return root
}
