import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect } from 'vitest'
import { loadConfig } from '../../core/config/config.ts'
import { createLogger } from '../../core/platform/logger.ts'
import { folderIntegrity } from '../../core/registry/folder-checksum.ts'
import type { RunStep } from '../../core/runs/run-steps.ts'
import { type TestDatabase, useTestDatabase } from '../../core/testing/database.ts'
import { createTestIdentity, createTestWorkspace } from '../../core/testing/test-identity.ts'
import { TEST_BASE_URL } from '../../core/testing/test-server.ts'
import { wire } from '../../core/wire.ts'
import type { FlowDefinition, Json } from '../../sdk/flow/definition.ts'
import { type StubProvider, startStub } from './stub-provider.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
/** What flows name, and the broker is told to reach at the stub. */
export const STUB = 'https://stub.example.com'

export interface Answer {
  status: number
  body: Json
}

export interface Published {
  flowId: string
  version: number
  hookUrl: string
}

/** The whole product on a database of its own, with one connector and one HTTP provider, both at the stub. */
export interface EngineWorld {
  origin: string
  stub: StubProvider
  database: TestDatabase
  tenantId: string
  /** A connection of the stub's connector. */
  connectionId: string
  /** As the workspace's owner; never throws for a status. */
  call(method: string, address: string, body?: unknown, more?: Record<string, string>): Promise<{ status: number; body: never }>
  /** Saves and publishes; again, under the same id, makes the next version. Fails the test when there are problems. */
  publish(definition: FlowDefinition, flowId?: string): Promise<Published>
  /** What the draft is refused for. */
  problemsOf(definition: FlowDefinition): Promise<Array<{ stepId: string; field: string; code: string }>>
  start(flowId: string, data?: Json): Promise<string>
  /** Publishes, starts and waits for the end. */
  run(definition: FlowDefinition, data?: Json): Promise<Ended>
  ended(runId: string): Promise<Ended>
  /** Until the run stands like this. */
  reaches(runId: string, status: string): Promise<void>
  steps(runId: string): Promise<RunStep[]>
}

export interface Ended {
  runId: string
  status: string
  error: { code: string; message: string; at?: string; stepName: string | null } | null
  steps: RunStep[]
  /** Output of the only step of this name; fails the test when there is none. */
  output(name: string): Json
  step(name: string): RunStep | undefined
}

/** Call at the top level of a file. */
export function useEngineWorld(): () => EngineWorld {
  const database = useTestDatabase()
  let world: (EngineWorld & { close(): Promise<void> }) | undefined
  beforeAll(async () => {
    world = await openWorld(database())
  }, 120_000)
  afterAll(() => world?.close())
  return () => {
    if (world === undefined) throw new Error('useEngineWorld() is ready inside tests only')
    return world
  }
}

async function openWorld(database: TestDatabase): Promise<EngineWorld & { close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomada-engine-'))
  const stub = await startStub()
  const env = {
    NODE_ENV: 'test',
    DATA_DIR: path.join(folder, 'data'),
    APP_BASE_URL: TEST_BASE_URL,
    PLUGINS_DIR: await installConnector(folder),
    PROVIDER_ENDPOINTS: JSON.stringify({ [STUB]: stub.origin }),
  }
  const config = loadConfig({ env, root: ROOT })
  const logger = createLogger({ level: 'error' })
  const product = await wire({ config, databaseUrl: database.url, logger, roles: new Set(['server', 'worker'] as const) })
  const { server } = product
  if (server === null) throw new Error('the server role has a server')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  const shop = await createTestWorkspace(database, createTestIdentity(database), 'shop')
  const talk = talkTo(origin, shop.members.owner.headers)
  const connected = await talk.call('POST', '/api/connections', {
    plugin: 'stub',
    authId: 'key',
    name: 'Stub',
    fields: { apiKey: 'stub-key-0123' },
  })
  expect(connected.status).toBe(201)
  return {
    origin,
    stub,
    database,
    tenantId: shop.tenantId,
    connectionId: connected.body['id'],
    ...talk,
    async close() {
      await product.close()
      await stub.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The product's API, from a browser with these headers. */
export function talkTo(origin: string, member: Record<string, string>) {
  const call: EngineWorld['call'] = async (method, address, body, more = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { ...member, ...type, ...more }
    const answer = await fetch(origin + address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never }
  }
  async function save(flowId: string, definition: FlowDefinition) {
    const { body: draft } = await call('GET', `/api/flows/${flowId}/draft`)
    return call('PUT', `/api/flows/${flowId}/draft`, { definition }, { 'if-match': String(draft['revision']) })
  }
  const create = async () => (await call('POST', '/api/flows', { name: 'Fluxo' })).body
  const steps: EngineWorld['steps'] = async (runId) => (await call('GET', `/api/runs/${runId}/steps`)).body['items']
  const reaches: EngineWorld['reaches'] = (runId, status) =>
    expect.poll(async () => (await call('GET', `/api/runs/${runId}`)).body['status'], { timeout: 20_000, interval: 30 }).toBe(status)
  const publish: EngineWorld['publish'] = async (definition, known) => {
    const flowId: string = known ?? (await create())['id']
    const saved = await save(flowId, definition)
    expect(saved.status).toBe(200)
    expect((saved.body['problems'] as Array<{ severity: string }>).filter((problem) => problem.severity === 'error')).toEqual([])
    const published = await call('POST', `/api/flows/${flowId}/publish`, {})
    expect(published).toMatchObject({ status: 201 })
    const { body: flow } = await call('GET', `/api/flows/${flowId}`)
    return { flowId, version: published.body['version'], hookUrl: flow['hookUrl'] }
  }
  const start: EngineWorld['start'] = async (flowId, data = null) => {
    const started = await call('POST', `/api/flows/${flowId}/runs`, { data })
    expect(started).toMatchObject({ status: 202 })
    return started.body['runId']
  }
  const ended: EngineWorld['ended'] = async (runId) => {
    const read = async () => (await call('GET', `/api/runs/${runId}`)).body
    await expect.poll(async () => (await read())['endedAt'], { timeout: 30_000, interval: 30 }).not.toBeNull()
    return endedRun(await read(), await steps(runId))
  }
  return {
    call,
    publish,
    start,
    ended,
    reaches,
    steps,
    run: async (definition: FlowDefinition, data?: Json) => ended(await start((await publish(definition)).flowId, data)),
    problemsOf: async (definition: FlowDefinition) => (await save((await create())['id'], definition)).body['problems'],
  }
}

function endedRun({ id, status, error }: { id: string } & Pick<Ended, 'status' | 'error'>, steps: RunStep[]): Ended {
  const step = (name: string) => steps.find((each) => each.name === name)
  return {
    runId: id,
    status,
    error,
    steps,
    step,
    output(name) {
      const found = step(name)
      expect(found, `${name} of ${JSON.stringify(steps.map((each) => [each.path, each.status, each.error]))}`).toBeDefined()
      return found?.output ?? null
    },
  }
}

async function installConnector(folder: string): Promise<string> {
  const root = path.join(folder, 'connectors')
  const target = path.join(root, 'plugins', 'stub')
  await mkdir(path.dirname(target), { recursive: true })
  await cp(fileURLToPath(new URL('./connector/', import.meta.url)), target, { recursive: true })
  const entry = { version: '0.1.0', level: 'official', integrity: await folderIntegrity(target) }
  await writeFile(
    path.join(root, 'plugin-registry.json'),
    JSON.stringify({ registryVersion: 1, registryId: 'bundled', plugins: { 'tomada/stub': entry } }),
  )
  return root
}
