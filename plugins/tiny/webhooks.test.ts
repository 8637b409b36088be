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

/** Both kinds of webhooks of the provider's emulator, over HTTP into the real intake, as the manifest declares them. */

const database = useTestDatabase()
const flow = { ...testFlow(TENANT, 'flw_tiny', { sA: mapStep('a') }), secrets: [] }
const CONNECTION = 'con_01jd3kq2v8m6w0x4y5z7a9b1c3'
let app: ConnectedApp
let server: HookServer
const address = { events: '', integration: '' }

beforeAll(async () => {
  const { truth } = database()
  await truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
  await truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, status, created_by, created_at)
     VALUES ($1, $2, 'tiny', 'token', 'Tiny', 'connected', 'usr_ana', now())`,
    [TENANT, CONNECTION],
  )
  app = await startConnectedApp()
  const registry = await openRegistry({ root: PROJECT_ROOT, modified: 'warn', logger: createLogger({ level: 'silent' }) })
  const hooks = pluginWebhooks(registry, async () => null).ofPlugin('tiny')
  server = await hookServer(database(), {
    flows: [flow],
    source: { publishedForTrigger: async () => [flow] },
    webhooks: hooks,
    routes: {
      connectionsOf: async (_plugin, accountId) =>
        accountId === app.accounts[0]?.cnpj ? [{ tenantId: TENANT, connectionId: CONNECTION }] : [],
    },
  })
  await server.queue.declare(HINTS_QUEUE)
  const caller = { tenantId: TENANT, userId: 'usr_ana', role: 'owner' as const, via: 'cookie' as const, sessionId: 'ses_test' }
  for (const { webhook, url } of await server.connectionHooks.list(caller, CONNECTION)) {
    if (webhook === 'events' || webhook === 'integration') address[webhook] = server.origin + new URL(url).pathname
  }
})
beforeEach(async () => {
  await app.admin('DELETE', '/faults')
  await app.admin('POST', '/limits', { areKept: false })
  await app.admin('POST', '/app', { callbackUrl: address.events, integrationUrl: address.integration })
  for (const table of ['delivery_keys', 'deliveries', 'sync_hint_deliveries', 'sync_hints'])
    await database().truth.query(`DELETE FROM ${table}`)
})
afterAll(async () => {
  await server.stop()
  await app.stop()
})

const deliveries = async () => (await database().truth.query('SELECT source, verdict, topic, run_ids FROM deliveries ORDER BY id')).rows
const count = async (total: number) => expect.poll(async () => (await deliveries()).length, { timeout: 10_000 }).toBe(total)
const hints = async () =>
  (await database().truth.query('SELECT resource, record_key AS key FROM sync_hints ORDER BY resource')).rows.map(
    (row) => `${row.resource}/${row.key}`,
  )
async function firstProduct(): Promise<number> {
  const { produtos } = await app.v2('produtos.pesquisa.php', { pesquisa: '' })
  return Number(fieldsOf(fieldsOf(listOf(produtos)[0])['produto'])['id'])
}

test('Tiny looks at an address before it takes it: GET, HEAD and OPTIONS are answered with 200, and only at an address that is ours', async () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS']) expect((await fetch(address.events, { method })).status).toBe(200)
  expect((await fetch(`${server.origin}/hooks/p/tiny/events/an-address-that-nobody-has`, { method: 'GET' })).status).toBe(404)
  expect(await deliveries()).toEqual([])
})

test('a stock write is told at both levels: it starts runs and makes the balances of its product be read', async () => {
  const productId = await firstProduct()
  await app.admin('POST', '/scenario/changeStock', { productId, balance: 3 })
  await count(2)
  expect((await deliveries()).map(({ source, verdict, topic }) => `${source} ${verdict} ${topic}`).toSorted()).toEqual([
    'tiny/events accepted estoque',
    'tiny/integration accepted estoque',
  ])
  expect(await hints()).toEqual([`stock/${productId}`])
})

test('the same message twice is taken once: Tiny gives it no id, so its bytes are its id', async () => {
  await app.admin('POST', '/app', { integrationUrl: null })
  const productId = await firstProduct()
  await app.admin('POST', '/faults', [{ match: { path: 'estoque' }, kind: 'duplicate' }])
  await app.admin('POST', '/scenario/changeStock', { productId, balance: 4 })
  await expect.poll(async () => listOf((await app.admin('GET', '/callbacks'))['items']).length, { timeout: 10_000 }).toBeGreaterThan(1)
  await count(1)
})

test('a product that is sent to a shop is answered with its mapping, one entry for the product and one for each variation', async () => {
  const variation = { idMapeamento: '21', skuMapeamento: '', codigo: 'CAN-AZ-P' }
  const dados = { id: '1', idMapeamento: '20', skuMapeamento: 'LOJA-CAN', codigo: 'CAN-AZ', nome: 'Caneca', variacoes: [variation] }
  const body = JSON.stringify({ versao: '1.0.1', cnpj: app.accounts[0]?.cnpj, idEcommerce: 77, tipo: 'produto', dados })
  const answer = await fetch(address.integration, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect([answer.status, await answer.json()]).toEqual([
    200,
    [
      { idMapeamento: '20', skuMapeamento: 'LOJA-CAN' },
      { idMapeamento: '21', skuMapeamento: 'CAN-AZ-P' },
    ],
  ])
})

test('a message that names another account is kept and starts nothing', async () => {
  const body = JSON.stringify({ versao: '1.0.1', cnpj: '11222333000181', tipo: 'estoque', dados: { idProduto: 5, saldo: 1 } })
  expect((await fetch(address.events, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status).toBe(200)
  expect(await deliveries()).toEqual([expect.objectContaining({ verdict: 'quarantined', run_ids: [] })])
  expect(await hints()).toEqual([])
})
