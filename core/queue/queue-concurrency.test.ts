import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { LeaseTiming } from '../runs/lease.ts'
import { createRuns } from '../runs/runs.service.ts'
import { FakeProvider, failure, fakePerformers, flowSourceOf, type TestEngine, testEngine } from '../runs/testing/test-engine.ts'
import { actionStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { startOnce } from '../triggers/start-once.ts'
import { createQueueService, type QueueService } from './queue.service.ts'

/** What happens to an item when many reach for it at the same moment: one test for each thing that can be done to it. */

const database = useTestDatabase()
const caller = { tenantId: '', userId: 'usr_ana' }
let provider: FakeProvider
let flow: ReturnType<typeof testFlow>
const engines: TestEngine[] = []

beforeEach(async () => {
  provider = new FakeProvider()
  caller.tenantId = crypto.randomUUID()
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [caller.tenantId])
  flow = testFlow(caller.tenantId, newId('flw', Date.now()), { sB: actionStep('b', 'create') })
})

afterEach(async () => {
  for (const each of engines.splice(0)) await each.stop()
})

async function open(works: boolean, more: { timing?: LeaseTiming } = {}): Promise<TestEngine & { work: QueueService }> {
  const flows = new Map([[flow.flowId, flow]])
  const made = await testEngine(database(), flows, { provider, works, ...more })
  engines.push(made)
  const runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: made.engine,
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    actions: provider,
    http: fakePerformers(provider).http,
  })
  return { ...made, work: createQueueService({ db: database(), clock: systemClock, runs, wake: () => made.engine.wake() }) }
}

const accept = ({ engine }: TestEngine, key: string | null, data = key) =>
  startOnce({ flow, trigger: 'webhook', data: { key: data }, key }, { engine, clock: systemClock })

const isOver = (of: { work: QueueService }, total: number) =>
  expect
    .poll(
      async () => {
        const { states } = await of.work.stats(caller, {})
        return states.done + states.failed
      },
      { timeout: 15_000, interval: 25 },
    )
    .toBe(total)

test('OLE-24 enqueue: fifty copies of one message through two processes at once make one item', async () => {
  const both = [await open(true), await open(true)] as const
  const accepted = await Promise.all(Array.from({ length: 50 }, (_, index) => accept(both[index % 2 === 0 ? 0 : 1], 'order-1')))
  expect(accepted.filter((each) => each.duplicateOf === null)).toHaveLength(1)
  await isOver(both[0], 1)
  expect(provider.created).toHaveLength(1)
})

test('OLE-24 claim: three workers reach for the same hundred items, and each item goes to one of them', async () => {
  const server = await open(false)
  await Promise.all(Array.from({ length: 100 }, () => accept(server, null)))
  await Promise.all([open(true), open(true), open(true)])
  await isOver(server, 100)
  expect(provider.created).toHaveLength(100)
  expect(new Set(provider.created.map((each) => each.effectKey)).size).toBe(100)
})

test('OLE-24 complete: a worker that was taken for dead completes its item at the same time as the one that took it over; it ends once', async () => {
  const frozen: LeaseTiming = { heartbeatMs: 1_000_000, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 1_000_000 }
  provider.repeatable = { mode: 'natural' }
  const old = await open(true, { timing: frozen })
  const slow = async (request: Parameters<FakeProvider['execute']>[0]) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    return provider.create(request)
  }
  provider.script.push(slow)
  const { runId } = await accept(old, null)
  await expect.poll(() => provider.script.length).toBe(0)
  await database().truth.query(`UPDATE processes SET heartbeat_at = now() - interval '31 s' WHERE id = $1`, [old.engine.processId])
  const fresh = await open(true, { timing: { heartbeatMs: 100, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 200 } })
  provider.script.push(slow)
  await isOver(fresh, 1)
  const { rows } = await database().truth.query(
    `SELECT count(*)::int AS ends FROM journal WHERE run_id = $1 AND entries LIKE '%"kind":"end"%'`,
    [runId],
  )
  expect(rows[0].ends).toBe(1)
  expect((await fresh.work.stats(caller, {})).states).toMatchObject({ done: 1, processing: 0, pending: 0 })
})

test('OLE-24 fail: forty items that fail at once each count their own tries, and one that is bad for good fails alone', async () => {
  provider.attempts = 2
  const worker = await open(true)
  await open(true)
  let bad = 0
  provider.execute = async (request) => {
    if (JSON.stringify(request.input).includes('"bad"')) {
      bad++
      return failure(400, { class: 'permanent' })
    }
    if (!seen.has(request.effectKey)) {
      seen.add(request.effectKey)
      return failure(503, { retryAfterMs: 10 })
    }
    return provider.create(request)
  }
  const seen = new Set<string>()
  await Promise.all(Array.from({ length: 40 }, (_, index) => accept(worker, null, index === 20 ? 'bad' : `good-${index}`)))
  await isOver(worker, 40)
  expect((await worker.work.stats(caller, {})).states).toMatchObject({ done: 39, failed: 1 })
  expect(bad).toBe(1)
  const { items } = await worker.work.list(caller, { limit: 50 })
  expect(items.filter((item) => item.attempts === 2)).toHaveLength(39)
  expect(items.find((item) => item.state === 'failed')).toMatchObject({ attempts: 1 })
})

test('OLE-24 requeue: ten people who retry one failed item at once make one new item', async () => {
  const worker = await open(true)
  await open(true)
  provider.script.push(() => failure(400, { class: 'permanent' }))
  const { runId } = await accept(worker, null)
  await isOver(worker, 1)
  provider.script.push(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    return provider.create(request)
  })
  const asked = await Promise.allSettled(Array.from({ length: 10 }, () => worker.work.retry(caller, runId ?? '')))
  expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  await isOver(worker, 2)
  expect(provider.created).toHaveLength(1)
})
