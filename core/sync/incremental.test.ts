import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { failing, type ShopRecord } from './testing/fake-shop.ts'
import { shopResource } from './testing/shop-resources.ts'
import { type SyncBench, syncBench, TENANT } from './testing/sync-bench.ts'

const database = useTestDatabase()
const clock = new FakeClock()
const HOUR = 3_600_000
const resources = [
  shopResource('orders', { deletes: { by: 'field', pointer: '/status', equals: 'removed' } }),
  shopResource('shipments', { parent: { resource: 'orders' } }),
  shopResource('products', { deletes: { by: 'fullScan', verify: 'get', everyHours: 24 } }),
  shopResource('payments', { deletes: { by: 'none' } }),
  shopResource('parts', {
    detail: { entry: 'resources/detail.json', when: 'changed' },
    deletes: { by: 'fullScan', verify: 'get', everyHours: 24 },
  }),
]
let bench: SyncBench

beforeAll(async () => {
  bench = await syncBench(database(), resources, { clock })
})
afterAll(() => bench.stop())
beforeEach(() => {
  bench.shop.records.clear()
  bench.shop.calls.length = 0
  bench.shop.faults.length = 0
  bench.shop.hidden.clear()
  bench.shop.refuses = () => null
  bench.shop.says.total = false
})

function at(ms: number): string {
  return new Date(ms).toISOString()
}

