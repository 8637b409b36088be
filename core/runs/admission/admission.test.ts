import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FlowSettings, Json, Step } from '../../../sdk/flow/definition.ts'
import { systemClock } from '../../platform/clock.ts'
import { useTestDatabase } from '../../testing/database.ts'
import type { Accepted, AcceptRequest, PublishedFlow } from '../engine.types.ts'
import { fieldOf } from '../prepare-wait.ts'
import { createRuns } from '../runs.service.ts'
import { fakePerformers, flowSourceOf, type TestEngine, testEngine } from '../testing/test-engine.ts'
import { actionStep, respondStep, testFlow } from '../testing/test-flow.ts'
import { BusyProvider, gatedFlow, keyedVisit } from './testing/gated-flows.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const flows = new Map<string, PublishedFlow>()
const provider = new BusyProvider(30)
let engines: TestEngine[] = []
let flowCount = 0

beforeAll(async () => {
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
  engines = [await openEngine(), await openEngine()]
})
afterAll(() => Promise.all(engines.map((each) => each.stop())))
beforeEach(() => {
  provider.calls.length = 0
  provider.most.clear()
})

function openEngine(): Promise<TestEngine> {
  return testEngine(database(), flows, { provider, sandbox: { visit: keyedVisit(flows) } })
}

function flowWith(settings: FlowSettings): PublishedFlow {
  const flow = gatedFlow(TENANT, `flw_gate${++flowCount}`, settings)
  flows.set(flow.flowId, flow)
  return flow
}

function start(flow: PublishedFlow, data: Json, engine = engines[0]?.engine, more: Partial<AcceptRequest> = {}): Promise<Accepted> {
  if (engine === undefined) throw new Error('no engine')
  const starts = [{ flow, trigger: 'manual' as const, data, storeData: true }]
  return engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null, ...more })
}

async function endings(flow: PublishedFlow): Promise<Array<{ id: string; status: string; code: string | null }>> {
  const { rows } = await database().truth.query(
    `SELECT id, status, error::jsonb ->> 'code' AS code FROM runs WHERE flow_id = $1 ORDER BY id`,
    [flow.flowId],
  )
  return rows
}

async function allEnded(
  flow: PublishedFlow,
  count: number,
  timeout = 20_000,
): Promise<Array<{ id: string; status: string; code: string | null }>> {
  await expect.poll(async () => (await endings(flow)).length, { timeout, interval: 25 }).toBe(count)
  return endings(flow)
}

async function left(flow: PublishedFlow): Promise<number> {
  const { rows } = await database().truth.query('SELECT count(*)::int AS n FROM run_gates WHERE flow_id = $1', [flow.flowId])
  return rows[0].n
}

test('runs of a flow with a limit never are more at once than it says, and all of them run once', async () => {
  const flow = flowWith({ concurrency: { key: 'trigger.key', limit: 2, whenFull: 'queue' } })
  const accepted = await Promise.all(
    Array.from({ length: 24 }, (_, n) => start(flow, { key: n % 2 === 0 ? 'c-even' : 'c-odd', n }, engines[n % 2]?.engine)),
  )
  await allEnded(flow, 24)
  expect(provider.most.get('c-even')).toBe(2)
  expect(provider.most.get('c-odd')).toBe(2)
  expect(new Set(provider.calls.map((call) => call.effectKey.split(':')[0]))).toEqual(new Set(accepted.map(({ runIds }) => runIds[0])))
  expect(provider.calls).toHaveLength(24)
  await expect.poll(() => left(flow)).toBe(0)
})

test('runs of one key start strictly one after the other, in the order accepted, while other keys go on beside', async () => {
  const flow = flowWith({ fifo: { key: 'trigger.key' } })
  for (let n = 0; n < 20; n++) await start(flow, { key: n % 2 === 0 ? 'f-a' : 'f-b', n }, engines[n % 3 === 0 ? 0 : 1]?.engine)
  await allEnded(flow, 20)
  for (const key of ['f-a', 'f-b']) {
    expect(provider.most.get(key)).toBe(1)
    const order = provider.of(key).map(({ input }) => fieldOf(input, 'n'))
    expect(order).toEqual([...order].sort((a, b) => Number(a) - Number(b)))
  }
})

test('what comes while the limit is reached is dropped, and the list of runs says so', async () => {
  const flow = flowWith({ concurrency: { limit: 1, whenFull: 'drop' } })
  await Promise.all([0, 1].map((n) => start(flow, { key: 'd', n })))
  const ended = await allEnded(flow, 2)
  expect(ended.map(({ status, code }) => [status, code])).toEqual(
    expect.arrayContaining([
      ['succeeded', null],
      ['cancelled', 'dropped'],
    ]),
  )
  expect(provider.calls).toHaveLength(1)
})

test('what comes while the limit is reached fails where the flow says so', async () => {
  const flow = flowWith({ concurrency: { limit: 1, whenFull: 'fail' } })
  await Promise.all([0, 1].map((n) => start(flow, { key: 'e', n })))
  const ended = await allEnded(flow, 2)
  expect(ended.map(({ status, code }) => [status, code])).toContainEqual(['failed', 'too_many_runs'])
})

