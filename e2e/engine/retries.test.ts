import { beforeEach, expect, test } from 'vitest'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, idOf, type WrittenStep } from './flow-of.ts'

/** A failed run tried again: from the start, from a step, inside containers, on the same or the newest version. */

const world = useEngineWorld()

const create = (order: string, place: { in?: string } = {}): WrittenStep => ({
  kind: 'action',
  plugin: 'stub',
  action: 'create-order',
  connectionId: world().connectionId,
  input: { order },
  ...place,
})

/** Orders that the provider refuses. */
const refused = new Set<string>()
const ordersSeen = () =>
  world()
    .stub.seen('/orders')
    .map((seen) => String(Object(seen.body)['order']))

beforeEach(() => {
  refused.clear()
  world().stub.answer('/orders', ({ body }) => {
    const order = String(Object(body).order)
    return { status: refused.has(order) ? 422 : 200, body: { id: order } }
  })
})

async function retry(runId: string, how: object) {
  const answer = await world().call('POST', `/api/runs/${runId}/retry`, how)
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 202 })
  return world().ended(answer.body['runId'])
}

test('a retry from a step inside a loop does the whole loop again, without the calls that were made', async () => {
  const flow = flowOf({
    first: create('retry-first'),
    each: { kind: 'forEach', items: '{{ ["a", "b", "c"] }}', atOnce: 1, collect: 'steps.made.id' },
    upper: { kind: 'map', in: 'each/each', value: '{{ "loop-" + item }}' },
    made: create('{{ steps.upper }}', { in: 'each/each' }),
    after: { kind: 'map', value: '{{ steps.each.results }}' },
  })
  refused.add('loop-b')
  const failed = await world().run(flow)
  expect(failed).toMatchObject({ status: 'failed', error: { stepName: 'made' } })
  refused.clear()
  const done = await retry(failed.runId, { fromStepId: idOf('made') })
  expect(done.output('after')).toEqual(['loop-a', 'loop-b', 'loop-c'])
  expect(ordersSeen()).toEqual(['retry-first', 'loop-a', 'loop-b', 'loop-b', 'loop-c'])
  // What came before the loop is taken over, not run.
  expect(done.step('first')).toMatchObject({ status: 'done', attempts: [] })
  expect(done.steps.filter((step) => step.name === 'upper')).toHaveLength(3)
})

test('a retry from a step in a nested loop and from one in a parallel leaves alone what the others did', async () => {
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  const flow = flowOf({
    both: { kind: 'parallel', lanes, join: 'all', fail: 'wait' },
    left: create('left', { in: 'both/one' }),
    rows: { kind: 'forEach', in: 'both/two', items: '{{ [[1, 2], [3]] }}', atOnce: 2 },
    cells: { kind: 'forEach', in: 'rows/each', items: '{{ item }}', atOnce: 2, collect: 'steps.cell.id' },
    cell: create('cell-{{ item }}', { in: 'cells/each' }),
    after: { kind: 'map', value: '{{ steps.left.id }}' },
  })
  const before = ordersSeen().length
  refused.add('cell-3')
  const failed = await world().run(flow)
  expect(failed.status).toBe('failed')
  refused.clear()
  const done = await retry(failed.runId, { fromStepId: idOf('cell') })
  expect(done).toMatchObject({ status: 'succeeded' })
  expect(done.output('after')).toBe('left')
  expect(ordersSeen().slice(before).toSorted()).toEqual(['cell-1', 'cell-2', 'cell-3', 'cell-3', 'left'])
})

test('a retry from the start runs the same version with the same data, and repeats no effect', async () => {
  const steps = (last: string) =>
    flowOf({ total: { kind: 'map', value: '{{ trigger.total * 2 }}' }, made: create('start-{{ trigger.total }}'), last: create(last) })
  const { flowId, version } = await world().publish(steps('start-last'))
  refused.add('start-last')
  const failed = await world().ended(await world().start(flowId, { total: 4 }))
  await world().publish(steps('start-newer'), flowId)
  refused.clear()
  const before = ordersSeen().length
  const same = await retry(failed.runId, {})
  expect([same.status, same.output('total')]).toEqual(['succeeded', 8])
  const { body } = await world().call('GET', `/api/runs/${same.runId}`)
  expect(body).toMatchObject({ version, retryOf: failed.runId, edited: false, input: { total: 4 } })
  expect(ordersSeen().slice(before)).toEqual(['start-last'])
})

