import { expect, test } from 'vitest'
import type { ActionStep, HttpStep, PollingTrigger } from '../../sdk/flow/definition.ts'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, type WrittenStep } from './flow-of.ts'
import type { StubAnswer } from './stub-provider.ts'

/** The queue, its calls and what is around it, through the whole product. */

const world = useEngineWorld()

interface Call {
  id: string
  purpose: string
  outcome: string
  runId: string | null
  stepName: string | null
  attempt: number
  plugin: string
  action: string | null
  status: number | null
  durationMs: number | null
  url: string | null
  requestHeaders: Record<string, string>
  requestBody: string | null
  answerBody: string | null
}

const action = (name: string, more: Partial<Omit<ActionStep, 'kind'>> = {}): WrittenStep => ({
  kind: 'action',
  plugin: 'stub',
  action: name,
  connectionId: world().connectionId,
  input: { order: '{{ trigger.order }}' },
  ...more,
})
const http = (path: string, more: Partial<Omit<HttpStep, 'kind' | 'name' | 'url'>> = {}): WrittenStep => ({
  kind: 'http',
  method: 'POST',
  url: `https://stub.example.com${path}`,
  body: { type: 'json', value: '{{ trigger }}' },
  ...more,
})

async function calls(query: string): Promise<{ items: Call[]; nextCursor: string | null }> {
  const { status, body } = await world().call('GET', `/api/calls?${query}`)
  expect(status).toBe(200)
  return body
}

