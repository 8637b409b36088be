import { beforeEach, expect, test } from 'vitest'
import type { ActionStep, HttpStep } from '../../sdk/flow/definition.ts'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, idOf, type WrittenStep } from './flow-of.ts'

/** Actions of connectors and HTTP requests: outcomes, paging, keys, retries, and calls whose answer was lost. */

const world = useEngineWorld()

function action(name: string, more: Partial<Omit<ActionStep, 'kind'>> & { in?: string } = {}): WrittenStep {
  return {
    kind: 'action',
    plugin: 'stub',
    action: name,
    connectionId: world().connectionId,
    input: { order: '{{ trigger.order }}' },
    ...more,
  }
}

const http = (more: Partial<Omit<HttpStep, 'kind' | 'name'>> & Pick<HttpStep, 'url'> & { in?: string }): WrittenStep => ({
  kind: 'http',
  method: 'GET',
  ...more,
})
const shown = (name: string) => `/api/runs/${name}/steps`

beforeEach(() => {
  for (const path of ['/orders', '/found', '/keyed']) world().stub.answer(path, (_request, count) => ({ body: { id: count } }))
})

test('an action with outcomes goes on in the lane of its answer, and after it, however the answer was come by', async () => {
  const flow = flowOf({
    check: action('check-order', { outcomes: ['missing', 'found'], cache: { ttlSeconds: 60 } }),
    absent: { kind: 'map', in: 'check/missing', value: 'absent' },
    there: { kind: 'map', in: 'check/found', value: '{{ steps.check.id }}' },
    after: { kind: 'map', value: '{{ steps.check }}' },
  })
  const { stub, start, ended } = world()
  const { flowId } = await world().publish(flow)
  stub.answer('/orders', ({ query }) => ({ body: query['order'] === '7' ? { id: 7, state: 'open' } : { id: null, state: 'missing' } }))
  const before = stub.seen('/orders').length
  const found = await ended(await start(flowId, { order: 7 }))
  expect(found.step('check')).toMatchObject({ lane: 'found' })
  expect([found.output('there'), found.step('absent')?.status]).not.toContain('done')
  expect(found.step('after')?.status).toBe('done')
  expect((await ended(await start(flowId, { order: 8 }))).output('absent')).toBe('absent')
  const cached = await ended(await start(flowId, { order: 7 }))
  expect(cached.output('there')).toBe(7)
  expect(stub.seen('/orders')).toHaveLength(before + 2)
})

test('lanes that the action does not declare keep a flow from being published', async () => {
  const flow = (outcomes: string[]) =>
    flowOf({ check: action('check-order', { outcomes }), a: { kind: 'map', in: `check/${outcomes[0]}`, value: 1 } })
  expect(await world().problemsOf(flow(['found', 'gone']))).toMatchObject([
    { code: 'outcome_unknown', severity: 'error' },
    { code: 'outcome_missing', severity: 'warning' },
  ])
  const { body } = await world().call('GET', '/api/connectors/stub')
  const actions: Array<{ name: string; outcomes: unknown }> = body['actions']
  expect(actions.find((each) => each.name === 'check-order')?.outcomes).toEqual([
    { name: 'missing', displayName: expect.any(String) },
    { name: 'found', displayName: expect.any(String) },
  ])
})

test('a lost answer is looked up; one that a person treats as done takes the lane of what they say', async () => {
  const { stub, start, publish, reaches, call, ended } = world()
  const flow = flowOf({
    make: action('create-found', { outcomes: ['kept'] }),
    kept: { kind: 'map', in: 'make/kept', value: '{{ steps.make.id }}' },
  })
  const { flowId } = await publish(flow)
  let isThere = false
  stub.answer('/orders', () => ({ body: { id: isThere ? 40 : null } }))
  stub.answer('/found', () => {
    isThere = true
    return 'hangUp'
  })
  const done = await ended(await start(flowId, { order: 'lost' }))
  expect([done.output('kept'), stub.seen('/found').length]).toEqual([40, 1])

  const never = await publish(flowOf({ make: action('create-order'), after: { kind: 'map', value: '{{ steps.make.id }}' } }))
  stub.answer('/orders', () => 'hangUp')
  const runId = await start(never.flowId, { order: 1 })
  await reaches(runId, 'uncertain')
  expect(
    (await call('POST', `/api/runs/${runId}/steps/${idOf('make')}/decide`, { decision: 'treatAsDone', output: { id: 99 } })).status,
  ).toBe(204)
  expect((await ended(runId)).output('after')).toBe(99)
})