test('a retry on the newest version runs what was mended, and edited data is marked', async () => {
  const flow = (value: string) => flowOf({ made: create('newest-{{ trigger.id }}'), sum: { kind: 'map', value } })
  const { flowId } = await world().publish(flow('{{ trigger.missing.x }}'))
  const failed = await world().ended(await world().start(flowId, { id: 1 }))
  expect(failed.error).toMatchObject({ code: 'expression', stepName: 'sum' })
  await world().publish(flow('{{ trigger.missing?.x ?? "mended" }}'), flowId)
  const before = ordersSeen().length
  const latest = await retry(failed.runId, { version: 'latest', fromStepId: idOf('sum') })
  expect([latest.status, latest.output('sum'), ordersSeen().length]).toEqual(['succeeded', 'mended', before])
  const edited = await retry(failed.runId, { version: 'same', input: { id: 1, missing: { x: 'there' } } })
  expect(edited.output('sum')).toBe('there')
  expect((await world().call('GET', `/api/runs/${edited.runId}`)).body).toMatchObject({ edited: true, version: 1 })
})

test('a retry repeats no effect of a sub-flow: not of one that is done, not of one that failed half-way, not of one it did not wait for', async () => {
  const trigger = { kind: 'subflow' } as const
  const half = await world().publish(flowOf({ made: create('sub-half'), last: create('sub-last') }, { trigger }))
  const whole = await world().publish(
    flowOf({ made: create('sub-whole'), answer: { kind: 'map', value: '{{ steps.made.id }}' } }, { trigger }),
  )
  const apart = await world().publish(flowOf({ made: create('sub-apart') }, { trigger }))
  const call = (flowId: string, wait = true): WrittenStep => ({ kind: 'subflow', flowId, input: {}, wait })
  const flow = flowOf({
    apart: call(apart.flowId, false),
    whole: call(whole.flowId),
    half: call(half.flowId),
    after: { kind: 'map', value: '{{ steps.whole }}' },
  })
  const before = ordersSeen().length
  refused.add('sub-last')
  const failed = await world().run(flow)
  expect(failed).toMatchObject({ status: 'failed', error: { stepName: 'half' } })
  refused.clear()
  const done = await retry(failed.runId, {})
  expect([done.status, done.output('after')]).toEqual(['succeeded', 'sub-whole'])
  expect(ordersSeen().slice(before).toSorted()).toEqual(['sub-apart', 'sub-half', 'sub-last', 'sub-last', 'sub-whole'])
})

test('a sub-flow that is started again by its step does not repeat what it has done', async () => {
  const child = await world().publish(
    flowOf(
      {
        made: create('again-made'),
        call: { kind: 'http', method: 'GET', url: 'https://stub.example.com/again', retry: { attempts: 1, backoffMs: 100 } },
      },
      { trigger: { kind: 'subflow' } },
    ),
  )
  world().stub.answer('/again', (_request, count) => ({ status: count < 3 ? 503 : 200, body: {} }))
  const before = ordersSeen().length
  const done = await world().run(
    flowOf({ call: { kind: 'subflow', flowId: child.flowId, input: {}, wait: true, retry: { attempts: 3, backoffMs: 100 } } }),
  )
  expect([done.status, world().stub.seen('/again').length]).toEqual(['succeeded', 3])
  expect(ordersSeen().slice(before)).toEqual(['again-made'])
})

test('a sub-flow that is still at work is not started a second time; when it has ended, a retry takes what it did', async () => {
  const child = await world().publish(
    flowOf(
      { rest: { kind: 'delay', delay: { by: 'duration', amount: '5', unit: 'seconds' } }, made: create('slow-made') },
      { trigger: { kind: 'subflow' } },
    ),
  )
  const before = ordersSeen().length
  const late = await world().run(flowOf({ call: { kind: 'subflow', flowId: child.flowId, input: {}, wait: true, timeoutMs: 1_000 } }))
  expect(late.error).toMatchObject({ code: 'timeout' })
  const tooSoon = await retry(late.runId, {})
  expect(tooSoon.error).toMatchObject({ code: 'subflow_open' })
  await expect.poll(() => ordersSeen().slice(before), { timeout: 20_000 }).toEqual(['slow-made'])
  await expect
    .poll(async () => (await world().call('GET', `/api/runs?flowId=${child.flowId}`)).body)
    .toMatchObject({ items: [{ status: 'succeeded' }] })
  expect(await retry(tooSoon.runId, {})).toMatchObject({ status: 'succeeded' })
  expect(ordersSeen().slice(before)).toEqual(['slow-made'])
})
