import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '../platform/ids.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { SyncCheckpoint } from './pass.ts'
import { type FakeShop, failing, fakeShop } from './testing/fake-shop.ts'
import { serveShop } from './testing/remote-shop.ts'
import { type SyncBench, syncBench, TENANT } from './testing/sync-bench.ts'
import { KILL_RESOURCES, type WorkerOrder } from './testing/sync-worker.ts'

const database = useTestDatabase()
const WORKER = fileURLToPath(new URL('./testing/sync-worker.ts', import.meta.url))
const HOUR = 3_600_000
let shop: FakeShop
let provider: Awaited<ReturnType<typeof serveShop>>
/** Starts syncs and is asked about them; works only once the other is dead. */
let starter: SyncBench
let heir: SyncBench | null = null

beforeAll(async () => {
  shop = fakeShop(KILL_RESOURCES)
  provider = await serveShop(shop)
  starter = await syncBench(database(), KILL_RESOURCES, { works: false, shop })
})
afterEach(async () => {
  await heir?.stop()
  heir = null
  shop.calls.length = 0
  shop.records.clear()
  shop.faults.length = 0
})
afterAll(async () => {
  await starter.stop()
  await provider.close()
})

function fill(count: number, at: number): void {
  shop.put(
    'orders',
    ...Array.from({ length: count }, (_, n) => ({ id: `${n + 1}`, updatedAt: new Date(at + n).toISOString(), status: 'paid' })),
  )
}

