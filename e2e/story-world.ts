import { type SpawnedEmulator, spawnEmulator } from '../sdk/emulator/spawn.ts'
import { freePort } from './free-port.ts'
import { freshDatabase, type Product, type ProductOptions, type Session, scratchFolder, sessionAt, startProduct, until } from './harness.ts'

/** A seller's world: the product, Mercado Livre and Bling as real processes, both accounts connected, the flow published. */
export interface StoryWorld {
  product: Product
  session: Session
  /** The database itself, as no user of the product sees it. */
  truth: Awaited<ReturnType<typeof freshDatabase>>['truth']
  marketplace: SpawnedEmulator
  erp: SpawnedEmulator
  flowId: string
  ownerLogin: { email: string; password: string }
  /** Sells one item; answers the order's id and what the product answered to each notification. */
  sell(how?: Record<string, unknown>): Promise<{ orderId: string; notifications: Array<{ status: number | null; durationMs: number }> }>
  /** What the ERP was made to create, from its own ledger. */
  erpEffects(kind: string): Promise<Array<{ key: string | null; id: string }>>
  runs(): Promise<RunRow[]>
  /** The OAuth dance once more, as "Reconectar" does it. */
  reconnect(plugin: 'mercado-livre' | 'bling'): Promise<void>
  /** Waits until every run has ended or waits for a person, and at least `count` exist. */
  settled(count: number, timeoutMs?: number): Promise<RunRow[]>
  close(): Promise<void>
}

export interface RunRow {
  id: string
  status: string
  endedAt: string | null
  error: { message: string; code: string; stepName: string | null; provider?: { status: number } } | null
}

export async function openStory(options: Pick<ProductOptions, 'env'> = {}): Promise<StoryWorld> {
  const database = await freshDatabase()
  const folder = await scratchFolder()
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const redirectUri = `${baseUrl}/oauth/callback`
  const [marketplace, erp] = await Promise.all([
    spawnEmulator('mercado-livre', { seed: 'story', autoApprove: true, redirectUri, webhookUrl: `${baseUrl}/meli/webhooks` }),
    spawnEmulator('bling', { seed: 'story', autoApprove: true, redirectUri, webhookUrl: `${baseUrl}/hooks/p/bling/events` }),
  ])
  const product = await startProduct({
    port,
    databaseUrl: database.url,
    dataDir: folder.path,
    env: { PROVIDER_ENDPOINTS: JSON.stringify({ ...marketplace.endpoints, ...erp.endpoints }), ...options.env },
  })
  const session = sessionAt(baseUrl)
  const ownerLogin = { email: 'ana@loja.test', password: 'uma senha bem comprida' }
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', ...ownerLogin },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  await connect(session, baseUrl, 'mercado-livre', marketplace)
  await connect(session, baseUrl, 'bling', erp)
  const flow = await session.send<{ id: string }>('POST', '/api/flows', {
    name: 'Venda vira pedido',
    template: 'mercado-livre-order-to-bling',
  })
  await session.send('POST', `/api/flows/${flow.id}/publish`, {})

  const runs = async () => (await session.get<{ items: RunRow[] }>('/api/runs?limit=100')).items
  return {
    product,
    session,
    truth: database.truth,
    marketplace,
    erp,
    flowId: flow.id,
    ownerLogin,
    async sell(how = {}) {
      const sold = asSale(await marketplace.admin('POST', '/scenario/sell', how))
      return { orderId: String(sold.orderId), notifications: sold.notifications }
    },
    async erpEffects(kind) {
      const { items } = asLedger(await erp.admin('GET', `/ledger?kind=${kind}`))
      return items
    },
    runs,
    async reconnect(plugin) {
      const { items } = await session.get<{ items: Array<{ id: string; plugin: string }> }>('/api/connections')
      await connect(session, baseUrl, plugin, plugin === 'bling' ? erp : marketplace, items.find((item) => item.plugin === plugin)?.id)
    },
    async settled(count, timeoutMs = 30_000) {
      let seen: RunRow[] = []
      await until(
        async () => {
          seen = await runs()
          return seen.length >= count && seen.every((run) => run.endedAt !== null || run.status === 'uncertain')
        },
        timeoutMs,
        () => `runs did not settle: ${JSON.stringify(seen)}\n${product.output().slice(-3000)}`,
      )
      return seen
    },
    async close() {
      await product.stop()
      await Promise.all([marketplace.stop(), erp.stop()])
      await database.drop()
      await folder.remove()
    },
  }
}

/** The OAuth dance as a browser makes it: start, consent that approves by itself, back to our callback with the cookie. */
async function connect(session: Session, baseUrl: string, plugin: string, emulator: SpawnedEmulator, connectionId?: string): Promise<void> {
  await session.send('PUT', `/api/oauth-apps/${plugin}`, { clientId: emulator.clientId, clientSecret: emulator.clientSecret })
  const { authorizeUrl } = await session.send<{ authorizeUrl: string }>('POST', '/api/connections/oauth/start', {
    plugin,
    authId: 'oauth',
    connectionId,
  })
  const consent = await fetch(authorizeUrl, { redirect: 'manual' })
  const callback = consent.headers.get('location')
  if (callback === null) throw new Error(`${plugin} did not send the browser back: ${consent.status} ${await consent.text()}`)
  const page = await fetch(new URL(callback, baseUrl), { headers: { cookie: session.cookie }, redirect: 'manual' })
  if (page.status !== 200) throw new Error(`the callback answered ${page.status}: ${await page.text()}`)
}

function asSale(value: unknown): { orderId: number; notifications: Array<{ status: number | null; durationMs: number }> } {
  return JSON.parse(JSON.stringify(value))
}

function asLedger(value: unknown): { items: Array<{ key: string | null; id: string }> } {
  return JSON.parse(JSON.stringify(value))
}
