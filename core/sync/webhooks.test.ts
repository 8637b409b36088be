import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDeliveries } from '../intake/deliveries.service.ts'
import { createPluginHooks } from '../intake/plugin-hook.service.ts'
import { type HookServer, hookServer, pluginWebhook } from '../intake/testing/hook-server.ts'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { createRuns } from '../runs/runs.service.ts'
import { fakePerformers, flowSourceOf } from '../runs/testing/test-engine.ts'
import { useTestDatabase } from '../testing/database.ts'
import { failing } from './testing/fake-shop.ts'
import { shopResource } from './testing/shop-resources.ts'
import { type SyncBench, syncBench, TENANT } from './testing/sync-bench.ts'

const database = useTestDatabase()
const HOUR = 3_600_000
const resources = [shopResource('orders'), shopResource('questions', { detail: undefined })]
const accounts = new Map<string, string[]>()
const hook = {
  ...pluginWebhook({ missed: { entry: 'webhooks/missed.ts', everySeconds: 300 } }),
  triggers: [],
  resources: resources.map(({ name }) => ({ name, topics: [name], deletedTopics: [`${name}-gone`], keyBy: ['/resource'] })),
}
const routes = {
  connectionsOf: async (_plugin: string, accountId: string) =>
    (accounts.get(accountId) ?? []).map((connectionId) => ({ tenantId: TENANT, connectionId })),
}
let bench: SyncBench
let server: HookServer
/** What the provider says did not arrive. */
let missed: Array<Record<string, string | number>> = []

beforeAll(async () => {
  server = await hookServer(database(), { flows: [], webhooks: [hook], routes, maps: false })
  const pluginHooks = createPluginHooks({
    engine: server.engine,
    flows: flowSourceOf(server.flows),
    routes: { ...routes, applications: async () => [] },
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
  })
  bench = await syncBench(database(), resources, {
    missed: {
      of: () => [{ webhook: 'notifications', everySeconds: 300 }],
      ask: async () => ({ ok: true, output: { deliveries: missed, checkpoint: null, done: true } }),
      takeIn: async (_plugin, _webhook, body, route) => void (await pluginHooks.takeIn(hook, body, route)),
    },
  })
})
afterAll(async () => {
  await server.stop()
  await bench.stop()
})
beforeEach(() => {
  bench.shop.records.clear()
  bench.shop.calls.length = 0
  bench.shop.faults.length = 0
  bench.shop.beforeAnswer = () => undefined
})

let count = 0
async function account(): Promise<{ connection: string; user: number }> {
  const connection = await bench.connection()
  const user = 1000 + ++count
  accounts.set(`${user}`, [connection])
  await bench.run(connection, 'orders')
  bench.shop.calls.length = 0
  return { connection, user }
}

function notification(user: number, more: Record<string, string | number> = {}) {
  return { _id: `n-${++count}`, resource: '/orders/1', topic: 'orders', user_id: user, ...more }
}

async function post(body: unknown): Promise<number> {
  const answer = await fetch(`${server.origin}/claimed/webhooks`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  return answer.status
}

function order(id: string, status: string, ago = 0) {
  return { id, status, updatedAt: new Date(Date.now() - ago).toISOString() }
}

async function settled(connection: string): Promise<string[]> {
  await expect.poll(async () => (await bench.service.hints(TENANT, { connectionId: connection })).items.length, { timeout: 15_000 }).toBe(0)
  const done = await bench.service.hints(TENANT, { connectionId: connection, status: 'done' })
  return done.items.map((hint) => `${hint.resource}/${hint.key} ${hint.outcome}`).sort()
}

async function statusOf(connection: string): Promise<unknown[]> {
  return (await bench.stored('orders', connection)).map((row) => (row.deleted ? 'gone' : row.data['status']))
}

test('ML-34 a delivery with a topic makes exactly the record of that resource be read, and stored', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid'), order('2', 'paid'))
  expect(await post(notification(user))).toBe(200)
  expect(await settled(connection)).toEqual(['orders/1 stored'])
  expect(bench.shop.calls.map((call) => `${call.op} ${call.resource} ${call.key} ${call.priority}`)).toEqual(['read orders 1 live'])
  expect(await statusOf(connection)).toEqual(['paid'])
  expect(await post(notification(user, { topic: 'messages' }))).toBe(200)
  expect(await settled(connection)).toHaveLength(1)
})

test('ML-35 the same delivery a hundred times at once is stored once and its record read once', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid'))
  const body = notification(user)
  await Promise.all(Array.from({ length: 100 }, () => post(body)))
  expect(await settled(connection)).toEqual(['orders/1 stored'])
  expect(bench.shop.calls).toHaveLength(1)
})

test('deliveries about a record that waits to be read join; one that comes while it is being read makes it be read again', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid', HOUR))
  let go = () => {}
  let reads = 0
  bench.shop.beforeAnswer = () => {
    if (++reads > 1) return undefined
    return new Promise<void>((resolve) => {
      go = resolve
    })
  }
  await post(notification(user))
  await expect.poll(() => reads, { timeout: 10_000 }).toBe(1)
  await post(notification(user))
  bench.shop.put('orders', order('1', 'sent'))
  await Promise.all([post(notification(user)), post(notification(user)), post(notification(user))])
  go()
  await settled(connection)
  expect(await statusOf(connection)).toEqual(['sent'])
  expect(bench.shop.calls.length).toBeLessThanOrEqual(5)
})

