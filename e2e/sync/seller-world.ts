import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { folderIntegrity } from '../../core/registry/folder-checksum.ts'
import { fieldsOf } from '../../sdk/emulator/fields.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../sdk/emulator/spawn.ts'
import { freePort } from '../free-port.ts'
import { freshDatabase, type Product, ROOT, type Session, scratchFolder, sessionAt, startProduct, until } from '../harness.ts'

/** Everything that a seller's account loads. */
export const RESOURCES = ['items', 'orders', 'shipments', 'questions', 'messages', 'claims'] as const
export type ResourceName = (typeof RESOURCES)[number]

/** The product and Mercado Livre as real processes; accounts are connected by the OAuth dance. */
export interface SellerWorld {
  product: Product
  session: Session
  /** The database itself, as no user of the product sees it. */
  truth: Awaited<ReturnType<typeof freshDatabase>>['truth']
  provider: SpawnedEmulator
  /** Names of the sellers, the first one first. */
  sellers: Array<{ login: string; userId: number }>
  /** Signs in as that seller and consents; the connection's id. */
  connect(login: string): Promise<string>
  play(scenario: string, input?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Keys of what the product stores and does not mark as gone, in order, per resource. */
  stored(connectionId: string): Promise<Map<ResourceName, string[]>>
  /** The status of each of these orders, as the product stores it; null where it has none. */
  statuses(connectionId: string, orders: readonly string[]): Promise<Array<string | null>>
  /** Keys of what the provider has of that seller, in order, per resource. */
  owned(userId: number): Promise<Map<ResourceName, string[]>>
  /** Waits for the newest job of a connection to end. */
  loaded(connectionId: string, timeoutMs: number): Promise<Job>
  jobs(connectionId: string): Promise<Job[]>
  /** What the provider was asked, and answered. */
  requests(): Promise<Array<{ path: string; query: string; status: number | null; faults: string[] }>>
  close(): Promise<void>
}

export interface Job {
  id: string
  kind: string
  status: string
  reason: string | null
  progress: Array<{ resource: string; status: string; read: number; pages: number; failed: number; lastError: string | null }>
}

interface ProviderState {
  listings: Array<{ id: string; sellerId: number }>
  orders: Array<{ id: number; sellerId: number; packId: number | null; shippingId: number }>
  questions: Array<{ id: number; sellerId: number }>
  messages: Array<{ id: string; packId: number }>
  claims: Array<{ id: number; sellerId: number }>
}

const TOPICS = ['orders_v2', 'items', 'items_prices', 'questions', 'shipments', 'messages', 'claims']

/** Provider and connector agree on so many times the usual quotas: what would take minutes of a quota takes seconds of it. */
const GENEROSITY = 6

export async function openSellerWorld(): Promise<SellerWorld> {
  const database = await freshDatabase()
  const folder = await scratchFolder()
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const provider = await spawnEmulator('mercado-livre', {
    seed: 'sync',
    redirectUri: `${baseUrl}/oauth/callback`,
    webhookUrl: `${baseUrl}/meli/webhooks`,
  })
  await provider.admin('POST', '/app', { topics: TOPICS })
  const { requestsPerMinute, messagesPerMinute } = fieldsOf(await provider.admin('POST', '/limits', {}))
  await provider.admin('POST', '/limits', {
    requestsPerMinute: Number(requestsPerMinute) * GENEROSITY,
    messagesPerMinute: Number(messagesPerMinute) * GENEROSITY,
  })
  const product = await startProduct({
    port,
    databaseUrl: database.url,
    dataDir: folder.path,
    env: { PROVIDER_ENDPOINTS: JSON.stringify(provider.endpoints), PLUGINS_DIR: await installedAlone('mercado-livre', folder.path) },
  })
  const session = sessionAt(baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', email: 'ana@loja.test', password: 'uma senha bem comprida' },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  const { clientId, clientSecret } = provider
  await session.send('PUT', '/api/oauth-apps/mercado-livre', { clientId, clientSecret })
  const ask = async <T>(address: string): Promise<T> => JSON.parse(JSON.stringify(await provider.admin('GET', address)))
  const { accounts } = await ask<{ accounts: Array<{ login: string; userId: number; worksFor: number | null }> }>('/announcement')
  const jobs = async (connectionId: string) => (await session.get<{ items: Job[] }>(`/api/connections/${connectionId}/sync`)).items

  return {
    product,
    session,
    truth: database.truth,
    provider,
    sellers: accounts.filter((account) => account.worksFor === null),
    async connect(login) {
      const start = { plugin: 'mercado-livre', authId: 'oauth' }
      const { authorizeUrl } = await session.send<{ authorizeUrl: string }>('POST', '/api/connections/oauth/start', start)
      const consent = await fetch(`${authorizeUrl}&emulator_approve=${encodeURIComponent(login)}`, { redirect: 'manual' })
      const callback = new URL(consent.headers.get('location') ?? '', baseUrl)
      const page = await fetch(callback, { headers: { cookie: session.cookie }, redirect: 'manual' })
      if (page.status !== 200) throw new Error(`the callback answered ${page.status}: ${await page.text()}`)
      const { items } = await session.get<{ items: Array<{ id: string; accountLabel: string | null }> }>('/api/connections')
      const made = items.find((item) => item.accountLabel === login)
      if (made === undefined) throw new Error(`no connection of ${login}: ${JSON.stringify(items)}`)
      return made.id
    },
    async play(scenario, input = {}) {
      return JSON.parse(JSON.stringify(await provider.admin('POST', `/scenario/${scenario}`, input)))
    },
    async stored(connectionId) {
      const keysOf = async (resource: ResourceName) => {
        const table = await tableOf(database.truth, resource)
        const { rows } = await database.truth.query(`SELECT key FROM ${table} WHERE connection_id = $1 AND deleted_at IS NULL`, [
          connectionId,
        ])
        return rows.map((row) => String(row.key)).sort()
      }
      const keys = new Map<ResourceName, string[]>()
      for (const resource of RESOURCES) keys.set(resource, await keysOf(resource))
      return keys
    },
    async statuses(connectionId, orders) {
      const { rows } = await database.truth.query(
        `SELECT r.data->>'status' AS status FROM unnest($2::text[]) WITH ORDINALITY AS wanted(key, nr)
         LEFT JOIN ${await tableOf(database.truth, 'orders')} r ON r.key = wanted.key AND r.connection_id = $1 ORDER BY nr`,
        [connectionId, orders],
      )
      return rows.map((row) => row.status)
    },
    owned: async (userId) => ownedBy(userId, await ask<ProviderState>('/state')),
    jobs,
    async loaded(connectionId, timeoutMs) {
      let seen: Job[] = []
      await until(
        async () => {
          seen = await jobs(connectionId)
          return seen.length > 0 && seen.every((job) => ['succeeded', 'failed', 'cancelled'].includes(job.status))
        },
        timeoutMs,
        () => `the sync did not end: ${JSON.stringify(seen)}\n${product.output().slice(-3000)}`,
      )
      const [newest] = seen
      if (newest === undefined) throw new Error('there is no job')
      return newest
    },
    async requests() {
      return (await ask<{ items: Array<{ path: string; query: string; status: number | null; faults: string[] }> }>('/requests')).items
    },
    async close() {
      await product.stop()
      await provider.stop()
      await database.drop()
      await folder.remove()
    },
  }
}

/** A parcel is shared by the orders of a pack; a conversation is a pack's, or the order's that has none. */
function ownedBy(userId: number, state: ProviderState): Map<ResourceName, string[]> {
  const orders = state.orders.filter((order) => order.sellerId === userId)
  const packs = new Set(orders.map((order) => order.packId ?? order.id))
  const isOwn = (one: { sellerId: number }) => one.sellerId === userId
  const sorted = (ids: Array<string | number>) => [...new Set(ids.map(String))].sort()
  return new Map<ResourceName, string[]>([
    ['items', sorted(state.listings.filter(isOwn).map(({ id }) => id))],
    ['orders', sorted(orders.map(({ id }) => id))],
    ['shipments', sorted(orders.map(({ shippingId }) => shippingId))],
    ['questions', sorted(state.questions.filter(isOwn).map(({ id }) => id))],
    ['messages', sorted(state.messages.filter(({ packId }) => packs.has(packId)).map(({ id }) => id))],
    ['claims', sorted(state.claims.filter(isOwn).map(({ id }) => id))],
  ])
}

async function tableOf(truth: SellerWorld['truth'], resource: ResourceName): Promise<string> {
  const { rows } = await truth.query(`SELECT tablename FROM pg_tables WHERE tablename LIKE $1`, [
    `records\\_mercado\\_livre\\_${resource}\\_%`,
  ])
  return String(rows[0]?.tablename)
}

/** A folder of connectors that holds this one only, with its larger quotas: what others do is not these tests' matter. */
async function installedAlone(name: string, within: string): Promise<string> {
  const root = path.join(within, 'installed')
  const target = path.join(root, 'plugins', name)
  await mkdir(path.dirname(target), { recursive: true })
  await cp(path.join(ROOT, 'plugins', name), target, {
    recursive: true,
    filter: (file) => !/[/\\](node_modules|emulator|testing)$/.test(file),
  })
  const file = path.join(target, 'manifest.json')
  const manifest: { id: string; version: string; limits: Array<{ quota: number }> } = JSON.parse(await readFile(file, 'utf8'))
  const limits = manifest.limits.map((limit) => ({ ...limit, quota: limit.quota * GENEROSITY }))
  await writeFile(file, JSON.stringify({ ...manifest, limits }))
  const plugins = { [manifest.id]: { version: manifest.version, level: 'official', integrity: await folderIntegrity(target) } }
  await writeFile(path.join(root, 'plugin-registry.json'), JSON.stringify({ registryVersion: 1, registryId: 'bundled', plugins }))
  return root
}