async function killed(killAt: Parameters<SyncCheckpoint>[0], time: number): Promise<void> {
  const order: WorkerOrder = { url: database().url, shop: provider.origin, killAt, time }
  const worker = spawn(process.execPath, [WORKER, JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [, signal] = await once(worker, 'exit')
  expect(signal).toBe('SIGKILL')
}

/** Another process takes over, once the dead one has been silent for as long as its lease. */
async function takeOver(): Promise<SyncBench> {
  await database().truth.query(`UPDATE sync_jobs SET lease_until = now() - interval '1 second' WHERE status = 'running'`)
  await database().truth.query(`UPDATE sync_hints SET look_again_at = now() - interval '1 second' WHERE status = 'reading'`)
  heir = await syncBench(database(), KILL_RESOURCES, { shop })
  await heir.loop.pass()
  return heir
}

const POINTS: Array<[Parameters<SyncCheckpoint>[0], number, string]> = [
  ['page-read', 3, 'with a page in hand that is not stored'],
  ['in-page', 3, 'in the middle of storing a page'],
  ['page-stored', 3, 'right after a page was stored'],
  ['before-finish', 1, 'with everything stored and the job not ended'],
]

for (const [killAt, time, when] of POINTS) {
  test(`G3 a worker killed ${when} is taken over from its checkpoint: 0 records lost, 0 stored twice`, async () => {
    const connection = await starter.connection()
    fill(60, Date.now() - HOUR)
    const { job } = await starter.service.start(TENANT, { connectionId: connection, scope: 'orders' })
    await killed(killAt, time)
    const before = shop.calls.length
    const next = await takeOver()
    const done = await next.over(connection, job.id)
    expect([done.status, done.progress[0]?.created, done.progress[0]?.read, done.progress[0]?.pages]).toEqual(['succeeded', 60, 60, 6])
    expect(await next.stored('orders', connection)).toHaveLength(60)
    // Each page once; the one that was in hand, or read ahead, once more.
    const pages = shop.calls.map((call) => call.checkpoint ?? 0)
    expect([...new Set(pages)].sort((a, b) => Number(a) - Number(b))).toEqual([0, 10, 20, 30, 40, 50])
    expect(pages.length).toBeLessThanOrEqual(8)
    expect(shop.calls.slice(before).every((call) => Number(call.checkpoint ?? 0) >= 20)).toBe(true)
  }, 60_000)
}

test('G9 a worker whose job was taken over while it slept has its page refused', async () => {
  const connection = await starter.connection()
  fill(30, Date.now() - HOUR)
  let wake = () => {}
  let isAsleep = false
  const sleeper = await syncBench(database(), KILL_RESOURCES, {
    shop,
    checkpoint: (name) => {
      if (name !== 'page-read' || isAsleep) return
      isAsleep = true
      return new Promise<void>((resolve) => {
        wake = resolve
      })
    },
  })
  try {
    const { job } = await starter.service.start(TENANT, { connectionId: connection, scope: 'orders' })
    await expect.poll(() => isAsleep, { timeout: 10_000 }).toBe(true)
    const next = await takeOver()
    const done = await next.over(connection, job.id)
    wake()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect([done.progress[0]?.created, done.progress[0]?.pages]).toEqual([30, 3])
    const log = await next.service.log(TENANT, { jobId: job.id })
    expect(log.items.map((entry) => entry.created)).toEqual([10, 10, 10])
  } finally {
    await sleeper.stop()
  }
}, 60_000)

test('G3 changes that were stored when the worker died start their runs, each once', async () => {
  const connection = await starter.connection()
  fill(30, Date.now() - 2 * HOUR)
  const first = await takeOver()
  await first.run(connection, 'orders')
  await first.stop()
  heir = null
  await starter.publish('flw_killed', { resource: 'orders', connectionId: connection, changes: ['updated'] })
  fill(30, Date.now() - HOUR)
  const { job } = await starter.service.start(TENANT, { connectionId: connection, scope: 'orders', kind: 'incremental' })
  await killed('page-stored', 2)
  const next = await takeOver()
  await next.over(connection, job.id)
  await expect.poll(async () => (await next.runsOf('flw_killed')).length, { timeout: 20_000 }).toBe(30)
  await next.loop.pass()
  const ids = (await next.runsOf('flw_killed')).map((run) => Object(run['record'])['id'])
  expect(new Set(ids).size).toBe(30)
}, 60_000)

for (const killAt of ['record-read', 'record-stored'] as const) {
  test(`G3 a worker killed at ${killAt} of a webhook's record leaves the record to another, which stores it once`, async () => {
    const connection = await starter.connection()
    shop.put('orders', { id: 'w1', updatedAt: new Date().toISOString(), status: 'new' })
    await database().truth.query(
      `INSERT INTO sync_hints (tenant_id, id, connection_id, plugin, resource, record_key, created_at, look_again_at)
       VALUES ($1, $2, $3, 'shop', 'orders', 'w1', now(), now())`,
      [TENANT, newId('hnt', Date.now()), connection],
    )
    await starter.loop.pass()
    await killed(killAt, 1)
    const next = await takeOver()
    await expect
      .poll(async () => (await next.service.hints(TENANT, { connectionId: connection, status: 'done' })).items.length, { timeout: 20_000 })
      .toBe(1)
    // By the webhook's read or by the first sync, which its new account got as well.
    const log = await next.service.log(TENANT, { connectionId: connection })
    expect(log.items.reduce((sum, entry) => sum + entry.created, 0)).toBe(1)
    expect(await next.stored('orders', connection)).toHaveLength(1)
  }, 60_000)
}

test('a provider that answers with faults of every kind, again and again, loses and doubles nothing', async () => {
  const connection = await starter.connection()
  fill(60, Date.now() - HOUR)
  shop.faults.push(
    failing('rateLimited', { retryAfterMs: 200 }),
    null,
    failing('retry', { message: 'truncated' }),
    null,
    failing('retry', { message: '503' }),
    null,
    null,
  )
  const { job } = await starter.service.start(TENANT, { connectionId: connection, scope: 'orders' })
  const next = await takeOver()
  const done = await next.over(connection, job.id)
  expect([done.status, done.progress[0]?.created, done.progress[0]?.read]).toEqual(['succeeded', 60, 60])
  expect(shop.calls).toHaveLength(9)
}, 60_000)
