import { expect, test } from 'vitest'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, type WrittenStep } from './flow-of.ts'

/** Containers, waits and policies in each other, through the whole product. */

const world = useEngineWorld()
const http = (path: string, more: object = {}): WrittenStep => ({
  kind: 'http',
  method: 'GET',
  url: `https://stub.example.com${path}`,
  retry: { attempts: 1, backoffMs: 100 },
  ...more,
})
const seconds = (amount: number, more: object = {}): WrittenStep => ({
  kind: 'delay',
  delay: { by: 'duration', amount, unit: 'seconds' },
  ...more,
})
const two = ['one', 'two'].map((lane) => ({ lane, title: lane }))

test('a loop calls another flow for several items at once, and collects what each gives', async () => {
  const child = await world().publish(
    flowOf({ pause: seconds(1), answer: { kind: 'map', value: '{{ trigger.n * 10 }}' } }, { trigger: { kind: 'subflow' } }),
  )
  const startedAt = Date.now()
  const done = await world().run(
    flowOf({
      each: { kind: 'forEach', items: '{{ [1, 2, 3, 4] }}', atOnce: 4, collect: 'steps.call' },
      call: { kind: 'subflow', in: 'each/each', flowId: child.flowId, input: { n: '{{ item }}' }, wait: true },
      after: { kind: 'map', value: '{{ steps.each.results }}' },
    }),
  )
  expect(done.output('after')).toEqual([10, 20, 30, 40])
  expect(Date.now() - startedAt).toBeLessThan(8_000)
})

test('a while loop asks again after a pause until the answer is there', async () => {
  world().stub.answer('/status', (_request, count) => ({ body: { state: count < 3 ? 'working' : 'ready' } }))
  const done = await world().run(
    flowOf({
      ask: { kind: 'while', condition: 'previous !== "ready"', maxIterations: 10, collect: 'steps.status.body.state' },
      status: http('/status', { in: 'ask/each' }),
      working: { kind: 'branch', in: 'ask/each', condition: 'steps.status.body.state !== "ready"' },
      pause: seconds(1, { in: 'working/then' }),
      after: { kind: 'map', value: '{{ steps.ask.results }}' },
    }),
  )
  expect(done.output('after')).toEqual(['working', 'working', 'ready'])
})

test('a loop or a parallel that fails goes on in its error lane, and a loop may be skipped as a whole', async () => {
  world().stub.answer('/wrong', () => ({ status: 400 }))
  const done = await world().run(
    flowOf({
      each: { kind: 'forEach', items: '{{ [1, 2] }}', atOnce: 2, onError: 'lane' },
      call: http('/wrong', { in: 'each/each' }),
      loopMend: { kind: 'map', in: 'each/error', value: '{{ steps.each.error.code }}' },
      both: { kind: 'parallel', lanes: two, join: 'all', fail: 'fast', onError: 'lane' },
      left: http('/wrong', { in: 'both/one' }),
      right: seconds(60, { in: 'both/two' }),
      bothMend: { kind: 'map', in: 'both/error', value: '{{ steps.both.error.code }}' },
      none: { kind: 'forEach', items: '{{ trigger.nobody.x }}', atOnce: 1, skipWhen: 'true' },
      never: { kind: 'map', in: 'none/each', value: 1 },
      empty: { kind: 'forEach', items: '{{ [] }}', atOnce: 1, collect: 'item' },
      inEmpty: { kind: 'map', in: 'empty/each', value: 1 },
      after: { kind: 'map', value: ['{{ steps.none }}', '{{ steps.empty }}'] },
    }),
  )
  expect(done.error).toBeNull()
  expect([done.output('loopMend'), done.output('bothMend')]).toEqual(['provider', 'provider'])
  expect(done.output('after')).toEqual([null, { results: [], count: 0, stopped: false }])
  expect(done.output('empty')).toEqual({ results: [], count: 0, stopped: false })
})

test('stopping inside a loop or a parallel ends the run, and calls that are out are seen through', async () => {
  world().stub.answer('/slow', () => ({ delayMs: 2_500, body: { ok: true } }))
  const done = await world().run(
    flowOf({
      both: { kind: 'parallel', lanes: two, join: 'all', fail: 'wait' },
      slow: http('/slow', { in: 'both/one' }),
      afterSlow: { kind: 'map', in: 'both/one', value: 1 },
      pause: seconds(1, { in: 'both/two' }),
      each: { kind: 'forEach', in: 'both/two', items: '{{ [1, 2] }}', atOnce: 1 },
      enough: { kind: 'map', in: 'each/each', value: '{{ item }}', stopWhen: 'steps.enough === 1' },
      end: { kind: 'map', value: 'end' },
      clean: { kind: 'map', in: 'flow/finally', value: '{{ run.outcome.status }}' },
    }),
  )
  expect(done.status).toBe('succeeded')
  expect(done.output('slow')).toMatchObject({ body: { ok: true } })
  expect(done.output('clean')).toBe('succeeded')
  for (const name of ['afterSlow', 'end']) expect(done.step(name)?.status).not.toBe('done')
  for (const name of ['both', 'each']) expect(done.step(name)?.status).toBe('skipped')
})

