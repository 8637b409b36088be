import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { failing, type ShopRecord } from './testing/fake-shop.ts'
import { shopResource } from './testing/shop-resources.ts'
import { type SyncBench, syncBench, TENANT } from './testing/sync-bench.ts'

const database = useTestDatabase()
const DAY = 86_400_000
const NOW = Date.now()
const resources = [
  shopResource('shipments', { parent: { resource: 'orders', where: { status: ['paid'] } }, syncAfter: ['items'] }),
  shopResource('orders'),
  shopResource('items', { detail: { entry: 'resources/detail.json', when: 'changed' } }),
  shopResource('invoices', {
    cursor: { field: '/updatedAt', format: 'rfc3339', timezone: 'UTC', overlapSeconds: 60, maxWindowDays: 30, from: 'window' },
  }),
]
let bench: SyncBench

beforeAll(async () => {
  bench = await syncBench(database(), resources)
})
afterAll(() => bench.stop())
beforeEach(() => {
  bench.shop.records.clear()
  bench.shop.calls.length = 0
  bench.shop.faults.length = 0
  bench.shop.hidden.clear()
  bench.shop.says.total = false
  bench.shop.beforeAnswer = () => undefined
})

function orders(count: number, more: Record<string, string> = {}): ShopRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `${n + 1}`,
    updatedAt: new Date(NOW - DAY - n * 1000).toISOString(),
    status: 'paid',
    ...more,
  }))
}

async function keysOf(resource: string, connectionId: string): Promise<string[]> {
  return (await bench.stored(resource, connectionId)).filter((row) => !row.deleted).map((row) => row.key)
}

test('a first sync loads everything in the order of what depends on what, and says how much it read', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...orders(25))
  bench.shop.put('items', { id: 'i1', updatedAt: new Date(NOW - DAY).toISOString(), name: 'Cabo' })
  bench.shop.put(
    'shipments',
    { id: 's1', parent: '1', updatedAt: new Date(NOW - DAY).toISOString() },
    { id: 's2', parent: '25', updatedAt: new Date(NOW).toISOString() },
  )
  const job = await bench.run(connection, 'all')
  expect([job.status, job.kind, job.progress.map((each) => each.resource)]).toEqual([
    'succeeded',
    'backfill',
    ['orders', 'items', 'shipments', 'invoices'],
  ])
  expect(job.progress[0]).toMatchObject({ pages: 3, read: 25, created: 25, updated: 0, failed: 0, status: 'done' })
  expect(await keysOf('orders', connection)).toHaveLength(25)
  expect(await keysOf('shipments', connection)).toEqual(['s1', 's2'])
  expect((await bench.stored('items', connection))[0]?.data).toMatchObject({ name: 'Cabo' })
  const log = await bench.service.log(TENANT, { connectionId: connection, resource: 'orders' })
  expect(log.items.map((entry) => [entry.read, entry.created, entry.origin])).toEqual([
    [5, 5, 'backfill'],
    [10, 10, 'backfill'],
    [10, 10, 'backfill'],
  ])
  const records = await bench.service.logRecords(TENANT, log.items[0]?.id ?? '')
  expect(records.items).toEqual(['21', '22', '23', '24', '25'].map((key) => ({ key, change: 'created' })))
})

test('a second start while one runs answers the running job', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...orders(30))
  let go = () => {}
  bench.shop.beforeAnswer = () =>
    new Promise<void>((resolve) => {
      go = resolve
      setTimeout(resolve, 300)
    })
  const starts = await Promise.all(
    Array.from({ length: 5 }, () => bench.service.start(TENANT, { connectionId: connection, scope: 'orders' })),
  )
  expect(new Set(starts.map((start) => start.job.id)).size).toBe(1)
  expect(starts.filter((start) => !start.alreadyRunning)).toHaveLength(1)
  go()
  await bench.over(connection, starts[0]?.job.id ?? '')
  expect(bench.shop.calls).toHaveLength(3)
})

