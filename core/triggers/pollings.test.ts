import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Json, PollingTrigger } from '../../sdk/flow/definition.ts'
import type { ActionResult } from '../actions/actions.types.ts'
import { failure } from '../runs/testing/test-engine.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { newFlowId, runsOf, TENANT, type TriggerBench, triggerBench } from './testing/trigger-bench.ts'

const database = useTestDatabase()
const clock = new FakeClock(Math.ceil(Date.now() / 3_600_000) * 3_600_000)
let first: TriggerBench
let second: TriggerBench

beforeAll(async () => {
  first = await triggerBench(database(), clock)
  second = await triggerBench(database(), clock)
})
afterEach(async () => {
  await database().truth.query('DELETE FROM timed_triggers')
  for (const bench of [first, second]) {
    bench.answers.length = 0
    bench.asked.length = 0
  }
})
afterAll(async () => {
  await first?.stop()
  await second?.stop()
})

const polling = (more: Partial<PollingTrigger> = {}): PollingTrigger => ({
  kind: 'polling',
  plugin: 'ledger',
  action: 'list-orders',
  connectionId: 'con_ledger',
  input: { status: 'open' },
  everySeconds: 60,
  records: '/data',
  key: '/id',
  ...more,
})
const list = (...records: Json[]): ActionResult => ({ ok: true, output: { data: records }, calls: [], logs: [] })
const order = (id: number | string, more: Record<string, Json> = {}) => ({ id, ...more })
const started = async (flowId: string) => (await runsOf(database(), flowId)).map(({ data }) => data['id']).sort()

async function poll(bench: TriggerBench, answer: ActionResult): Promise<void> {
  bench.answers.splice(0, bench.answers.length, answer)
  clock.advance(60_000)
  await bench.loop.pass()
}

test('the first poll only remembers what is there; later each new record starts one run', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, polling())
  await poll(first, list(order(1), order(2)))
  expect(await started(flowId)).toEqual([])
  await poll(first, list(order(3), order(1), order(2), order('3')))
  await poll(first, list(order(3), order(4)))
  await poll(second, list(order(4), order(2)))
  expect(await started(flowId)).toEqual([3, 4])
  expect((await runsOf(database(), flowId)).map((run) => run.trigger)).toEqual(['polling', 'polling'])
  expect(first.asked[0]).toMatchObject({ plugin: 'ledger', action: 'list-orders', connectionId: 'con_ledger', input: { status: 'open' } })
  expect(await first.pollings.read(TENANT, flowId)).toMatchObject({ state: 'running', known: 4, lastFound: 0, failures: 0 })
})

test('a flow that asks for it gets a run for each record that is there already', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, polling({ existing: 'run' }))
  await poll(first, list(order('a'), order('b')))
  expect(await started(flowId)).toEqual(['a', 'b'])
})

test('only one process asks at a time, and nobody before the pace says so', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, polling())
  for (const bench of [first, second]) bench.answers.push(list())
  await Promise.all([first.loop.pass(), second.loop.pass(), first.loop.pass(), second.loop.pass()])
  clock.advance(59_000)
  await Promise.all([first.loop.pass(), second.loop.pass()])
  expect(first.asked.length + second.asked.length).toBe(1)
  clock.advance(1_000)
  await Promise.all([first.loop.pass(), second.loop.pass()])
  expect(first.asked.length + second.asked.length).toBe(2)
})

test('G4 a process that dies between starting runs and remembering their records starts none twice', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, polling({ existing: 'run' }))
  await poll(first, list(order(1), order(2)))
  await database().truth.query('DELETE FROM polled_records WHERE flow_id = $1', [flowId])
  await poll(second, list(order(1), order(2), order(3)))
  expect(await started(flowId)).toEqual([1, 2, 3])
})

test('the highest cursor goes into the input, and runs start in its order', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, polling({ existing: 'run', cursor: '/at', cursorField: 'since' }))
  await poll(first, list(order(1, { at: '2026-11-02' }), order(2, { at: '2026-11-01' }), order(3, { at: null })))
  await poll(first, list())
  await poll(first, list())
  expect(first.asked.map((each) => each.input)).toEqual([
    { status: 'open' },
    { status: 'open', since: '2026-11-02' },
    { status: 'open', since: '2026-11-02' },
  ])
  expect(await first.pollings.read(TENANT, flowId)).toMatchObject({ cursor: '"2026-11-02"' })
})

