import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startOwedRuns } from '../events/start-resource-runs.job.ts'
import { createLogger } from '../platform/logger.ts'
import { mapStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { failing, type ShopRecord } from './testing/fake-shop.ts'
import { shopResource } from './testing/shop-resources.ts'
import { type SyncBench, syncBench, TENANT } from './testing/sync-bench.ts'

const database = useTestDatabase()
const clock = new FakeClock(Date.now())
const HOUR = 3_600_000
let bench: SyncBench

beforeAll(async () => {
  bench = await syncBench(database(), [shopResource('orders')], { clock })
})
afterAll(() => bench.stop())
beforeEach(() => {
  bench.shop.records.clear()
  bench.shop.faults.length = 0
  bench.shop.pageSize = 200
})

function at(ms: number): string {
  return new Date(ms).toISOString()
}

function many(count: number): ShopRecord[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${n + 1}`, updatedAt: at(clock.now() - HOUR - n * 1000), status: 'paid' }))
}

async function owed(): Promise<number> {
  const { rows } = await database().truth.query('SELECT count(*)::int AS n FROM resource_events')
  return rows[0].n
}

const ALL = ['created', 'updated', 'deleted'] as const

test('1,000 old orders and a published flow start nothing; then one change starts one run', async () => {
  const connection = await bench.connection()
  await bench.publish('flw_thousand', { resource: 'orders', connectionId: connection, changes: [...ALL] })
  bench.shop.put('orders', ...many(1000))
  expect((await bench.run(connection, 'orders')).progress[0]?.created).toBe(1000)
  expect([await owed(), await bench.runsOf('flw_thousand')]).toEqual([0, []])
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '500', updatedAt: at(clock.now()), status: 'sent' })
  await bench.run(connection, 'orders')
  await expect.poll(() => bench.runsOf('flw_thousand'), { timeout: 10_000 }).toHaveLength(1)
  expect(await bench.runsOf('flw_thousand')).toEqual([
    {
      change: 'updated',
      record: { id: '500', updatedAt: at(clock.now()), status: 'sent' },
      before: expect.objectContaining({ id: '500', status: 'paid' }),
    },
  ])
  clock.advance(HOUR)
  await bench.run(connection, 'orders')
  expect([await owed(), (await bench.runsOf('flw_thousand')).length]).toEqual([0, 1])
})

test('a flow gets the changes it asked for, of its own connection, and only those after it was published', async () => {
  const [mine, other] = [await bench.connection(), await bench.connection()]
  bench.shop.put('orders', ...many(3))
  await bench.run(mine, 'orders')
  await bench.run(other, 'orders')
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '1', updatedAt: at(clock.now()), status: 'before' })
  await bench.run(mine, 'orders')
  await bench.publish('flw_created', { resource: 'orders', connectionId: mine, changes: ['created'] })
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '2', updatedAt: at(clock.now()), status: 'sent' }, { id: '9', updatedAt: at(clock.now()), status: 'new' })
  await bench.run(mine, 'orders')
  await bench.run(other, 'orders')
  await expect.poll(owed, { timeout: 10_000 }).toBe(0)
  expect(await bench.runsOf('flw_created')).toEqual([{ change: 'created', record: expect.objectContaining({ id: '9' }), before: null }])
})

test('what comes after the account was connected again is history and starts nothing; what changes later does', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(2))
  await bench.run(connection, 'orders')
  await bench.publish('flw_again', { resource: 'orders', connectionId: connection, changes: [...ALL] })
  await bench.setStatus(connection, 'reconnect_needed')
  await bench.attend(TENANT, [connection])
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '1', updatedAt: at(clock.now()), status: 'while away' })
  await bench.setStatus(connection, 'connected')
  await bench.run(connection, 'orders')
  expect([await owed(), await bench.runsOf('flw_again')]).toEqual([0, []])
  clock.advance(HOUR)
  bench.shop.put('orders', { id: '2', updatedAt: at(clock.now()), status: 'after' })
  await bench.run(connection, 'orders')
  await expect.poll(() => bench.runsOf('flw_again'), { timeout: 10_000 }).toHaveLength(1)
})

test('a record that goes back to an earlier state starts a run each time', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(1))
  await bench.run(connection, 'orders')
  await bench.publish('flw_back', { resource: 'orders', connectionId: connection, changes: ['updated'] })
  for (const status of ['sent', 'paid', 'sent']) {
    clock.advance(HOUR)
    bench.shop.put('orders', { id: '1', updatedAt: at(clock.now()), status })
    await bench.run(connection, 'orders')
  }
  await expect.poll(() => bench.runsOf('flw_back'), { timeout: 10_000 }).toHaveLength(3)
})

test('a worker that dies after the run was stored and before it said so starts nothing twice', async () => {
  const connection = await bench.connection()
  await bench.publish('flw_dies', { resource: 'orders', connectionId: connection, changes: ['updated'] })
  const { engine } = bench.engine
  const flows = { version: async () => testFlow(TENANT, 'flw_dies', { sA: mapStep('a') }) }
  const deps = { db: database(), engine, flows, clock, logger: createLogger({ level: 'silent' }) }
  for (let time = 0; time < 2; time++) {
    await database().truth.query(
      `INSERT INTO resource_events (tenant_id, id, plugin, resource, connection_id, record_key, change, flow_id, flow_version, is_kept, data, look_again_at)
       VALUES ($1, 'evt_00000000000000000000000001', 'shop', 'orders', $2, '1', 'updated', 'flw_dies', 1, false, '{"change":"updated"}', now())`,
      [TENANT, connection],
    )
    await startOwedRuns(TENANT, deps)
  }
  expect([await owed(), (await bench.runsOf('flw_dies')).length]).toEqual([0, 1])
})

test('runs for records that were there before are a choice that is counted, and confirmed with that count', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(250))
  await bench.run(connection, 'orders')
  await bench.publish('flw_existing', { resource: 'orders', connectionId: connection, changes: ['created'] })
  const caller = { tenantId: TENANT, userId: 'usr_ana' }
  expect(await bench.existing.count(TENANT, 'flw_existing')).toEqual({ count: 250, last: null })
  await expect(bench.existing.start(caller, 'flw_existing', 249)).rejects.toThrow('conflict')
  await bench.existing.start(caller, 'flw_existing', 250)
  await expect.poll(async () => (await bench.existing.count(TENANT, 'flw_existing')).last?.status, { timeout: 20_000 }).toBe('done')
  await expect.poll(owed, { timeout: 20_000 }).toBe(0)
  const ids = (await bench.runsOf('flw_existing')).map((data) => Object(data['record'])['id'])
  expect([ids.length, new Set(ids).size]).toEqual([250, 250])
})

test('a fault after the page was stored and a repeated page start no run twice', async () => {
  const connection = await bench.connection()
  bench.shop.put('orders', ...many(1))
  await bench.run(connection, 'orders')
  await bench.publish('flw_fault', { resource: 'orders', connectionId: connection, changes: ['created'] })
  clock.advance(HOUR)
  bench.shop.pageSize = 5
  bench.shop.put('orders', ...Array.from({ length: 20 }, (_, n) => ({ id: `n${n}`, updatedAt: at(clock.now()), status: 'new' })))
  bench.shop.faults.push(null, failing('retry'), null, failing('retry'))
  await bench.run(connection, 'orders')
  await expect.poll(owed, { timeout: 10_000 }).toBe(0)
  expect(await bench.runsOf('flw_fault')).toHaveLength(20)
})