test('the steps that run last may call, loop and wait, and when they fail the run has failed', async () => {
  const steps = (path: string): Record<string, WrittenStep> => ({
    work: { kind: 'map', value: 1 },
    each: { kind: 'forEach', in: 'flow/finally', items: '{{ [1, 2] }}', atOnce: 1, collect: 'steps.tell.status' },
    tell: http(path, { in: 'each/each' }),
    pause: seconds(1, { in: 'flow/finally' }),
    told: { kind: 'map', in: 'flow/finally', value: '{{ steps.each.results }}' },
  })
  const done = await world().run(flowOf(steps('/last')))
  expect([done.status, done.output('told')]).toEqual(['succeeded', [200, 200]])
  world().stub.answer('/lastwrong', () => ({ status: 400 }))
  expect(await world().run(flowOf(steps('/lastwrong')))).toMatchObject({ status: 'failed', error: { stepName: 'tell' } })
})

test('a run is cancelled in the middle of a loop after the calls that are out, and what comes last still runs', async () => {
  world().stub.answer('/long', () => ({ delayMs: 1_000 }))
  const { flowId } = await world().publish(
    flowOf({
      each: { kind: 'forEach', items: '{{ Array.from({ length: 50 }, (_, i) => i) }}', atOnce: 2 },
      call: http('/long', { in: 'each/each' }),
      last: http('/last-of-cancelled', { in: 'flow/finally' }),
    }),
  )
  const runId = await world().start(flowId)
  await expect.poll(() => world().stub.seen('/long').length, { timeout: 10_000 }).toBeGreaterThan(1)
  expect((await world().call('POST', `/api/runs/${runId}/cancel`)).status).toBe(204)
  const done = await world().ended(runId)
  expect(done.status).toBe('cancelled')
  expect(world().stub.seen('/long').length).toBeLessThan(8)
  expect(world().stub.seen('/last-of-cancelled')).toHaveLength(1)
})

test('a flow that calls itself ends at a depth, and the error says so', async () => {
  const trigger = { kind: 'subflow' } as const
  const first = await world().publish(flowOf({ a: { kind: 'map', value: 1 } }, { trigger }))
  const again: WrittenStep = { kind: 'subflow', flowId: first.flowId, input: {}, wait: true }
  await world().publish(flowOf({ again }, { trigger }), first.flowId)
  const done = await world().run(flowOf({ again }))
  expect(done).toMatchObject({ status: 'failed', error: { code: 'subflow_too_deep' } })
}, 60_000)

test('a switched-off step gives nothing and stops nothing, in any container', async () => {
  const done = await world().run(
    flowOf({
      a: { kind: 'map', value: 1, disabled: true },
      each: { kind: 'forEach', items: '{{ [1] }}', atOnce: 1, collect: 'steps.inside' },
      inside: { kind: 'map', in: 'each/each', value: 5, disabled: true },
      whole: { kind: 'forEach', items: '{{ [1] }}', atOnce: 1, disabled: true },
      wrong: { kind: 'stop', in: 'whole/each', outcome: 'error' },
      after: { kind: 'map', value: ['{{ steps.a }}', '{{ steps.each.results }}', '{{ steps.whole }}'] },
    }),
  )
  expect(done.output('after')).toEqual([null, [null], null])
})

test('a sub-flow that fails is started again as the step says, and one that takes too long fails the step', async () => {
  world().stub.answer('/child', (_request, count) => ({ status: count < 3 ? 503 : 200, body: { count } }))
  const child = await world().publish(
    flowOf(
      { call: http('/child'), pause: seconds(1), answer: { kind: 'map', value: '{{ steps.call.body.count }}' } },
      { trigger: { kind: 'subflow' } },
    ),
  )
  const call = (more: object): WrittenStep => ({ kind: 'subflow', flowId: child.flowId, input: {}, wait: true, ...more })
  const done = await world().run(flowOf({ call: call({ retry: { attempts: 4, backoffMs: 200 } }) }))
  expect([done.output('call'), world().stub.seen('/child').length]).toEqual([3, 3])
  const late = await world().run(flowOf({ call: call({ timeoutMs: 300 }) }))
  expect(late).toMatchObject({ status: 'failed', error: { code: 'timeout', stepName: 'call' } })
  world().stub.answer('/child', () => ({ status: 400 }))
  const refused = await world().run(flowOf({ call: call({ retry: { attempts: 4, backoffMs: 200 } }) }))
  expect([refused.status, world().stub.seen('/child').length]).toEqual(['failed', 5])
})

test('code that never ends fails its step, and the flow goes on as the step says', async () => {
  const done = await world().run(
    flowOf({ spin: { kind: 'code', code: 'for (;;) {}', onError: 'continue' }, after: { kind: 'map', value: 'on' } }),
  )
  expect(done.output('after')).toBe('on')
  expect(done.step('spin')).toMatchObject({ status: 'failed', error: { code: 'timeout' } })
}, 40_000)
