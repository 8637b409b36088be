import { type SpawnedEmulator, spawnEmulator } from '../../sdk/emulator/spawn.ts'
import { freePort } from '../free-port.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct, until } from '../harness.ts'

export interface RunRow {
  id: string
  flowId: string
  status: string
  endedAt: string | null
  error: { code: string; message: string } | null
}

export interface Effect {
  kind: string
  key: string | null
  id: string
  details: Record<string, unknown>
}

export interface RawAnswer {
  status: number
  body: { success?: boolean; data?: never; error?: string; details?: never }
}

/** An internet provider's world: the product and Olé as real processes, the three flows published, an ERP that posts its events. */
export interface SubscriberWorld {
  product: Product
  session: Session
  ole: SpawnedEmulator
  /** Of another process of the same installation. */
  env: Record<string, string>
  account: { oleKeyapi: string; oleLogin: string; olePassword: string }
  /** Of an API client, as the ERP has it. */
  token: string
  /** As the ERP calls; never throws for a status. */
  call(method: string, path: string, body?: unknown, token?: string | null): Promise<RawAnswer>
  publish(template: string): Promise<string>
  runs(): Promise<RunRow[]>
  /** Waits until `count` runs have ended or wait. */
  settled(count: number): Promise<RunRow[]>
  effects(kind: string): Promise<Effect[]>
  close(): Promise<void>
}

/** `env`: more of the product's environment, of what the emulator is. `role`: `server` leaves the work to others. */
export async function openSubscribers(
  env: (ole: SpawnedEmulator) => Record<string, string> = () => ({}),
  role?: 'server',
): Promise<SubscriberWorld> {
  const database = await freshDatabase()
  const folder = await scratchFolder()
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const ole = await spawnEmulator('ole-tv', { seed: 'story' })
  const endpoints = { PROVIDER_ENDPOINTS: JSON.stringify(ole.endpoints), ...env(ole) }
  const product = await startProduct({
    port,
    databaseUrl: database.url,
    dataDir: folder.path,
    env: endpoints,
    args: role === undefined ? [] : ['--role', role],
  })
  const session = sessionAt(baseUrl)
  const login = { email: 'ana@provedor.test', password: 'uma senha bem comprida' }
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', ...login },
    workspace: { name: 'Provedor da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  const { accessToken } = await session.send<{ accessToken: string }>('POST', '/auth/login', login)
  const [{ keyapi, login: oleLogin, pass }] = accountsOf(ole.line)
  const runs = async () => (await session.get<{ items: RunRow[] }>('/api/runs?limit=100')).items

  return {
    product,
    session,
    ole,
    env: { DATABASE_URL: database.url, DATA_DIR: folder.path, APP_BASE_URL: baseUrl, PORT: String(port), LOG_LEVEL: 'warn', ...endpoints },
    account: { oleKeyapi: keyapi, oleLogin, olePassword: pass },
    token: accessToken,
    async call(method, path, body, token = accessToken) {
      const answer = await fetch(baseUrl + path, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === null ? {} : { authorization: token.includes(' ') ? token : `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
    },
    async publish(template) {
      const flow = await session.send<{ id: string }>('POST', '/api/flows', { name: template, template })
      await session.send('POST', `/api/flows/${flow.id}/publish`, {})
      return flow.id
    },
    runs,
    async settled(count) {
      let seen: RunRow[] = []
      await until(
        async () => {
          seen = await runs()
          return seen.length >= count && seen.every((run) => run.endedAt !== null || ['waiting', 'uncertain'].includes(run.status))
        },
        30_000,
        () => `runs did not settle: ${JSON.stringify(seen)}\n${product.output().slice(-2000)}`,
      )
      return seen
    },
    async effects(kind) {
      const { items }: { items: Effect[] } = JSON.parse(JSON.stringify(await ole.admin('GET', `/ledger?kind=${kind}`)))
      return items
    },
    async close() {
      await product.stop()
      await ole.stop()
      await database.drop()
      await folder.remove()
    },
  }
}

function accountsOf(line: unknown): [{ keyapi: string; login: string; pass: string }] {
  return JSON.parse(JSON.stringify(line)).accounts
}
