import { expect, test } from 'vitest'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, type WrittenStep } from './flow-of.ts'

/** Parallels with their join and fail policies, and steps over lists, through the whole product. */

const world = useEngineWorld()

interface Policy {
  join: 'all' | 'any' | { first: number }
  fail: 'fast' | 'wait' | 'continue'
}

/** Three lanes that ask the stub for `/<lane>`, and what comes after. */
function three({ join, fail }: Policy): Record<string, WrittenStep> {
  const lanes = ['one', 'two', 'three'].map((lane) => ({ lane, title: lane.toUpperCase() }))
  const ask = (lane: string): WrittenStep => ({
    kind: 'http',
    in: `all/${lane}`,
    method: 'GET',
    url: `https://stub.example.com/${lane}`,
    retry: { attempts: 1, backoffMs: 100 },
  })
  return {
    all: { kind: 'parallel', lanes, join, fail },
    one: ask('one'),
    two: ask('two'),
    three: ask('three'),
    after: { kind: 'map', value: '{{ steps.all }}' },
  }
}

function answers(by: Record<'one' | 'two' | 'three', { delayMs: number; status?: number }>): void {
  for (const [lane, how] of Object.entries(by)) world().stub.answer(`/${lane}`, () => ({ ...how, body: { lane } }))
}

test('a parallel that joins all lanes waits for the slowest, and its lanes call at the same time', async () => {
  // Long enough for all to have begun before the first is answered, on a busy machine too.
  answers({ one: { delayMs: 1_500 }, two: { delayMs: 1_500 }, three: { delayMs: 1_500 } })
  const done = await world().run(flowOf(three({ join: 'all', fail: 'wait' })))
  expect(done.output('after')).toEqual({ finished: ['ONE', 'TWO', 'THREE'], failed: [] })
  const began = ['one', 'two', 'three'].map((name) => Date.parse(done.step(name)?.startedAt ?? ''))
  expect(Math.max(...began) - Math.min(...began)).toBeLessThan(1_500)
})

test('a parallel that joins on any lane, or the first two, goes on without the others, whose calls are still recorded', async () => {
  answers({ one: { delayMs: 0 }, two: { delayMs: 100 }, three: { delayMs: 1_200 } })
  const any = await world().run(flowOf(three({ join: 'any', fail: 'wait' })))
  expect(any.output('after')).toMatchObject({ finished: ['ONE'] })
  const two = await world().run(flowOf(three({ join: { first: 2 }, fail: 'wait' })))
  expect(two.output('after')).toMatchObject({ finished: ['ONE', 'TWO'] })
  expect(two.step('three')).toMatchObject({ status: 'done', output: { body: { lane: 'three' } } })
})

test('a failed lane fails the parallel at once, when the others are over, or is only named', async () => {
  answers({ one: { delayMs: 0, status: 404 }, two: { delayMs: 300 }, three: { delayMs: 300 } })
  const fast = await world().run(flowOf(three({ join: 'all', fail: 'fast' })))
  expect(fast).toMatchObject({ status: 'failed', error: { stepName: 'one' } })
  const waited = await world().run(flowOf(three({ join: 'all', fail: 'wait' })))
  expect(waited).toMatchObject({ status: 'failed', error: { stepName: 'one' } })
  expect(waited.step('three')?.status).toBe('done')
  const named = await world().run(flowOf(three({ join: 'all', fail: 'continue' })))
  expect(named.status).toBe('succeeded')
  expect(named.output('after')).toMatchObject({
    finished: ['TWO', 'THREE'],
    failed: [{ lane: 'ONE', error: { code: expect.any(String) } }],
  })
})

test('a list is filtered, split in parts and summed up by group', async () => {
  const done = await world().run(
    flowOf({
      paid: { kind: 'filter', items: '{{ trigger.orders }}', condition: 'item.paid && index < 4' },
      parts: { kind: 'split', items: '{{ steps.paid.kept }}', size: 2 },
      totals: {
        kind: 'aggregate',
        items: '{{ steps.paid.kept }}',
        groupBy: 'item.shop',
        figures: [
          { name: 'orders', figure: 'count' },
          { name: 'total', figure: 'sum', value: 'item.total' },
          { name: 'numbers', figure: 'list', value: 'item.id' },
        ],
      },
    }),
    {
      orders: [
        { id: 1, shop: 'a', total: '0.10', paid: true },
        { id: 2, shop: 'b', total: '5.00', paid: false },
        { id: 3, shop: 'a', total: '0.20', paid: true },
        { id: 4, shop: 'b', total: '7.00', paid: true },
        { id: 5, shop: 'b', total: '9.00', paid: true },
      ],
    },
  )
  expect(done.error).toBeNull()
  expect(done.output('paid')).toMatchObject({ kept: [{ id: 1 }, { id: 3 }, { id: 4 }], dropped: [{ id: 2 }, { id: 5 }] })
  expect(done.output('parts')).toMatchObject([[{ id: 1 }, { id: 3 }], [{ id: 4 }]])
  expect(done.output('totals')).toEqual([
    { key: 'a', orders: 2, total: expect.anything(), numbers: [1, 3] },
    { key: 'b', orders: 1, total: expect.anything(), numbers: [4] },
  ])
  expect((done.output('totals') as Array<{ total: unknown }>).map((group) => String(group.total))).toEqual(['0.3', '7'])
})

test('stopping with success or with an error ends the run from inside containers', async () => {
  const flow = flowOf({
    each: { kind: 'forEach', items: '{{ [1, 2, 3] }}', atOnce: 1 },
    wrong: { kind: 'branch', in: 'each/each', condition: 'item == trigger.stopAt' },
    halt: { kind: 'stop', in: 'wrong/then', outcome: 'error', message: 'item {{ item }} is wrong' },
    seen: { kind: 'map', in: 'each/each', value: '{{ item }}' },
    enough: { kind: 'branch', condition: 'trigger.enough' },
    stop: { kind: 'stop', in: 'enough/then', outcome: 'success', message: 'enough' },
    after: { kind: 'map', value: 'after' },
  })
  const { flowId } = await world().publish(flow)
  const failed = await world().ended(await world().start(flowId, { stopAt: 2 }))
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'stopped', message: 'item 2 is wrong', stepName: 'halt' } })
  expect(failed.steps.filter((step) => step.name === 'seen').map((step) => step.output)).toEqual([1])
  const stopped = await world().ended(await world().start(flowId, { stopAt: 9, enough: true }))
  expect(stopped.status).toBe('succeeded')
  expect(stopped.step('after')?.status).not.toBe('done')
})