test('an answer that is older than what is stored changes nothing, in whatever order deliveries and polls come', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'sent'))
  await post(notification(user))
  await settled(connection)
  bench.shop.put('orders', order('1', 'paid', HOUR))
  await post(notification(user))
  expect(await settled(connection)).toEqual(['orders/1 stale', 'orders/1 stored'])
  await bench.run(connection, 'orders')
  expect(await statusOf(connection)).toEqual(['sent'])
})

test('a delivery that says a record is gone is checked by its id: only what is not there is deleted', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid'), order('2', 'paid'))
  await bench.run(connection, 'orders')
  bench.shop.records.get('orders')?.delete('1')
  await post(notification(user, { topic: 'orders-gone' }))
  await post(notification(user, { topic: 'orders-gone', resource: '/orders/2' }))
  expect(await settled(connection)).toEqual(['orders/1 deleted', 'orders/2 unchanged'])
  expect(await statusOf(connection)).toEqual(['gone', 'paid'])
})

test('where a record cannot be read alone, the list is asked at once', async () => {
  const { connection, user } = await account()
  await bench.run(connection, 'questions')
  bench.shop.put('questions', { id: 'q1', updatedAt: new Date().toISOString(), text: 'Tem azul?' })
  await post(notification(user, { topic: 'questions', resource: '/questions/q1' }))
  expect(await settled(connection)).toEqual(['questions/q1 listed'])
  await expect.poll(async () => (await bench.stored('questions', connection)).length, { timeout: 10_000 }).toBe(1)
})

test('ML-37 the way of a delivery shows six stages with their times, and how long it took in all', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid'))
  await post(notification(user))
  await settled(connection)
  const [hint] = (await bench.service.hints(TENANT, { connectionId: connection, status: 'done' })).items
  const runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: server.engine,
    flows: flowSourceOf(server.flows),
    triggers: { load: async () => new Map() },
    actions: server.provider,
    http: fakePerformers(server.provider).http,
  })
  const deliveries = createDeliveries({
    db: database(),
    clock: systemClock,
    runs,
    queue: server.queue,
    notify: () => {},
    recordStages: bench.service.stagesOf,
  })
  const { timeline } = await deliveries.read({ tenantId: TENANT, userId: 'usr_ana' }, hint?.deliveryIds[0] ?? '')
  expect(timeline.map((stage) => stage.what)).toEqual(['received', 'deduplicated', 'stored', 'queued', 'fetched', 'processed'])
  expect(timeline.map((stage) => stage.at)).toEqual(timeline.map((stage) => stage.at).sort())
  expect(hint?.lagSeconds).toBeLessThan(10)
  const stats = await bench.service.hintStats(TENANT, { connectionId: connection })
  expect(stats.topics).toEqual([{ topic: 'orders', pending: 0, done: 1, failed: 0, deliveries: 1 }])
  expect(stats.lagSeconds.p95).toBeLessThan(10)
})

test('one record that cannot be read fails none of its neighbours, is listed, and can be tried again', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid'), order('2', 'paid'), order('3', 'paid'))
  bench.shop.refuses = (call) => (call.key === '2' ? failing('permanent', { message: 'Forbidden' }) : null)
  await Promise.all(['1', '2', '3'].map((id) => post(notification(user, { resource: `/orders/${id}` }))))
  await settled(connection)
  const failed = await bench.service.hints(TENANT, { connectionId: connection, status: 'failed' })
  expect(failed.items.map((hint) => [hint.key, hint.error])).toEqual([['2', 'Forbidden']])
  expect(await bench.stored('orders', connection)).toHaveLength(2)
  bench.shop.refuses = () => null
  await bench.service.retryHint(TENANT, failed.items[0]?.id ?? '')
  await settled(connection)
  expect(await bench.stored('orders', connection)).toHaveLength(3)
  await expect(bench.service.retryHint(TENANT, failed.items[0]?.id ?? '')).rejects.toThrow('conflict')
})

test('ML-39 what is left waiting is found and read without anybody doing something', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid'))
  bench.shop.faults.push(failing('reauthorise'))
  await post(notification(user))
  await expect
    .poll(async () => (await bench.service.hints(TENANT, { connectionId: connection })).items[0]?.error, { timeout: 10_000 })
    .not.toBeNull()
  await database().truth.query(`UPDATE sync_hints SET look_again_at = now() WHERE connection_id = $1`, [connection])
  await bench.loop.pass()
  expect(await settled(connection)).toEqual(['orders/1 stored'])
})

test('deliveries that did not arrive are taken in once, and those that did are not taken in again', async () => {
  const { connection, user } = await account()
  bench.shop.put('orders', order('1', 'paid'), order('2', 'paid'))
  const arrived = notification(user)
  await post(arrived)
  await settled(connection)
  await bench.attend(TENANT, [connection])
  missed = [arrived, notification(user, { resource: '/orders/2' })]
  for (let sweep = 0; sweep < 2; sweep++) {
    await database().truth.query(
      `UPDATE sync_cursors SET next_at = now() - interval '1 second' WHERE connection_id = $1 AND resource = 'missed:notifications'`,
      [connection],
    )
    await bench.attend(TENANT, [connection])
    await expect.poll(() => bench.stored('orders', connection), { timeout: 10_000 }).toHaveLength(2)
  }
  expect(await settled(connection)).toEqual(['orders/1 stored', 'orders/2 stored'])
  missed = []
})
