import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { triggerDataFrom } from '../events/trigger-data.store.ts'
import { systemClock } from '../platform/clock.ts'
import { createRuns, type RunsService } from '../runs/runs.service.ts'
import { fakePerformers, flowSourceOf } from '../runs/testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createDeliveries, type DeliveriesService } from './deliveries.service.ts'
import { INSTALLATION_TENANT } from './plugin-hook.service.ts'
import { type HookServer, hookServer, pluginWebhook, TENANT } from './testing/hook-server.ts'

const database = useTestDatabase()
const OTHER_TENANT = '00000000-0000-4000-8000-00000000000b'
const caller = { tenantId: TENANT, userId: 'usr_ana' }
const flow = { ...testFlow(TENANT, 'flw_shop', { sA: actionStep('fetch', 'get'), sB: mapStep('b') }), secrets: [] }
const otherFlow = { ...testFlow(OTHER_TENANT, 'flw_other', { sA: mapStep('a') }), secrets: [] }
let server: HookServer
let deliveries: DeliveriesService
let runs: RunsService

beforeAll(async () => {
  server = await hookServer(database(), {
    flows: [flow, otherFlow],
    source: {
      publishedForTrigger: async (tenantId, _plugin, trigger) =>
        trigger === 'order-changed' ? [tenantId === TENANT ? flow : otherFlow] : [],
    },
    webhooks: [
      pluginWebhook({}),
      pluginWebhook({
        name: 'signed',
        paths: [],
        applicationBy: undefined,
        verify: {
          scheme: 'hmac',
          header: 'x-sig',
          algorithm: 'sha256',
          encoding: 'hex',
          prefix: 'sha256=',
          secret: { of: 'app', field: 'clientSecret' },
        },
      }),
    ],
    routes: {
      async connectionsOf(_plugin, accountId) {
        if (accountId === '42') return [{ tenantId: TENANT, connectionId: 'con_1' }]
        if (accountId === '77') return [TENANT, OTHER_TENANT].map((tenantId) => ({ tenantId, connectionId: 'con_2' }))
        return []
      },
      applications: async () => [{ tenantId: TENANT, clientId: '9000', secrets: ['app secret'] }],
    },
  })
  runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: server.engine,
    flows: flowSourceOf(server.flows),
    triggers: triggerDataFrom(database().engine),
    actions: server.provider,
    http: fakePerformers(server.provider).http,
  })
  deliveries = createDeliveries({ db: database(), clock: systemClock, runs, queue: server.queue, notify: () => {} })
  server.provider.effect = 'read'
})
afterAll(() => server.stop())

let count = 0
function notification(more: Record<string, unknown> = {}) {
  return {
    _id: `n-${++count}`,
    resource: '/orders/2000001',
    topic: 'orders',
    user_id: 42,
    application_id: 9000,
    attempts: 1,
    sent: 'x',
    ...more,
  }
}

function post(body: unknown, path = '/claimed/webhooks', headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(server.origin + path, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } })
}

async function stored(id: string) {
  const { rows } = await database().truth.query(
    'SELECT id, tenant_id, verdict, run_ids, topic FROM deliveries WHERE dedupe_key = $1 ORDER BY tenant_id',
    [id],
  )
  return rows
}

test('ML-30 a notification is answered 200 within 500 ms once it is on disk, and processed afterwards', async () => {
  // The machine may be busy with other things: the best of four says how soon a notification is answered.
  let body = notification()
  let tookMs = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 4 && tookMs >= 500; tries++) {
    body = notification()
    server.provider.script.push(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      return server.provider.create(request)
    })
    const sentAt = performance.now()
    const answer = await post(body)
    tookMs = performance.now() - sentAt
    expect(answer.status).toBe(200)
  }
  expect(tookMs).toBeLessThan(500)
  const [delivery] = await stored(body._id)
  expect(delivery).toMatchObject({ verdict: 'accepted', topic: 'orders' })
  await expect.poll(async () => (await runs.read(caller, delivery.run_ids[0])).status, { timeout: 15_000 }).toBe('succeeded')
  expect((await runs.read(caller, delivery.run_ids[0])).input).toEqual({ resource: '/orders/2000001' })
})

test('ML-35 the same notification 100 times at once is stored once and processed once', async () => {
  const body = notification()
  const calls = server.provider.created.length
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(body)))
  expect(answers.every((answer) => answer.status === 200)).toBe(true)
  const rows = await stored(body._id)
  expect(rows.length).toBe(1)
  await expect.poll(async () => (await runs.read(caller, rows[0].run_ids[0])).status).toBe('succeeded')
  expect(server.provider.created.length).toBe(calls + 1)
})