test('a first sync of the last days asks for no more than those, and a provider that refuses long ranges is asked window by window', async () => {
  const connection = await bench.connection()
  bench.shop.put(
    'invoices',
    { id: 'old', updatedAt: new Date(NOW - 300 * DAY).toISOString() },
    { id: 'new', updatedAt: new Date(NOW - 2 * DAY).toISOString() },
  )
  await bench.run(connection, 'invoices', 'backfill', 70)
  expect(await keysOf('invoices', connection)).toEqual(['new'])
  const spans = bench.shop.calls.map(({ since, until }) => ((until ?? Date.now()) - (since ?? 0)) / DAY)
  expect(spans.map(Math.round)).toEqual([30, 30, 10])
  expect(bench.shop.calls.at(-1)?.until).toBeNull()
})

test('days that a person chose for one resource hold in a first sync of everything', async () => {
  const connection = await bench.connection()
  await bench.service.choose(TENANT, connection, [{ resource: 'invoices', enabled: true, days: 10 }])
  const records = [
    { id: 'old', updatedAt: new Date(NOW - 40 * DAY).toISOString() },
    { id: 'new', updatedAt: new Date(NOW - 2 * DAY).toISOString() },
  ]
  bench.shop.put('invoices', ...records)
  bench.shop.put('orders', ...records)
  await bench.run(connection, 'all', 'backfill')
  expect(await keysOf('invoices', connection)).toEqual(['new'])
  expect(await keysOf('orders', connection)).toHaveLength(2)
})

test('without a limit a resource that is read by windows goes back until nothing comes any more', async () => {
  const connection = await bench.connection()
  bench.shop.put(
    'invoices',
    { id: 'old', updatedAt: new Date(NOW - 300 * DAY).toISOString() },
    { id: 'new', updatedAt: new Date(NOW - 2 * DAY).toISOString() },
  )
  await bench.run(connection, 'invoices', 'backfill')
  expect(await keysOf('invoices', connection)).toEqual(['new', 'old'].sort())
  expect(bench.shop.calls.length).toBeLessThan(30)
})

test('a sync that was cancelled stores nothing more and can be started again', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...orders(50))
  const started = bench.service.start(TENANT, { connectionId: connection, scope: 'orders' })
  let seen = 0
  bench.shop.beforeAnswer = async () => {
    if (++seen === 3) await bench.service.cancel(TENANT, (await started).job.id)
  }
  const job = await bench.over(connection, (await started).job.id)
  expect([job.status, job.progress[0]?.status]).toEqual(['cancelled', 'cancelled'])
  const kept = await keysOf('orders', connection)
  expect(kept.length).toBeLessThan(30)
  bench.shop.beforeAnswer = () => undefined
  await bench.run(connection, 'orders')
  expect(await keysOf('orders', connection)).toHaveLength(50)
})

test('faults of the provider are waited for and the sync goes on from its checkpoint: nothing is lost or read twice', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...orders(30))
  bench.shop.faults.push(null, failing('rateLimited', { retryAfterMs: 1000 }), failing('retry'), null)
  const job = await bench.run(connection, 'orders')
  expect([job.status, job.progress[0]?.read, job.progress[0]?.created]).toEqual(['succeeded', 30, 30])
  expect(bench.shop.calls.map((call) => call.checkpoint)).toEqual([null, 10, 10, 10, 20])
})

test('a page of records that are read one by one goes on with those it lacks when the limit stops it half-way', async () => {
  const connection = await bench.connection()
  bench.shop.put('items', ...orders(10))
  bench.shop.faults.push(...Array<null>(7).fill(null), failing('rateLimited', { retryAfterMs: 1000 }))
  const job = await bench.run(connection, 'items')
  expect(job.status).toBe('succeeded')
  expect(job.progress.find((each) => each.resource === 'items')).toMatchObject({ read: 10, created: 10, unchanged: 0, failed: 0 })
  const asked = bench.shop.calls.filter((call) => call.op === 'read').map((call) => call.key)
  expect(asked).toHaveLength(11)
  expect(new Set(asked).size).toBe(10)
  expect(bench.shop.calls.filter((call) => call.op === 'list')).toHaveLength(2)
})

test('a fault of the moment makes none of a page’s other records be read again', async () => {
  const connection = await bench.connection()
  bench.shop.put('items', ...orders(10))
  bench.shop.faults.push(null, null, failing('retry'), null, failing('retry'))
  const job = await bench.run(connection, 'items')
  expect(job.progress.find((each) => each.resource === 'items')).toMatchObject({ read: 10, created: 10 })
  expect(bench.shop.calls.map((call) => call.op)).toEqual(['list', ...Array(12).fill('read')])
})