test('a failing provider is asked ever more slowly, the reason is shown, and its Retry-After is kept', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, polling())
  await poll(first, failure(500))
  expect(await first.pollings.read(TENANT, flowId)).toMatchObject({ state: 'failing', failures: 1, lastError: 'answered 500' })
  await poll(first, failure(500))
  expect(first.asked).toHaveLength(1)
  await poll(first, failure(429, { retryAfterMs: 20 * 60_000 }))
  expect(first.asked).toHaveLength(2)
  clock.advance(18 * 60_000)
  await poll(first, list())
  expect(first.asked).toHaveLength(2)
  await poll(first, list())
  expect(await first.pollings.read(TENANT, flowId)).toMatchObject({ state: 'running', failures: 0, lastError: null })
})

test('an answer that is no list, has no keys or is too long says so and starts nothing', async () => {
  const wrong: Array<[ActionResult, string]> = [
    [{ ok: true, output: { other: [] }, calls: [], logs: [] }, '/data'],
    [list({ name: 'no id' }), '/id'],
    [list(...Array.from({ length: 10_001 }, (_, i) => order(i))), 'cursor'],
  ]
  for (const [answer, reason] of wrong) {
    const flowId = newFlowId()
    await first.publish(flowId, polling({ existing: 'run' }))
    await poll(first, answer)
    expect((await first.pollings.read(TENANT, flowId)).lastError).toContain(reason)
    expect(await started(flowId)).toEqual([])
    await first.remove(flowId)
  }
})

test('many new records come in parts: the rest follows at once, and the cursor waits for it', async () => {
  const flowId = newFlowId()
  const records = Array.from({ length: 620 }, (_, i) => order(i, { n: i }))
  await first.publish(flowId, polling({ existing: 'run', cursor: '/n', cursorField: 'after' }))
  await poll(first, list(...records))
  expect((await runsOf(database(), flowId)).length).toBe(500)
  expect(await first.pollings.read(TENANT, flowId)).toMatchObject({ cursor: null })
  await first.loop.pass()
  expect(new Set(await started(flowId)).size).toBe(620)
  expect(await first.pollings.read(TENANT, flowId)).toMatchObject({ cursor: '619' })
})

test('another source forgets the old one; another pace does not', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, polling())
  await poll(first, list(order(1)))
  await first.publish(flowId, polling({ everySeconds: 30 }))
  await poll(first, list(order(1), order(2)))
  expect(await started(flowId)).toEqual([2])
  await first.publish(flowId, polling({ input: { status: 'paid' } }))
  await poll(first, list(order(7), order(8)))
  await poll(first, list(order(9), order(8)))
  expect(await started(flowId)).toEqual([2, 9])
})

test('records that came during a pause are dropped, or started when the flow keeps them', async () => {
  const [drops, keeps] = [newFlowId(), newFlowId()]
  await first.publish(drops, polling())
  await first.publish(keeps, polling(), { whilePaused: 'keep' })
  await poll(first, list(order(1)))
  for (const flowId of [drops, keeps]) await first.pause(flowId)
  await poll(first, list(order(1), order(2)))
  expect((await first.pollings.read(TENANT, keeps)).state).toBe('paused')
  for (const flowId of [drops, keeps]) await first.resume(flowId)
  await poll(first, list(order(1), order(2)))
  await poll(first, list(order(1), order(2), order(3)))
  expect([await started(drops), await started(keeps)]).toEqual([[3], [2, 3]])
})

test('G14 a process that stops does not wait for a slow provider, and the next one asks at once', async () => {
  const flowId = newFlowId()
  const stopping = await triggerBench(database(), clock)
  await stopping.publish(flowId, polling({ existing: 'run' }))
  stopping.hang()
  const pass = stopping.loop.pass()
  while (stopping.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await stopping.loop.stop()
  await pass
  first.answers.push(list(order(1)))
  await first.loop.pass()
  expect(await started(flowId)).toEqual([1])
  expect(await first.pollings.read(TENANT, flowId)).toMatchObject({ failures: 0, lastError: null })
  await stopping.stop()
})
