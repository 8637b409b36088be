import { expect, test } from 'vitest'
import type { FlowSettings, Json } from '../../sdk/flow/definition.ts'
import { type EngineWorld, useEngineWorld } from './engine-world.ts'
import { flowOf } from './flow-of.ts'

/** Which runs of a flow start when, through the whole product. */

const world = useEngineWorld()

/** Tells the stub that it is there, for a while. */
const working = (path: string, settings: FlowSettings) =>
  flowOf(
    {
      work: {
        kind: 'http',
        method: 'GET',
        url: `https://stub.example.com${path}`,
        query: { n: '{{ trigger.n }}', shop: '{{ trigger.shop }}' },
      },
    },
    { settings },
  )

async function startAll(flowId: string, data: readonly Json[]): Promise<string[]> {
  const runIds: string[] = []
  for (const each of data) runIds.push(await world().start(flowId, each))
  return runIds
}

const statuses = async (runIds: readonly string[]) => {
  const ended: Array<Awaited<ReturnType<EngineWorld['ended']>>> = []
  for (const runId of runIds) ended.push(await world().ended(runId))
  return ended.map((run) => run.status)
}

test('runs with one key start in the order they came, one after the other, and those with another do not wait for them', async () => {
  const { stub, publish } = world()
  const out = new Map<string, number>()
  let most = 0
  stub.answer('/fifo', ({ query }) => {
    const shop = query['shop'] ?? ''
    out.set(shop, (out.get(shop) ?? 0) + 1)
    most = Math.max(most, out.get(shop) ?? 0)
    setTimeout(() => out.set(shop, (out.get(shop) ?? 0) - 1), 150)
    return { delayMs: 150, body: {} }
  })
  const { flowId } = await publish(working('/fifo', { fifo: { key: 'trigger.shop' } }))
  const data = Array.from({ length: 12 }, (_, n) => ({ n, shop: n % 2 === 0 ? 'a' : 'b' }))
  expect(new Set(await statuses(await startAll(flowId, data)))).toEqual(new Set(['succeeded']))
  const order = (shop: string) => stub.seen('/fifo').flatMap(({ query }) => (query['shop'] === shop ? [Number(query['n'])] : []))
  expect([order('a'), order('b')]).toEqual([
    [0, 2, 4, 6, 8, 10],
    [1, 3, 5, 7, 9, 11],
  ])
  expect(most).toBe(1)
})

test('no more runs than the limit work at once; what comes more waits, is dropped, fails or takes the place', async () => {
  const { stub, publish } = world()
  stub.answer('/limit', () => ({ delayMs: 700, body: {} }))
  const three = [{ n: 1 }, { n: 2 }, { n: 3 }].map((each) => ({ ...each, shop: 'a' }))
  const outcome = async (whenFull: NonNullable<FlowSettings['concurrency']>['whenFull']) => {
    const { flowId } = await publish(working('/limit', { concurrency: { key: '{{ trigger.shop }}', limit: 1, whenFull } }))
    return statuses(await startAll(flowId, three))
  }
  expect(await outcome('queue')).toEqual(['succeeded', 'succeeded', 'succeeded'])
  expect(await outcome('drop')).toEqual(['succeeded', 'cancelled', 'cancelled'])
  expect(await outcome('fail')).toEqual(['succeeded', 'failed', 'failed'])
  expect((await outcome('replace')).at(-1)).toBe('succeeded')
})

test('of events that come in quick succession the newest starts one run', async () => {
  const { flowId } = await world().publish(working('/bounce', { debounce: { key: 'trigger.shop', waitMs: 1_000 } }))
  const runIds = await startAll(flowId, [
    { n: 1, shop: 'a' },
    { n: 2, shop: 'a' },
    { n: 3, shop: 'a' },
  ])
  expect((await statuses(runIds)).filter((status) => status === 'succeeded')).toHaveLength(1)
  expect(
    world()
      .stub.seen('/bounce')
      .map(({ query }) => query['n']),
  ).toEqual(['3'])
})

test('a key that names a step, or what is not in the trigger, does not pass unnoticed', async () => {
  const named = await world().problemsOf(working('/x', { fifo: { key: 'steps.work.status' } }))
  expect(named).toMatchObject([{ stepId: 'flow', field: '/settings/fifo/key' }])
  expect(await world().problemsOf(working('/x', { throttle: { key: 'trigger.', limit: 1, perMs: 1_000, whenFull: 'drop' } }))).toHaveLength(
    1,
  )
  const missing = await world().publish(working('/x', { fifo: { key: 'trigger.order.shop' } }))
  const failed = await world().ended(await world().start(missing.flowId, { n: 1 }))
  expect(failed.status).toBe('failed')
  expect(failed.error?.message).toContain('trigger.order')
})