test('the newest takes the place of the one that runs, and those in between never start', async () => {
  const flow = flowWith({ concurrency: { limit: 1, whenFull: 'replace' } })
  const slow = new BusyProvider(1_500)
  const own = await testEngine(database(), flows, { provider: slow, sandbox: { visit: keyedVisit(flows) } })
  try {
    await start(flow, { key: 'r', n: 0 }, own.engine)
    await sleep(150)
    for (const n of [1, 2, 3]) await start(flow, { key: 'r', n }, own.engine)
    const ended = await allEnded(flow, 4)
    // Ids of one millisecond are in no order: which run went through, its call says.
    expect(ended.map(({ status, code }) => `${status} ${code}`).sort()).toEqual([
      'cancelled replaced',
      'cancelled replaced',
      'cancelled replaced',
      'succeeded null',
    ])
    expect(slow.calls.map(({ input }) => fieldOf(input, 'n'))).toEqual([0, 3])
  } finally {
    await own.stop()
  }
})

test('of events that come in quick succession only the last starts a run, once it is quiet', async () => {
  const flow = flowWith({ debounce: { key: 'trigger.key', waitMs: 300 } })
  for (let n = 0; n < 4; n++) {
    await start(flow, { key: 'q', n }, engines[n % 2]?.engine)
    await sleep(60)
  }
  const last = performance.now()
  const ended = await allEnded(flow, 4)
  expect(ended.map(({ status, code }) => `${status} ${code}`)).toEqual([
    'cancelled debounced',
    'cancelled debounced',
    'cancelled debounced',
    'succeeded null',
  ])
  expect(provider.calls.map(({ input }) => fieldOf(input, 'n'))).toEqual([3])
  expect(performance.now() - last).toBeGreaterThan(200)
})

test('no more runs start in any window than the throttle says; the others wait', async () => {
  const flow = flowWith({ throttle: { limit: 3, perMs: 500, whenFull: 'queue' } })
  for (let n = 0; n < 9; n++) await start(flow, { key: 't', n }, engines[n % 2]?.engine)
  await allEnded(flow, 9)
  const { rows } = await database().truth.query('SELECT started_at FROM runs WHERE flow_id = $1 ORDER BY started_at', [flow.flowId])
  const times: number[] = rows.map((row) => row.started_at.getTime())
  times.forEach((at, i) => {
    if (i >= 3) expect(at - (times[i - 3] ?? 0)).toBeGreaterThanOrEqual(499)
  })
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(2_500)
})

test('what comes beyond the throttle is dropped where the flow says so', async () => {
  const flow = flowWith({ throttle: { limit: 2, perMs: 60_000, whenFull: 'drop' } })
  for (let n = 0; n < 4; n++) await start(flow, { key: 'u', n })
  const ended = await allEnded(flow, 4)
  expect(ended.filter(({ code }) => code === 'throttled')).toHaveLength(2)
  expect(provider.of('u')).toHaveLength(2)
})

test('a key that cannot be evaluated fails the run, names the setting, and does not hold up the others', async () => {
  const flow = flowWith({ fifo: { key: 'trigger.key' } })
  await start(flow, { n: 0 })
  await start(flow, { key: 'k', n: 1 })
  const ended = await allEnded(flow, 2)
  expect(ended.map(({ status, code }) => `${status} ${code}`).sort()).toEqual(['failed settings_key', 'succeeded null'])
  const failed = ended.find(({ status }) => status === 'failed')
  const { rows } = await database().truth.query('SELECT error FROM runs WHERE id = $1', [failed?.id])
  expect(rows[0].error).toContain('The setting \\"fifo\\"')
})

test('a caller that waits for the flow gets its answer when the run is let in in time, in whatever process, and nothing when it is not', async () => {
  const answering = testFlow(
    TENANT,
    `flw_answer${++flowCount}`,
    { sA: actionStep('a', 'create'), sB: respondStep('b') },
    {
      concurrency: { limit: 1, whenFull: 'queue' },
    },
  )
  flows.set(answering.flowId, answering)
  const [one, two, three] = await Promise.all([
    start(answering, { key: 'w', n: 0 }, engines[0]?.engine, { answerWithinMs: 5_000 }),
    start(answering, { key: 'w', n: 1 }, engines[1]?.engine, { answerWithinMs: 5_000 }),
    start(answering, { key: 'w', n: 2 }, engines[1]?.engine, { answerWithinMs: 1 }),
  ])
  expect(await one?.answer).toMatchObject({ status: 200, body: { n: 0 } })
  expect(await two?.answer).toMatchObject({ status: 200, body: { n: 1 } })
  expect(await three?.answer).toBeNull()
  await allEnded(answering, 3)
})

test('a run started by another flow, or again by a person, is let in like any other', async () => {
  const child = flowWith({ concurrency: { limit: 1, whenFull: 'queue' } })
  child.definition.trigger = { kind: 'subflow' }
  const subflow: Step = { kind: 'subflow', name: 'call', flowId: child.flowId, wait: true, input: {} }
  const parent = testFlow(TENANT, `flw_parent${++flowCount}`, { sA: subflow })
  flows.set(parent.flowId, parent)
  await Promise.all(Array.from({ length: 5 }, (_, n) => start(parent, { key: 'sub', n }, engines[n % 2]?.engine)))
  const ended = await allEnded(parent, 5)
  expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'succeeded'))
  expect(provider.most.get('sub')).toBe(1)
  const throttled = flowWith({ throttle: { limit: 1, perMs: 60_000, whenFull: 'queue' } })
  await start(throttled, { key: 'again', n: 0 })
  const [first] = await allEnded(throttled, 1)
  const runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: engines[0]?.engine ?? raise(),
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    actions: provider,
    http: fakePerformers(provider).http,
  })
  await runs.retry({ tenantId: TENANT, userId: 'usr_1' }, first?.id ?? '', {})
  await allEnded(throttled, 2)
})

function raise(): never {
  throw new Error('no engine')
}
