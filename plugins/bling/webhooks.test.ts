import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type HookServer, hookServer, TENANT } from '../../core/intake/testing/hook-server.ts'
import { createLogger } from '../../core/platform/logger.ts'
import { pluginWebhooks } from '../../core/registry/plugin-webhooks.ts'
import { openRegistry } from '../../core/registry/registry.service.ts'
import { PROJECT_ROOT } from '../../core/registry/testing/plugin-folder.ts'
import { HINTS_QUEUE } from '../../core/runs/run-write.types.ts'
import { mapStep, testFlow } from '../../core/runs/testing/test-flow.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type ConnectedApp, startConnectedApp } from './emulator/testing/connected-app.ts'

/** Events of the provider's emulator, over HTTP into the real intake, as the manifest declares them. */

const database = useTestDatabase()
const flow = { ...testFlow(TENANT, 'flw_bling', { sA: mapStep('a') }), secrets: [] }
const CONNECTION = 'con_01jd3kq2v8m6w0x4y5z7a9b1c3'
const ALL = ['order', 'product', 'stock', 'invoice']
let app: ConnectedApp
let server: HookServer
let token: string

beforeAll(async () => {
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
  await database().truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, status, created_by, created_at)
     VALUES ($1, $2, 'bling', 'oauth', 'Bling', 'connected', 'usr_ana', now())`,
    [TENANT, CONNECTION],
  )
  app = await startConnectedApp()
  const registry = await openRegistry({ root: PROJECT_ROOT, modified: 'warn', logger: createLogger({ level: 'silent' }) })
  const hook = pluginWebhooks(registry, async () => null).byName('bling', 'events')
  server = await hookServer(database(), {
    flows: [flow],
    source: { publishedForTrigger: async () => [flow] },
    webhooks: hook === null ? [] : [hook],
    routes: {
      connectionsOf: async (_plugin, accountId) =>
        accountId === app.companies[0]?.id ? [{ tenantId: TENANT, connectionId: CONNECTION }] : [],
      applications: async () => [{ tenantId: TENANT, clientId: app.clientId, secrets: [app.clientSecret] }],
    },
  })
  await server.queue.declare(HINTS_QUEUE)
})
beforeEach(async () => {
  await app.admin('DELETE', '/faults')
  await app.admin('POST', '/limits', { requestsPerSecond: 1000, ipBlocks: false })
  await app.admin('POST', '/app', {
    callbackUrl: `${server.origin}/hooks/p/bling/events`,
    webhookResources: ALL,
    tampersSignatures: false,
    orderEventsHaveStatus: true,
  })
  token = (await app.connect()).accessToken
  for (const table of ['delivery_keys', 'deliveries', 'sync_hint_deliveries', 'sync_hints'])
    await database().truth.query(`DELETE FROM ${table}`)
})
afterAll(async () => {
  await server.stop()
  await app.stop()
})

const deliveries = async () => (await database().truth.query('SELECT verdict, topic, run_ids FROM deliveries ORDER BY id')).rows
const hints = async () =>
  (await database().truth.query('SELECT resource, record_key AS key, is_delete FROM sync_hints ORDER BY resource, record_key')).rows.map(
    (row) => `${row.resource}/${row.key}${row.is_delete ? ' deleted' : ''}`,
  )
const accepted = (count: number) =>
  expect.poll(async () => (await deliveries()).filter(({ verdict }) => verdict === 'accepted').length, { timeout: 10_000 }).toBe(count)

async function product(): Promise<number> {
  const body = { nome: 'Copo', codigo: 'COD-1', tipo: 'P', situacao: 'A', formato: 'S' }
  const { fields } = await app.call('/produtos', { token, json: body })
  return Number(JSON.parse(JSON.stringify(fields)).data.id)
}

test('a signed event is accepted for the connection of its company, starts a run and makes its record be read', async () => {
  const id = await product()
  await accepted(1)
  const [delivery] = await deliveries()
  expect(delivery).toMatchObject({ topic: 'product.created', run_ids: [expect.any(String)] })
  expect(await hints()).toEqual([`products/${id}`])
})

test('an event with a signature of another secret is refused and starts nothing', async () => {
  await app.admin('POST', '/app', { tampersSignatures: true })
  await product()
  const attempts = async () => listOf((await app.admin('GET', '/callbacks'))['items']).map(fieldsOf)
  await expect.poll(async () => JSON.stringify((await attempts()).at(-1)), { timeout: 10_000 }).toContain('401')
  expect(await deliveries()).toEqual([])
  expect(await hints()).toEqual([])
})

test('an event that comes twice is taken once, and one that comes before its creation makes the same record be read', async () => {
  await app.admin('POST', '/faults', [{ match: { path: 'product.*' }, kind: 'duplicate' }])
  const id = await product()
  await accepted(1)
  await app.admin('POST', '/faults', [{ match: { path: 'product.created' }, kind: 'reorder' }])
  const other = await product()
  await app.call(`/produtos/${other}`, { token, method: 'PATCH', json: { preco: 2 } })
  await accepted(3)
  expect((await deliveries()).map(({ topic }) => topic)).toEqual(['product.created', 'product.updated', 'product.created'])
  expect(new Set(await hints())).toEqual(new Set([`products/${id}`, `products/${other}`]))
})

test('a stock posting makes the balances of its product be read, a removal says that the record may be gone', async () => {
  const id = await product()
  const movement = { produto: { id }, deposito: { id: 14886665514 }, operacao: 'B', quantidade: 5 }
  await app.call('/estoques', { token, json: movement })
  await accepted(3)
  expect(new Set(await hints())).toEqual(new Set([`products/${id}`, `stock/${id}`]))
  await app.call(`/produtos/${id}/situacoes`, { token, method: 'PATCH', json: { situacao: 'E' } })
  await app.call(`/produtos/${id}`, { token, method: 'DELETE' })
  await accepted(5)
  expect((await deliveries()).at(-1)).toMatchObject({ topic: 'product.deleted' })
  expect(await hints()).toContain(`products/${id} deleted`)
})

test('an event of a company that is not connected is kept, and starts nothing', async () => {
  const other = await app.connect(app.companies[1]?.login)
  await app.call('/produtos', { token: other.accessToken, json: { nome: 'Copo', tipo: 'P', situacao: 'A', formato: 'S' } })
  await expect.poll(async () => (await deliveries()).map(({ verdict }) => verdict), { timeout: 10_000 }).toEqual(['unmatched'])
})
