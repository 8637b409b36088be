import { expect, test } from 'vitest'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, type WrittenStep } from './flow-of.ts'

/** Branch, switch, loops and parallels, through the whole product. */

const world = useEngineWorld()

const sizes = (take: 'first' | 'all'): Record<string, WrittenStep> => ({
  size: {
    kind: 'switch',
    take,
    cases: [
      { lane: 'big', title: 'Big', condition: 'trigger.total > 100' },
      { lane: 'some', title: 'Some', condition: 'trigger.total > 10' },
    ],
  },
  big: { kind: 'map', in: 'size/big', value: 'big' },
  some: { kind: 'map', in: 'size/some', value: 'some' },
  small: { kind: 'map', in: 'size/else', value: 'small' },
  after: { kind: 'map', value: ['{{ steps.big?.length }}', '{{ steps.some?.length }}', '{{ steps.small?.length }}'] },
})

const ranIn = (steps: Array<{ name: string; status: string }>) => steps.filter((step) => step.status === 'done').map((step) => step.name)

test('a switch takes the first case that holds, or every one, or else the lane for none', async () => {
  const first = await world().publish(flowOf(sizes('first')))
  const all = await world().publish(flowOf(sizes('all')))
  const names = async (flowId: string, total: number) => ranIn((await world().ended(await world().start(flowId, { total }))).steps)
  expect(await names(first.flowId, 200)).toEqual(['size', 'big', 'after'])
  expect(await names(all.flowId, 200)).toEqual(['size', 'big', 'some', 'after'])
  expect(await names(first.flowId, 1)).toEqual(['size', 'small', 'after'])
  expect(await names(all.flowId, 1)).toEqual(['size', 'small', 'after'])
})

test('a for-each goes over the items one after the other, sees what the one before it gave, and collects', async () => {
  const { connectionId, run, stub } = world()
  stub.answer('/orders', ({ body }) => ({ body: { id: Object(body)['order'] } }))
  const done = await run(
    flowOf({
      each: { kind: 'forEach', items: '{{ trigger.orders }}', atOnce: 1, collect: '(previous ?? 0) + steps.made.id' },
      made: {
        kind: 'action',
        in: 'each/each',
        plugin: 'stub',
        action: 'create-order',
        connectionId,
        input: { order: '{{ item.number }}' },
      },
      sum: { kind: 'map', value: '{{ steps.each }}' },
    }),
    { orders: [{ number: 5 }, { number: 7 }, { number: 9 }] },
  )
  expect(done.output('sum')).toEqual({ results: [5, 12, 21], count: 3, stopped: false })
  expect(stub.seen('/orders').map((seen) => Object(seen.body)['order'])).toEqual([5, 7, 9])
})

test('a for-each works on as many items at once as it says, and the results keep the order of the items', async () => {
  const { connectionId, run, stub } = world()
  let out = 0
  let most = 0
  stub.answer('/keyed', ({ body }) => {
    most = Math.max(most, ++out)
    setTimeout(() => out--, 300)
    const id = Number(Object(body)['order'])
    return { body: { id }, delayMs: 300 + (6 - id) * 20 }
  })
  const done = await run(
    flowOf({
      each: { kind: 'forEach', items: '{{ [1, 2, 3, 4, 5, 6] }}', atOnce: 3, collect: 'steps.made.id' },
      made: { kind: 'action', in: 'each/each', plugin: 'stub', action: 'create-keyed', connectionId, input: { order: '{{ item }}' } },
    }),
  )
  expect(done.status).toBe('succeeded')
  expect(done.output('each')).toEqual({ results: [1, 2, 3, 4, 5, 6], count: 6, stopped: false })
  expect(most).toBe(3)
})

test('loops in loops know their own item and that of the loop around them, and may stop early', async () => {
  const done = await world().run(
    flowOf({
      rows: {
        kind: 'forEach',
        items: '{{ [[1, 2], [3, 4], [5, 6]] }}',
        atOnce: 1,
        collect: 'steps.cells.results',
        stopAfter: 'index == 1',
      },
      cells: { kind: 'forEach', in: 'rows/each', items: '{{ item }}', atOnce: 1, collect: 'steps.cell' },
      cell: { kind: 'map', in: 'cells/each', value: '{{ steps.rows.index }}:{{ item }}' },
      after: { kind: 'map', value: '{{ steps.rows }}' },
    }),
  )
  expect(done.output('after')).toEqual({
    results: [
      ['0:1', '0:2'],
      ['1:3', '1:4'],
    ],
    count: 2,
    stopped: true,
  })
})

test('a failed iteration fails the loop, or leaves its error as the result and the loop goes on', async () => {
  const flow = (onIterationError: 'fail' | 'continue') =>
    flowOf({
      each: { kind: 'forEach', items: '{{ ["a", null, "c"] }}', atOnce: 1, collect: 'steps.upper', onIterationError },
      upper: { kind: 'map', in: 'each/each', value: '{{ item.toUpperCase() }}' },
      after: { kind: 'map', value: '{{ steps.each.results }}' },
    })
  const failed = await world().run(flow('fail'))
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'expression', stepName: 'upper' } })
  expect(failed.step('after')?.status).not.toBe('done')
  const survived = await world().run(flow('continue'))
  expect(survived.status).toBe('succeeded')
  expect(survived.output('after')).toEqual(['A', { error: { code: 'expression', message: expect.any(String) } }, 'C'])
})

test('a while goes on as long as its condition holds, and fails at its bound instead of running for ever', async () => {
  const flow = (maxIterations: number) =>
    flowOf({
      double: { kind: 'while', condition: '(previous ?? 1) < 100', maxIterations, collect: '(previous ?? 1) * 2' },
      inside: { kind: 'map', in: 'double/each', value: '{{ index }}' },
      after: { kind: 'map', value: '{{ steps.double.results }}' },
    })
  expect((await world().run(flow(10))).output('after')).toEqual([2, 4, 8, 16, 32, 64, 128])
  expect(await world().run(flow(3))).toMatchObject({ status: 'failed', error: { code: 'too_many_iterations', stepName: 'double' } })
})