test('MH-51 what the provider refuses for good fails that resource, is in the log, is told once an hour, and holds up none of the others', async () => {
  const connection = await bench.connection()
  bench.shop.put('items', { id: 'i1', updatedAt: new Date(NOW).toISOString() })
  bench.shop.faults.push(failing('permanent', { message: 'No permission for orders' }))
  const job = await bench.run(connection, 'all')
  expect(job.status).toBe('failed')
  expect(job.progress.map((each) => [each.resource, each.status])).toEqual([
    ['orders', 'failed'],
    ['items', 'done'],
    ['shipments', 'done'],
    ['invoices', 'done'],
  ])
  expect(job.reason).toContain('No permission for orders')
  const log = await bench.service.log(TENANT, { connectionId: connection, kind: 'error' })
  expect(log.items[0]).toMatchObject({ resource: 'orders', code: 'sync_failed' })
  // Told to whoever listens to the account, once an hour however often it fails.
  const told = `SELECT data #> '{cause}' AS cause FROM integration_events WHERE connection_id = $1 AND event = 'integration.error'`
  bench.shop.faults.push(failing('permanent', { message: 'No permission for orders' }))
  await bench.run(connection, 'orders')
  expect((await database().truth.query(told, [connection])).rows).toEqual([
    { cause: { code: 'sync_failed', message: 'orders: provider: No permission for orders' } },
  ])
  await database().truth.query(`UPDATE integration_events SET occurred_at = occurred_at - interval '61 minutes'`)
  bench.shop.faults.push(failing('permanent', { message: 'No permission for orders' }))
  await bench.run(connection, 'orders')
  expect((await database().truth.query(told, [connection])).rows).toHaveLength(2)
})

test('a revoked grant parks the sync; once the account is connected again it goes on where it was', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...orders(30))
  bench.shop.faults.push(null, failing('reauthorise'))
  const { job } = await bench.service.start(TENANT, { connectionId: connection, scope: 'orders' })
  const status = async () => (await bench.service.status(TENANT, connection)).find((each) => each.id === job.id)
  await expect.poll(async () => (await status())?.status, { timeout: 10_000 }).toBe('parked')
  expect((await status())?.reason).toBe('reconnect_needed')
  await bench.setStatus(connection, 'reconnect_needed')
  await bench.attend(TENANT, [connection])
  expect((await status())?.status).toBe('parked')
  await bench.setStatus(connection, 'connected')
  await bench.attend(TENANT, [connection])
  expect((await bench.over(connection, job.id)).progress[0]).toMatchObject({ read: 30, created: 30 })
  expect(await keysOf('orders', connection)).toHaveLength(30)
})

test('how long it still takes is said when the provider says how many there are, and not otherwise', async () => {
  const connection = await bench.connection()
  bench.shop.says.total = true
  bench.shop.put('orders', ...orders(60))
  bench.shop.beforeAnswer = () => new Promise((resolve) => setTimeout(resolve, 400))
  const { job } = await bench.service.start(TENANT, { connectionId: connection, scope: 'orders' })
  const progress = async () => (await bench.service.status(TENANT, connection)).find((each) => each.id === job.id)?.progress[0]
  await expect.poll(async () => (await progress())?.etaSeconds ?? null, { timeout: 10_000, interval: 50 }).not.toBeNull()
  const { total, recordsPerSec, etaSeconds } = (await progress()) ?? {}
  expect(total).toBe(60)
  expect(recordsPerSec).toBeGreaterThan(5)
  expect(etaSeconds).toBeLessThan(10)
  await bench.over(connection, job.id)
})

test('an account that was just connected loads itself, unless the person chose to load nothing', async () => {
  const connection = await bench.connection()
  const other = await bench.connection()
  await bench.service.choose(
    TENANT,
    other,
    resources.map(({ name }) => ({ resource: name, enabled: false, days: null })),
  )
  bench.shop.put('orders', ...orders(5))
  await bench.loop.pass()
  const [job] = await bench.service.status(TENANT, connection)
  expect([job?.scope, job?.kind]).toEqual(['all', 'backfill'])
  await bench.over(connection, job?.id ?? '')
  expect(await keysOf('orders', connection)).toHaveLength(5)
  expect(await bench.service.status(TENANT, other)).toEqual([])
})
