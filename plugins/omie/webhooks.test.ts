import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type HookServer, hookServer, TENANT } from '../../core/intake/testing/hook-server.ts'
import { pluginWebhooks } from '../../core/registry/plugin-webhooks.ts'
import { HINTS_QUEUE } from '../../core/runs/run-write.types.ts'
import { mapStep, testFlow } from '../../core/runs/testing/test-flow.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type RunningOmie, startOmie } from './emulator/testing/running-omie.ts'
import { loadOmie } from './testing/connected-company.ts'

/** Messages of the provider's emulator, over HTTP into the real intake, at the connection's own address. */

const database = useTestDatabase()
const CONNECTION = 'con_01jd3kq2v8m6w0x4y5z7a9b1c3'
const ANA = { tenantId: TENANT, userId: 'usr_ana', role: 'admin', via: 'cookie', sessionId: 'ses_1' } as const
const flow = { ...testFlow(TENANT, 'flw_omie', { sA: mapStep('a') }), secrets: [] }
let omie: RunningOmie
let server: HookServer
let address: string
// A seed of its own for each test: what was taken in once is remembered by its message id.
let seeds = 0

beforeAll(async () => {
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
  await database().truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, status, created_by, created_at)
     VALUES ($1, $2, 'omie', 'app-key', 'Omie', 'connected', 'usr_ana', now())`,
    [TENANT, CONNECTION],
  )
  omie = await startOmie()
  const hook = pluginWebhooks(await loadOmie(), async () => null).byName('omie', 'events')
  server = await hookServer(database(), {
    flows: [flow],
    source: { publishedForTrigger: async () => [flow] },
    webhooks: hook === null ? [] : [hook],
  })
  await server.queue.declare(HINTS_QUEUE)
  const [own] = await server.connectionHooks.list(ANA, CONNECTION)
  address = new URL(own?.url ?? '').pathname
})
beforeEach(async () => {
  await omie.admin('POST', '/reset', { seed: `test ${++seeds}` })
  await omie.admin('POST', '/app', { callbackUrl: server.origin + address })
  for (const table of ['delivery_keys', 'deliveries', 'sync_hint_deliveries', 'sync_hints'])
    await database().truth.query(`DELETE FROM ${table}`)
})
afterAll(async () => {
  await server.stop()
  await omie.stop()
})

const deliveries = async () =>
  (await database().truth.query<{ topic: string | null; verdict: string }>('SELECT topic, verdict FROM deliveries ORDER BY received_at'))
    .rows

test('the portal’s ping is answered with 200', async () => {
  expect(await omie.play('ping')).toMatchObject({ status: 200, accepted: true })
})

test('a message comes to its connection, is told by its topic, and its record is read again', async () => {
  const order = await omie.play('sell')
  await vi.waitFor(async () => expect(await deliveries()).toEqual([{ topic: 'VendaProduto.Incluida', verdict: 'accepted' }]))
  const { rows } = await database().truth.query('SELECT resource, record_key AS key FROM sync_hints')
  expect(rows).toEqual([{ resource: 'orders', key: String(order['codigo_pedido']) }])
})

test('a message that comes twice is one', async () => {
  await omie.admin('POST', '/faults', [{ match: { path: 'VendaProduto.Incluida' }, kind: 'duplicate' }])
  await omie.play('sell')
  await vi.waitFor(async () => expect((await deliveries()).length).toBeGreaterThan(0))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect((await deliveries()).filter(({ verdict }) => verdict === 'accepted')).toHaveLength(1)
})