test('ML-33 a notification for another application is quarantined and starts nothing', async () => {
  const body = notification({ application_id: 1 })
  expect((await post(body)).status).toBe(200)
  expect(await stored(body._id)).toMatchObject([{ tenant_id: TENANT, verdict: 'quarantined', run_ids: [] }])
})

test('ML-34 a topic that no trigger of the connector declares starts nothing and is kept', async () => {
  const body = notification({ topic: 'claims' })
  expect((await post(body)).status).toBe(200)
  expect(await stored(body._id)).toMatchObject([{ verdict: 'accepted', run_ids: [], topic: 'claims' }])
})

test('a notification for an account that is connected in two workspaces starts a run in each, and is seen by each alone', async () => {
  const body = notification({ user_id: 77 })
  expect((await post(body)).status).toBe(200)
  const rows = await stored(body._id)
  expect(rows.map((row) => [row.tenant_id, row.run_ids.length])).toEqual([
    [TENANT, 1],
    [OTHER_TENANT, 1],
  ])
  await expect(deliveries.read(caller, rows[1].id)).rejects.toMatchObject({ code: 'not_found' })
})

test('a notification that matches no connection is kept where the app belongs, never dropped', async () => {
  const body = notification({ user_id: 1 })
  expect((await post(body)).status).toBe(200)
  expect(await stored(body._id)).toMatchObject([{ tenant_id: TENANT, verdict: 'unmatched', run_ids: [] }])
  const foreign = notification({ user_id: 1, application_id: 5 })
  await post(foreign)
  expect(await stored(foreign._id)).toMatchObject([{ tenant_id: INSTALLATION_TENANT, verdict: 'quarantined' }])
})

test('C26 a signed webhook with a missing, wrong or truncated signature starts nothing', async () => {
  const body = JSON.stringify(notification())
  const good = `sha256=${createHmac('sha256', 'app secret').update(body).digest('hex')}`
  for (const sig of ['', 'sha256=', good.slice(0, -1), good.replace('sha256=', ''), `${good}0`]) {
    expect((await post(body, '/hooks/p/shop/signed', { 'x-sig': sig })).status).toBe(401)
  }
  expect((await post(`${body} `, '/hooks/p/shop/signed', { 'x-sig': good })).status).toBe(401)
  expect((await post(body, '/hooks/p/shop/signed', { 'x-sig': good.toUpperCase().replace('SHA256', 'sha256') })).status).toBe(200)
})

test('C30 hostile ids and topics are stored as harmless text', async () => {
  for (const bad of ['a\u0000b', '\ud800', 'x'.repeat(5_000), '__proto__', '']) {
    expect((await post(notification({ _id: bad, topic: bad, user_id: 42 }))).status).toBe(200)
  }
  expect((await post('[]')).status).toBe(200)
  expect((await post('null')).status).toBe(200)
  expect((await post('{"user_id":{"toString":1}}')).status).toBe(200)
})

test('ML-37 the timeline of a delivery shows how it was received, deduplicated, stored, queued, fetched and processed, with times', async () => {
  const body = notification()
  await post(body)
  const [row] = await stored(body._id)
  await expect.poll(async () => (await runs.read(caller, row.run_ids[0])).status).toBe('succeeded')
  const { timeline } = await deliveries.read(caller, row.id)
  expect(timeline.map((stage) => stage.what)).toEqual(['received', 'deduplicated', 'stored', 'queued', 'fetched', 'processed'])
  expect(timeline.every((stage) => !Number.isNaN(Date.parse(stage.at)))).toBe(true)
  expect(timeline.map((stage) => stage.at)).toEqual(timeline.map((stage) => stage.at).sort())
})

test('ML-14 every delivery is kept with its raw body, topic and what it says of resource, state and attempts', async () => {
  const body = notification({ attempts: 3 })
  await post(body)
  const [row] = await stored(body._id)
  const detail = await deliveries.read(caller, row.id)
  expect(JSON.parse(detail.body)).toEqual(body)
  expect(detail).toMatchObject({ topic: 'orders', verdict: 'accepted', method: 'POST' })
  const list = await deliveries.list(caller, { limit: 200 })
  expect(list.items.map((item) => item.id)).toContain(row.id)
  expect((await deliveries.list(caller, { limit: 200, flowId: 'flw_shop' })).items.map((item) => item.id)).toContain(row.id)
})
