import { expect, test } from 'vitest'
import type { Json, Trigger } from '../../sdk/flow/definition.ts'
import { useEngineWorld } from './engine-world.ts'
import { flowOf } from './flow-of.ts'

/** Answers to a waiting caller, and the workspace's own tables, through the whole product. */

const world = useEngineWorld()
const ANSWERING: Trigger = { kind: 'webhook', verification: { scheme: 'none' }, answer: 'flow' }

async function post(hookUrl: string, body: Json): Promise<{ status: number; body: Json; headers: Headers }> {
  const { pathname } = new URL(hookUrl)
  const answer = await fetch(world().origin + pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: parsed(await answer.text()), headers: answer.headers }
}

/** A text is sent as it is. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

test('a webhook is answered from inside a branch, a loop and a parallel, and the first answer counts', async () => {
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  const { hookUrl, flowId } = await world().publish(
    flowOf(
      {
        big: { kind: 'branch', condition: 'trigger.body.total > 100' },
        big1: { kind: 'respond', in: 'big/then', status: 202, headers: { 'x-size': 'big' }, body: { total: '{{ trigger.body.total }}' } },
        each: { kind: 'forEach', in: 'big/else', items: '{{ trigger.body.items }}', atOnce: 1 },
        hit: { kind: 'branch', in: 'each/each', condition: 'item > 1' },
        found: { kind: 'respond', in: 'hit/then', status: '{{ 200 + item }}', body: '{{ item }}' },
        both: { kind: 'parallel', lanes, join: 'all', fail: 'wait' },
        pause: { kind: 'delay', in: 'both/one', delay: { by: 'duration', amount: 1, unit: 'seconds' } },
        last: { kind: 'respond', in: 'both/two', status: 404, body: 'none' },
        after: { kind: 'map', value: 'done' },
      },
      { trigger: ANSWERING },
    ),
  )
  const big = await post(hookUrl, { total: 300, items: [] })
  expect([big.status, big.headers.get('x-size'), big.body]).toEqual([202, 'big', { total: 300 }])
  expect(await post(hookUrl, { total: 1, items: [1, 3, 2] })).toMatchObject({ status: 203, body: 3 })
  expect(await post(hookUrl, { total: 1, items: [1] })).toMatchObject({ status: 404, body: 'none' })
  const list = async () => (await world().call('GET', `/api/runs?flowId=${flowId}`)).body['items'] as Array<{ status: string }>
  await expect.poll(async () => (await list()).map((run) => run.status), { timeout: 10_000 }).toEqual(Array(3).fill('succeeded'))
})

test('a caller of a flow that waits before it answers gets the run id at once', async () => {
  const steps = {
    pause: { kind: 'delay', delay: { by: 'duration', amount: 1, unit: 'seconds' } },
    answer: { kind: 'respond', status: 200, body: 'late' },
  } as const
  const { hookUrl } = await world().publish(flowOf(steps, { trigger: ANSWERING }))
  const answer = await post(hookUrl, {})
  expect(answer).toMatchObject({ status: 202, body: { runId: expect.stringMatching(/^run_/) } })
  expect((await world().ended(Object(answer.body)['runId'])).status).toBe('succeeded')
})

test('rows are put, read, queried and deleted, and stay no longer than they should', async () => {
  const done = await world().run(
    flowOf({
      each: { kind: 'forEach', items: '{{ trigger.orders }}', atOnce: 1 },
      keep: { kind: 'store', in: 'each/each', operation: 'put', table: 'orders', key: 'o{{ item.id }}', value: '{{ item }}' },
      short: { kind: 'store', operation: 'put', table: 'orders', key: 'short', value: { id: 9, state: 'open' }, ttlSeconds: 1 },
      pause: { kind: 'delay', delay: { by: 'duration', amount: 2, unit: 'seconds' } },
      gone: { kind: 'store', operation: 'get', table: 'orders', key: 'short' },
      open: {
        kind: 'store',
        operation: 'query',
        table: 'orders',
        where: { '/state': '{{ "open" }}' },
        orderBy: { field: '/id', descending: true },
      },
      drop: { kind: 'store', operation: 'delete', table: 'orders', key: 'o1' },
      dropped: { kind: 'store', operation: 'get', table: 'orders', key: 'o1' },
    }),
    {
      orders: [
        { id: 1, state: 'open' },
        { id: 2, state: 'paid' },
        { id: 3, state: 'open' },
      ],
    },
  )
  expect(done.error).toBeNull()
  expect([done.output('gone'), done.output('dropped')]).toEqual([null, null])
  expect(done.output('open')).toMatchObject([{ value: { id: 3 } }, { value: { id: 1 } }])
})

test('a counter that a hundred runs raise at once, in loops, misses none', async () => {
  const { flowId } = await world().publish(
    flowOf({
      each: { kind: 'forEach', items: '{{ [1, 2, 3, 4, 5] }}', atOnce: 5, collect: 'steps.count' },
      count: { kind: 'store', in: 'each/each', operation: 'increment', table: 'counters', key: 'all', by: '0.1', field: '/total' },
      seen: { kind: 'map', value: '{{ steps.each.results }}' },
    }),
  )
  const runIds = await Promise.all(Array.from({ length: 20 }, () => world().start(flowId)))
  const seen: Json[] = []
  for (const runId of runIds) {
    const done = await world().ended(runId)
    expect(done.status).toBe('succeeded')
    seen.push(...(done.output('seen') as Json[]))
  }
  expect(new Set(seen.map(Number))).toEqual(new Set(Array.from({ length: 100 }, (_, index) => (index + 1) / 10)))
}, 60_000)

test('what a step does wrong with a table fails the step and names what is wrong', async () => {
  const wrong = await world().run(flowOf({ count: { kind: 'store', operation: 'increment', table: 'counters', key: 'x', by: 'many' } }))
  expect(wrong).toMatchObject({ status: 'failed', error: { code: 'store_by_invalid', stepName: 'count' } })
})
