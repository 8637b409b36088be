import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from './config/config.ts'
import { describeRoutes } from './gen/describe-routes.ts'
import { newId } from './platform/ids.ts'
import { createLogger } from './platform/logger.ts'
import { askPeople } from './tasks/testing/ask-people.ts'
import { useTestDatabase } from './testing/database.ts'
import { foreignIdsThatShow, inputsThatBreak, type Matrix, rolesNotRespected } from './testing/route-matrix.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from './testing/test-identity.ts'
import { TEST_BASE_URL } from './testing/test-server.ts'
import { type Product, wire } from './wire.ts'

/** The permission promises, over every endpoint that the product has: whoever adds one is tested without writing a test. */

const database = useTestDatabase()
let product: Product
let matrix: Matrix
let south: TestWorkspace
let dataDir: string
const ids: Record<string, string> = {}

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tomada-routes-'))
  const config = loadConfig({
    env: { DATA_DIR: dataDir, APP_BASE_URL: TEST_BASE_URL, NODE_ENV: 'test' },
    root: path.resolve(import.meta.dirname, '..'),
  })
  const roles = new Set(['server', 'worker'] as const)
  product = await wire({ config, databaseUrl: database().url, logger: createLogger({ level: 'silent' }), roles })
  product.server?.listen(0, '127.0.0.1')
  if (product.server === null) throw new Error('the server role has a server')
  await once(product.server, 'listening')
  const address = product.server.address()
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`

  const identity = createTestIdentity(database())
  const north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  matrix = {
    origin,
    routes: await describeRoutes(),
    headersOf: (role) => north.members[role].headers,
    skip: ['logout', 'logoutAll', 'signOut'],
  }
  await makeForeignThings(origin)
}, 60_000)

afterAll(async () => {
  await product?.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Things of the southern workspace whose ids the northern owner will try. */
async function makeForeignThings(origin: string): Promise<void> {
  const { headers } = south.members.owner
  const send = async (address: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(origin + address, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return JSON.parse(await answer.text())
  }
  const flow = await send('/api/flows', { name: 'Do sul', template: 'webhook-answer' })
  await send(`/api/flows/${flow['id']}/publish`, {})
  const run = await send(`/api/flows/${flow['id']}/runs`, { data: { body: { order: '1', items: [] } } })
  const bulk = await send('/api/runs/bulk', { action: 'resolve', runIds: [run['runId']] })
  const hooked = await fetch(new URL(flow['hookUrl'] ?? '').pathname.replace(/^/, origin), {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  await hooked.arrayBuffer()
  const deliveries = await fetch(`${origin}/api/deliveries`, { headers })
  const { items } = JSON.parse(await deliveries.text())
  const { taskId } = await askPeople(database(), { tenantId: south.tenantId, at: Date.UTC(2026, 10, 1) })
  await send('/api/data-tables', { name: 'Clientes do sul' })
  const southReply = await send('/api/quick-replies', { title: 'Do sul', body: 'Oi', isPersonal: false })
  await database().truth.query(
    `INSERT INTO alert_mutes (tenant_id, kind, subject_id, muted_by, muted_at) VALUES ($1, 'dead_letters', '', 'usr_x', now())`,
    [south.tenantId],
  )
  Object.assign(ids, {
    tableName: 'Clientes do sul',
    rowKey: 'cliente-1',
    taskId,
    flowId: flow['id'],
    runId: run['runId'],
    bulkId: bulk['id'],
    deliveryId: items[0].id,
    userId: south.members.editor.userId,
    version: '1',
    path: 's1total',
    // No southern connection is needed to show that an id of another workspace is unknown: these two are made up alike.
    connectionId: newId('con', Date.UTC(2026, 10, 1)),
    id: newId('con', Date.UTC(2026, 10, 1)),
    webhook: 'events',
    plugin: 'loja-do-sul',
    resource: 'pedidos',
    key: '1000001',
    slug: 'do-sul',
    jobId: newId('syn', Date.UTC(2026, 10, 1)),
    exportId: newId('exp', Date.UTC(2026, 10, 1)),
    importId: newId('imp', Date.UTC(2026, 10, 1)),
    entryId: newId('spl', Date.UTC(2026, 10, 1)),
    hintId: newId('hnt', Date.UTC(2026, 10, 1)),
    action: 'change-order',
    replyId: southReply['id'],
    muteId: 'dead_letters',
    queue: 'alerts.watch',
    entity: 'product',
    entityId: newId('hub', Date.UTC(2026, 10, 1)),
  })
}

test('C22 every role gets exactly the endpoints that its rights reach', async () => {
  expect(await rolesNotRespected({ ...matrix, skip: [...(matrix.skip ?? []), 'startDemo'] })).toEqual([])
}, 120_000)

test('C21 an id of another workspace is as unknown as one that never existed', async () => {
  // Connectors are the installation's, not a workspace's; kinds of entities are everybody's.
  const ofInstallation = ['getConnector', 'getOAuthApp', 'removeOAuthApp', 'saveOAuthApp']
  const ofKinds = ['listHubEntities', 'getHubSettings', 'chooseHubSettings']
  const skip = [...(matrix.skip ?? []), ...ofInstallation, ...ofKinds]
  expect(await foreignIdsThatShow({ ...matrix, skip }, ids)).toEqual([])
}, 60_000)

test('OLE-39 no input of any shape makes an endpoint fail', async () => {
  expect(await inputsThatBreak({ ...matrix, skip: [...(matrix.skip ?? []), 'startDemo'] }, { runsPerRoute: 20, seed: 20261123 })).toEqual(
    [],
  )
}, 120_000)
