import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { folderIntegrity } from '../core/registry/folder-checksum.ts'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { startProcess } from './child-process.ts'

/** The real product, started as a customer starts it, and set up through its own API. */
export interface ProductUnderTest {
  port: number
  /** Publishes the flow and returns the path of its webhook and its id. */
  publish(name: string, definition: FlowDefinition): Promise<{ path: string; flowId: string }>
  connectToStub(): Promise<string>
  get(address: string): Promise<unknown>
  stop(): Promise<void>
}

const CONNECTOR = fileURLToPath(new URL('./connector/', import.meta.url))
const OWNER = { name: 'Bench', email: 'bench@example.com', password: 'correct horse battery staple' }
/** The declared origin of the connector; the broker is told to call the stub instead. */
const STUB_ORIGIN = 'https://stub.example.com'

export async function startProduct(options: { folder: string; databaseUrl: string; stubPort: number }): Promise<ProductUnderTest> {
  const plugins = await installConnector(options.folder)
  const env = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: path.join(options.folder, 'product'),
    DATABASE_URL: options.databaseUrl,
    PLUGINS_DIR: plugins,
    PROVIDER_ENDPOINTS: JSON.stringify({ [STUB_ORIGIN]: `http://127.0.0.1:${options.stubPort}` }),
  }
  const log = path.join(options.folder, 'product.log')
  const started = await startProcess('core/main.ts', /Tomada is ready at http:\/\/127\.0\.0\.1:(\d+)/, { env, log, timeoutMs: 90_000 })
  const port = Number(started.ready)
  try {
    const api = await signUp(port)
    return {
      port,
      publish: (name, definition) => publish(api, name, definition),
      connectToStub: () => connectToStub(api),
      get: (address) => api.call('GET', address),
      stop: started.stop,
    }
  } catch (error) {
    await started.stop()
    throw error
  }
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

interface Api {
  call(method: string, address: string, body?: unknown, headers?: Record<string, string>): Promise<Record<string, unknown>>
}

async function signUp(port: number): Promise<Api> {
  const origin = `http://127.0.0.1:${port}`
  let cookie = ''
  const call: Api['call'] = async (method, address, body, headers = {}) => {
    const answer = await fetch(origin + address, {
      method,
      headers: { origin, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${text}`)
    const set = answer.headers.getSetCookie()[0]
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    return text === '' ? {} : JSON.parse(text)
  }
  await call('POST', '/api/setup', { owner: OWNER, workspace: { name: 'Bench', timezone: 'America/Sao_Paulo', locale: 'en' } })
  return { call }
}

async function publish(api: Api, name: string, definition: FlowDefinition): Promise<{ path: string; flowId: string }> {
  const { id, hookUrl } = await api.call('POST', '/api/flows', { name })
  const flowId = String(id)
  const draft = await api.call('GET', `/api/flows/${flowId}/draft`)
  await api.call('PUT', `/api/flows/${flowId}/draft`, { definition }, { 'if-match': String(draft['revision']) })
  await api.call('POST', `/api/flows/${flowId}/publish`, {})
  return { path: new URL(String(hookUrl)).pathname, flowId }
}

async function connectToStub(api: Api): Promise<string> {
  const made = await api.call('POST', '/api/connections', {
    plugin: 'stub',
    authId: 'key',
    name: 'Stub',
    fields: { apiKey: 'bench-key-0123456789' },
  })
  return String(made['id'])
}