async function allCalls(query: string): Promise<Call[]> {
  const all: Call[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Call[]; nextCursor: string | null } = await calls(`${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    all.push(...page.items)
    cursor = page.nextCursor
  }
  return all
}

test('OLE-17 every call is listed with time, action, status, duration and what was asked and answered, masked, and found by run, flow, connector and status', async () => {
  const { run, stub } = world()
  stub.answer('/crm', (_request, count): StubAnswer => (count === 1 ? { status: 429, body: { why: 'busy' } } : { body: { stored: true } }))
  const done = await run(flowOf({ a: action('create-order'), b: http('/crm', { retry: { attempts: 3, backoffMs: 100 } }) }), { order: 31 })
  const other = await run(flowOf({ a: http('/other') }), { order: 32 })
  expect([done.status, other.status]).toEqual(['succeeded', 'succeeded'])

  const ofRun = await calls(`runId=${done.runId}`)
  expect(ofRun.items.map((call) => [call.stepName, call.attempt, call.plugin, call.action, call.status, call.outcome])).toEqual([
    ['b', 2, 'http', null, 200, 'ok'],
    ['b', 1, 'http', null, 429, 'failed'],
    ['a', 1, 'stub', 'create-order', 200, 'ok'],
  ])
  const [, busy, created] = ofRun.items
  expect(busy).toMatchObject({ requestBody: '{"order":31}', answerBody: '{"why":"busy"}', url: 'https://stub.example.com/crm' })
  expect(created?.durationMs).toBeGreaterThanOrEqual(0)
  expect(created?.requestHeaders['authorization']).not.toContain('stub-key')
  expect(JSON.stringify(await allCalls('limit=50'))).not.toContain('stub-key-0123')

  const { body: about } = await world().call('GET', `/api/runs/${done.runId}`)
  const ids = (items: Call[]) => items.map((call) => call.id)
  expect(ids(await allCalls(`flowId=${about['flowId']}`))).toEqual(ids(ofRun.items))
  expect(await allCalls(`runId=${done.runId}&status=4xx`)).toMatchObject([{ status: 429 }])
  expect(await allCalls(`runId=${done.runId}&status=failed`)).toHaveLength(1)
  expect(await allCalls(`runId=${done.runId}&status=404`)).toHaveLength(0)
  expect((await allCalls('plugin=stub')).every((call) => call.plugin === 'stub')).toBe(true)
  expect(ids(await allCalls('plugin=stub'))).toContain(created?.id)
  expect(ids(await allCalls('plugin=http'))).toContain(busy?.id)
  expect(ids(await allCalls('limit=2'))).toEqual(ids(await allCalls('limit=200')))
  expect((await world().call('GET', '/api/calls?status=odd')).status).toBe(422)
})

test('OLE-30 a row exists for every call that the provider saw, of runs and of everything else, and nobody can change one', async () => {
  const { run, stub, call, publish, connectionId, database } = world()
  const polling: PollingTrigger = {
    kind: 'polling',
    plugin: 'stub',
    action: 'find-order',
    connectionId,
    input: { order: 5 },
    records: '/state',
    key: '/id',
    everySeconds: 60,
  }
  stub.answer('/found', () => ({ body: { id: null } }))
  const paths = ['/orders', '/found', '/keyed', '/ping', '/crm', '/other']
  const seen = () => paths.reduce((sum, path) => sum + stub.seen(path).length, 0)
  await run(flowOf({ a: action('create-found'), b: action('create-keyed'), c: action('find-order') }), { order: 41 })
  expect((await call('POST', `/api/connections/${connectionId}/test`)).status).toBe(200)
  const draft = flowOf({ ask: http('/other') })
  const { flowId } = await publish(draft)
  expect(
    (await call('POST', `/api/flows/${flowId}/draft/test-step`, { stepId: 'sask', input: { url: 'https://stub.example.com/other' } }))
      .status,
  ).toBe(200)
  const { flowId: polled } = await publish(flowOf({ a: { kind: 'map', value: 1 } }, { trigger: polling }))
  await expect.poll(async () => (await allCalls(`flowId=${polled}`)).map((each) => each.purpose), { timeout: 10_000 }).toEqual(['poll'])

  const logged = await allCalls('limit=100')
  expect(logged.filter((each) => each.status !== null)).toHaveLength(seen())
  expect(new Set(logged.map((each) => each.purpose))).toEqual(new Set(['step', 'lookup', 'test', 'trial', 'poll']))
  expect(new Set(logged.map((each) => each.id)).size).toBe(logged.length)
  const changes = [
    'UPDATE outside_calls SET record = record',
    'DELETE FROM outside_calls',
    'UPDATE journal SET entries = entries',
    'DELETE FROM journal',
  ]
  for (const change of changes) {
    await expect(
      database.forTenant(world().tenantId, (trx) => trx.raw(change)),
      change,
    ).rejects.toThrow('permission denied')
  }
})

test('OLE-30 a call that is on its way is listed, and one whose line was cut is a failed one', async () => {
  const { start, publish, stub, reaches } = world()
  stub.answer('/orders', () => 'hangUp')
  const { flowId } = await publish(flowOf({ a: action('create-order') }))
  const runId = await start(flowId, { order: 51 })
  await reaches(runId, 'uncertain')
  expect((await calls(`runId=${runId}`)).items).toMatchObject([{ status: null, outcome: 'failed', stepName: 'a' }])
  stub.answer('/orders', () => ({ delayMs: 1_500, body: { id: 1 } }))
  const slow = await start(flowId, { order: 52 })
  await expect.poll(async () => (await calls(`runId=${slow}`)).items, { timeout: 5_000 }).toMatchObject([{ outcome: 'open', status: null }])
  await reaches(slow, 'succeeded')
  expect((await calls(`runId=${slow}`)).items).toMatchObject([{ outcome: 'ok', status: 200 }])
})

test("OLE-18 the run view shows the stages in order, each with its input and output: what came in, our own work, the provider's answer", async () => {
  const { publish, ended, stub } = world()
  stub.answer('/orders', () => ({ body: { id: 77 } }))
  const flow = flowOf(
    {
      normalise: { kind: 'map', value: { order: '{{ Number(trigger.body.pedido) }}' } },
      send: action('create-order', { input: { order: '{{ steps.normalise.order }}' } }),
      answer: { kind: 'map', value: { providerId: '{{ steps.send.id }}' } },
    },
    { trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' } },
  )
  const { hookUrl } = await publish(flow)
  const sent = await fetch(world().origin + new URL(hookUrl).pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"pedido":"12"}',
  })
  expect(sent.status).toBe(202)
  const { runId } = JSON.parse(await sent.text())
  const run = await ended(runId)
  expect(run.steps.map((step) => [step.name, step.input, step.output])).toEqual([
    ['normalise', null, { order: 12 }],
    ['send', { order: 12 }, { id: 77 }],
    ['answer', null, { providerId: 77 }],
  ])
  expect((await world().call('GET', `/api/runs/${runId}`)).body['input']).toMatchObject({ body: { pedido: '12' } })
})

test('OLE-14 the queue is limited to one connector or action, over HTTP', async () => {
  const { run, call } = world()
  world().stub.answer('/orders', () => ({ body: { id: 1 } }))
  const done = await run(flowOf({ a: action('create-order') }), { order: 61 })
  const listed = async (query: string): Promise<string[]> => {
    const items: Array<{ id: string }> = (await call('GET', `/api/queue?${query}`)).body['items']
    return items.map((item) => item.id)
  }

  expect(await listed('plugin=stub&action=create-order&text=61')).toEqual([done.runId])
  expect(await listed('action=stub.create-order&state=done')).toContain(done.runId)
  expect(await listed('plugin=bling')).toEqual([])
  expect(await listed('action=cancel-order')).toEqual([])
  const { body: stats } = await call('GET', '/api/queue/stats?plugin=bling')
  expect(stats['states']).toMatchObject({ done: 0 })
  const item = (await call('GET', `/api/queue/${done.runId}`)).body
  expect(item).toMatchObject({ state: 'done', payload: { order: 61 }, attempts: 1 })
  expect((await call('POST', `/api/queue/${done.runId}/retry`)).status).toBe(409)
  expect((await call('POST', '/api/queue/process', {})).body).toMatchObject({ failed: 0 })
})

test('ML-40 MV-53 queues can be looked into: depth, oldest age, what is under way, dead letters, and workers with their heartbeat', async () => {
  const { body } = await world().call('GET', '/api/queues')
  const queues: Array<{ name: string }> = body['queues']
  expect(queues.map((queue) => queue.name)).toEqual(
    expect.arrayContaining(['runs.execute', 'intake.map-delivery', 'retention.apply-retention']),
  )
  expect(queues.find((queue) => queue.name === 'intake.map-delivery')).toEqual({
    name: 'intake.map-delivery',
    waiting: 0,
    scheduled: 0,
    active: 0,
    retrying: 0,
    failed: 0,
    oldestSeconds: null,
  })
  expect(body['workers']).toMatchObject([{ isAlive: true, running: 0 }])
  expect(body['runs']).toMatchObject({ oldestPendingSeconds: null })
})