function many(count: number, more: Record<string, string> = {}): ShopRecord[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${n + 1}`, updatedAt: at(clock.now() - HOUR - n * 1000), ...more }))
}

async function live(resource: string, connectionId: string): Promise<string[]> {
  return (await bench.stored(resource, connectionId)).filter((row) => !row.deleted).map((row) => row.key)
}

async function cursorOf(connectionId: string, resource: string): Promise<number | null> {
  const { rows } = await database().truth.query('SELECT position FROM sync_cursors WHERE connection_id = $1 AND resource = $2', [
    connectionId,
    resource,
  ])
  return rows[0].position?.getTime() ?? null
}

test('after the first sync only what changed is asked for, with an overlap, and unchanged records change nothing', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(30))
  await bench.run(connection, 'orders')
  const newest = clock.now() - HOUR
  expect(await cursorOf(connection, 'orders')).toBe(newest)
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '7', updatedAt: at(clock.now()), status: 'sent' })
  bench.shop.calls.length = 0
  const job = await bench.run(connection, 'orders')
  expect([job.kind, job.progress[0]?.updated, job.progress[0]?.created]).toEqual(['incremental', 1, 0])
  expect(bench.shop.calls.map((call) => call.since)).toEqual(Array(bench.shop.calls.length).fill(newest - 60_000))
  expect(bench.shop.calls[0]?.priority).toBe('live')
})

test('the cursor does not move past pages that were not read', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(5))
  await bench.run(connection, 'orders')
  const before = await cursorOf(connection, 'orders')
  clock.advance(HOUR)
  bench.shop.put('orders', ...many(25).map((record) => ({ ...record, updatedAt: at(clock.now()) })))
  bench.shop.faults.push(null, null, failing('permanent'))
  expect((await bench.run(connection, 'orders')).status).toBe('failed')
  expect(await cursorOf(connection, 'orders')).toBe(before)
  const again = await bench.run(connection, 'orders')
  expect(again.progress[0]).toMatchObject({ created: 5, unchanged: 20 })
  expect(await live('orders', connection)).toHaveLength(25)
})

test('a schedule asks again when its time has come, only while the connection works, and never twice at once', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(3))
  const first = await bench.run(connection, 'orders')
  const jobs = async () => (await bench.service.status(TENANT, connection)).filter((job) => job.id !== first.id)
  await bench.loop.pass()
  expect(await jobs()).toEqual([])
  clock.advance(700_000)
  await bench.setStatus(connection, 'reconnect_needed')
  await bench.loop.pass()
  expect(await jobs()).toEqual([])
  await bench.setStatus(connection, 'connected')
  await Promise.all([bench.loop.pass(), bench.loop.pass(), bench.loop.pass()])
  const started = await jobs()
  expect(started.map((job) => [job.scope, job.kind])).toEqual([['orders', 'incremental']])
  await bench.over(connection, started[0]?.id ?? '')
  await bench.loop.pass()
  expect(await jobs()).toHaveLength(1)
})

test('children of parents that changed are listed again, those of others are not', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(4))
  bench.shop.put('shipments', { id: 's1', parent: '1', updatedAt: at(clock.now()) })
  await bench.run(connection, 'all')
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '3', updatedAt: at(clock.now()) })
  bench.shop.put('shipments', { id: 's3', parent: '3', updatedAt: at(clock.now()) })
  await bench.run(connection, 'orders')
  bench.shop.calls.length = 0
  await bench.run(connection, 'shipments')
  expect(bench.shop.calls.map((call) => call.parent)).toEqual(['3'])
  expect(await live('shipments', connection)).toEqual(['s1', 's3'])
})

test('a record that says of itself that it is gone is marked so', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(3))
  await bench.run(connection, 'orders')
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '2', updatedAt: at(clock.now()), status: 'removed' })
  expect((await bench.run(connection, 'orders')).progress[0]?.deleted).toBe(1)
  expect(await live('orders', connection)).toEqual(['1', '3'])
})

async function scan(connection: string) {
  clock.advance(25 * HOUR)
  return bench.run(connection, 'products', 'fullScan')
}

test('a scan has listed also what it need not read, because its row is the one of last time', async () => {
  const connection = await bench.connection()
  bench.shop.put('parts', ...many(25))
  await bench.run(connection, 'parts')
  bench.shop.records.get('parts')?.delete('5')
  clock.advance(25 * HOUR)
  const job = await bench.run(connection, 'parts', 'fullScan')
  expect(job.progress[0]?.deleted).toBe(1)
  expect(await live('parts', connection)).toHaveLength(24)
})

test('what a whole scan no longer lists is asked for by its id, and only what is not there is deleted', async () => {
  const connection = await bench.connection()
  bench.shop.put('products', ...many(25))
  await bench.run(connection, 'products')
  bench.shop.records.get('products')?.delete('5')
  bench.shop.hidden.add('9').add('12')
  bench.shop.refuses = (call) => (call.key === '12' ? failing('permanent', { message: 'Forbidden' }) : null)
  const job = await scan(connection)
  expect([job.status, job.progress[0]?.deleted, job.progress[0]?.failed]).toEqual(['succeeded', 1, 1])
  expect(bench.shop.calls.filter((call) => call.op === 'read').map((call) => call.key)).toEqual(['12', '5', '9'])
  expect(await live('products', connection)).not.toContain('5')
  expect(await live('products', connection)).toEqual(expect.arrayContaining(['9', '12']))
  const [asked] = (await bench.service.log(TENANT, { connectionId: connection, kind: 'deletes' })).items
  expect(asked).toMatchObject({ code: 'records_refused', message: 'Forbidden' })
})

test('a scan that shrank by more than a fifth deletes nothing, asks for nothing and raises an alert', async () => {
  const connection = await bench.connection()
  bench.shop.put('products', ...many(20))
  await bench.run(connection, 'products')
  for (const id of ['1', '2', '3', '4', '5']) bench.shop.records.get('products')?.delete(id)
  const job = await scan(connection)
  expect([job.status, job.progress[0]?.deleted]).toEqual(['succeeded', 0])
  expect(bench.shop.calls.some((call) => call.op === 'read')).toBe(false)
  expect(await live('products', connection)).toHaveLength(20)
  const alerts = await bench.service.log(TENANT, { connectionId: connection, kind: 'alert' })
  expect(alerts.items.map((entry) => entry.code)).toEqual(['scan_shrank'])
})

test('of a small catalogue a few records may go without an alert, but never all of it', async () => {
  const connection = await bench.connection()
  bench.shop.put('products', ...many(3))
  await bench.run(connection, 'products')
  bench.shop.records.get('products')?.delete('2')
  expect((await scan(connection)).progress[0]?.deleted).toBe(1)
  expect(await live('products', connection)).toEqual(['1', '3'])
  bench.shop.records.clear()
  expect((await scan(connection)).progress[0]?.deleted).toBe(0)
  expect(await live('products', connection)).toEqual(['1', '3'])
  const alerts = await bench.service.log(TENANT, { connectionId: connection, kind: 'alert' })
  expect(alerts.items.map((entry) => entry.code)).toEqual(['scan_shrank'])
})

test('a scan that listed fewer records than the provider counts deletes nothing', async () => {
  const connection = await bench.connection()
  bench.shop.put('products', ...many(25))
  await bench.run(connection, 'products')
  const { listPage } = bench.shop
  bench.shop.listPage = async (request) => {
    const page = await listPage(request)
    return page.ok ? { ...page, records: page.records.filter((record) => record.key !== '7'), total: 25 } : page
  }
  await scan(connection)
  bench.shop.listPage = listPage
  expect(await live('products', connection)).toHaveLength(25)
  const alerts = await bench.service.log(TENANT, { connectionId: connection, kind: 'alert' })
  expect(alerts.items.map((entry) => entry.code)).toEqual(['scan_cut'])
})

test('when the asking by id fails nothing is deleted until it succeeds', async () => {
  const connection = await bench.connection()
  bench.shop.put('products', ...many(25))
  await bench.run(connection, 'products')
  bench.shop.records.get('products')?.delete('5')
  bench.shop.faults.push(null, null, null, failing('retry'))
  expect((await scan(connection)).progress[0]?.deleted).toBe(1)
  expect(bench.shop.calls.filter((call) => call.op === 'read').map((call) => call.key)).toEqual(['5', '5'])
})

test('records that never go are kept even when the provider does not find them by their id any more', async () => {
  const connection = await bench.connection()
  bench.shop.put('payments', ...many(2))
  await bench.run(connection, 'payments')
  bench.shop.records.get('payments')?.delete('1')
  await expect(
    bench.service.syncRecord(TENANT, { connectionId: connection, plugin: 'shop', resource: 'payments', key: '1' }),
  ).rejects.toThrow('not_found')
  expect(await live('payments', connection)).toEqual(['1', '2'])
})

test('one record can be brought up to date alone; an answer older than what is stored changes nothing', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(2))
  await bench.run(connection, 'orders')
  const ref = { connectionId: connection, plugin: 'shop', resource: 'orders', key: '1' }
  expect(await bench.service.syncRecord(TENANT, ref)).toBe('unchanged')
  bench.shop.put('orders', { id: '1', updatedAt: at(clock.now()), status: 'sent' })
  expect(await bench.service.syncRecord(TENANT, ref)).toBe('stored')
  bench.shop.put('orders', { id: '1', updatedAt: at(clock.now() - HOUR), status: 'paid' })
  expect(await bench.service.syncRecord(TENANT, ref)).toBe('unchanged')
  expect((await bench.stored('orders', connection))[0]?.data).toMatchObject({ status: 'sent' })
  await expect(bench.service.syncRecord(TENANT, { ...ref, plugin: 'other' })).rejects.toThrow('not_found')
})
