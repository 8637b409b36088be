import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { failing } from './testing/fake-shop.ts'
import { shopResource } from './testing/shop-resources.ts'
import { type SyncBench, syncBench, TENANT } from './testing/sync-bench.ts'

const database = useTestDatabase()
const clock = new FakeClock()
const HOUR = 3_600_000
const resources = [
  shopResource('orders', {
    deletes: { by: 'none' },
    intervalSeconds: 86_400,
    reread: { field: 'status', values: ['waiting', 'cancelling'], everySeconds: 3_600 },
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
})

function order(id: string, status: string) {
  return { id, status, updatedAt: new Date(clock.now() - HOUR).toISOString() }
}

/** A connection whose orders are loaded, and whose schedules have begun. */
async function loaded(): Promise<string> {
  const connection = await bench.connection()
  await bench.attend(TENANT, [connection])
  const [first] = await bench.service.status(TENANT, connection)
  await bench.over(connection, first?.id ?? '')
  bench.shop.calls.length = 0
  return connection
}

async function rereads(connection: string) {
  return (await bench.service.status(TENANT, connection)).filter((job) => job.kind === 'reread')
}

test('open records are read again by their id at their pace, and what became of them is stored', async () => {
  bench.shop.put('orders', order('1', 'waiting'), order('2', 'paid'), order('3', 'cancelling'), order('4', 'waiting'))
  const connection = await loaded()
  await bench.loop.pass()
  expect(await rereads(connection)).toEqual([])
  // The list says nothing of a cancelled order: only its id does.
  bench.shop.put('orders', { ...order('3', 'cancelled'), updatedAt: new Date(clock.now()).toISOString() })
  bench.shop.hidden.add('3')
  clock.advance(HOUR + 1)
  await bench.loop.pass()
  const [job] = await rereads(connection)
  expect(await bench.over(connection, job?.id ?? '')).toMatchObject({
    status: 'succeeded',
    progress: [{ read: 3, updated: 1, unchanged: 2 }],
  })
  expect(bench.shop.calls.map(({ op, key, priority }) => [op, key, priority]).sort()).toEqual([
    ['read', '1', 'backfill'],
    ['read', '3', 'backfill'],
    ['read', '4', 'backfill'],
  ])
  expect((await bench.stored('orders', connection)).map(({ data }) => data['status'])).toEqual(['waiting', 'paid', 'cancelled', 'waiting'])
  await bench.loop.pass()
  expect(await rereads(connection)).toHaveLength(1)
  clock.advance(HOUR + 600_000)
  bench.shop.calls.length = 0
  await bench.loop.pass()
  const [again] = await rereads(connection)
  await bench.over(connection, again?.id ?? '')
  expect(bench.shop.calls.map((call) => call.key).sort()).toEqual(['1', '4'])
})

test('a fault in between loses none of them, and the schedule of the resource itself stays as it is', async () => {
  bench.shop.put('orders', ...Array.from({ length: 120 }, (_, n) => order(`${n + 1}`, 'waiting')))
  const connection = await loaded()
  const [before] = await bench.service.settings(TENANT, connection)
  clock.advance(HOUR + 1)
  bench.shop.faults.push(...Array<null>(60).fill(null), failing('retry'))
  await bench.loop.pass()
  const [job] = await rereads(connection)
  expect((await bench.over(connection, job?.id ?? '')).progress[0]).toMatchObject({ read: 120, unchanged: 120, failed: 0 })
  const [after] = await bench.service.settings(TENANT, connection)
  expect(after).toEqual(before)
  expect(bench.shop.calls.every((call) => call.op === 'read')).toBe(true)
})

test('what a person does not want is not read again', async () => {
  bench.shop.put('orders', order('1', 'waiting'))
  const connection = await loaded()
  await bench.service.choose(TENANT, connection, [{ resource: 'orders', enabled: false, days: null }])
  clock.advance(HOUR + 1)
  await bench.loop.pass()
  expect(await rereads(connection)).toEqual([])
})