test('uncertain steps of a loop and of a parallel are decided by a person, one by one', async () => {
  const { stub, start, publish, reaches, call, ended, steps } = world()
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  const { flowId } = await publish(
    flowOf({
      each: { kind: 'forEach', items: '{{ [1, 2] }}', atOnce: 2, collect: 'steps.make.id' },
      make: action('create-order', { in: 'each/each', input: { order: '{{ item }}' } }),
      both: { kind: 'parallel', lanes, join: 'all', fail: 'wait' },
      left: action('create-order', { in: 'both/one' }),
      right: action('create-order', { in: 'both/two' }),
      after: { kind: 'map', value: ['{{ steps.each.results }}', '{{ steps.left.id }}', '{{ steps.right.id }}'] },
    }),
  )
  stub.answer('/orders', () => 'hangUp')
  const runId = await start(flowId, { order: 1 })
  const decide = async (path: string, body: object) => {
    const answer = await call('POST', `/api/runs/${runId}/steps/${encodeURIComponent(path)}/decide`, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(204)
  }
  const uncertain = async () => (await steps(runId)).filter((step) => step.status === 'uncertain').map((step) => step.path)
  await reaches(runId, 'uncertain')
  await expect.poll(uncertain, { timeout: 10_000 }).toEqual(['seach[0]/smake', 'seach[1]/smake'])
  await decide('seach[1]/smake', { decision: 'treatAsDone', output: { id: 22 } })
  stub.answer('/orders', () => ({ body: { id: 11 } }))
  await decide('seach[0]/smake', { decision: 'runAgain' })
  stub.answer('/orders', ({ headers }, count) =>
    headers['x'] === undefined && count % 2 === 2 ? { body: { id: 1 } } : { body: { id: 11 } },
  )
  const done = await ended(runId)
  expect(done.output('after')).toEqual([[11, 22], 11, 11])
})

test('an HTTP step gathers pages, and sends the same idempotency key however often it is tried', async () => {
  const { stub, run } = world()
  stub.answer('/pages', ({ query }) => ({ body: { items: query['page'] === '3' ? [] : [`${query['page']}a`, `${query['page']}b`] } }))
  stub.answer('/pay', (_request, count) => (count < 3 ? 'hangUp' : { status: 201, body: { paid: true } }))
  const done = await run(
    flowOf({
      pages: http({
        url: 'https://stub.example.com/pages',
        paging: { by: 'page', param: 'page', first: 1, items: '/items', maxPages: 10 },
      }),
      pay: http({
        method: 'POST',
        url: 'https://stub.example.com/pay',
        headers: { 'X-Api-Key': 'key-of-the-shop' },
        body: { type: 'json', value: { total: '{{ steps.pages.items.length }}', card: 4111 } },
        repeatable: { idempotencyHeader: 'Idempotency-Key' },
        retry: { attempts: 3, backoffMs: 100 },
        redact: ['/body/card'],
      }),
    }),
  )
  expect(done.error).toBeNull()
  expect(done.output('pages')).toMatchObject({ items: ['1a', '1b', '2a', '2b'], pages: expect.any(Number) })
  expect(done.output('pay')).toMatchObject({ status: 201, body: { paid: true } })
  const sent = stub.seen('/pay')
  expect(sent.map((each) => each.body)).toEqual(Array(3).fill({ total: 4, card: 4111 }))
  expect(new Set(sent.map((each) => each.headers['idempotency-key']))).toEqual(new Set([`${done.runId}:spay`]))
  const text = JSON.stringify((await world().call('GET', shown(done.runId))).body)
  expect(text).not.toContain('key-of-the-shop')
  expect(text).not.toContain('4111')
})

test('a step is retried on the failures it names and no others, and its timeout ends a call that hangs', async () => {
  const { stub, run } = world()
  const once = (path: string, on: NonNullable<HttpStep['retry']>['on']): WrittenStep =>
    http({
      url: `https://stub.example.com${path}`,
      retry: { attempts: 3, backoffMs: 100, ...(on === undefined ? {} : { on }) },
      onError: 'continue',
    })
  stub.answer('/busy', () => ({ status: 503 }))
  stub.answer('/wrong', () => ({ status: 404 }))
  stub.answer('/slow', () => ({ delayMs: 5_000 }))
  await run(
    flowOf({
      a: once('/busy', ['rateLimited']),
      b: once('/busy2', undefined),
      c: once('/wrong', ['notFound']),
      d: once('/wrong', undefined),
    }),
  )
  expect(stub.seen('/busy')).toHaveLength(1)
  expect(stub.seen('/wrong')).toHaveLength(4)
  const slow = await run(
    flowOf({ a: http({ url: 'https://stub.example.com/slow', timeoutMs: 1_000, retry: { attempts: 1, backoffMs: 100 } }) }),
  )
  expect(slow).toMatchObject({ status: 'failed', error: { code: 'timeout' } })
})

test('one HTTP step of a draft is tried for real, and one that waits is not', async () => {
  const { call, stub } = world()
  const definition = flowOf({ ask: http({ url: 'https://stub.example.com/tried', query: { id: 7 } }), pause: { kind: 'wait' } })
  const { body: flow } = await call('POST', '/api/flows', { name: 'Teste' })
  const { body: draft } = await call('GET', `/api/flows/${flow['id']}/draft`)
  await call('PUT', `/api/flows/${flow['id']}/draft`, { definition }, { 'if-match': String(draft['revision']) })
  const tried = await call('POST', `/api/flows/${flow['id']}/draft/test-step`, { stepId: idOf('ask') })
  expect(tried).toMatchObject({ status: 200, body: { status: 'done', output: { status: 200, body: { id: 1 } } } })
  expect(stub.seen('/tried')).toMatchObject([{ query: { id: '7' } }])
  expect((await call('POST', `/api/flows/${flow['id']}/draft/test-step`, { stepId: idOf('pause') })).status).toBe(422)
})
