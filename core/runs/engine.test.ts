import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { Accepted, AcceptRequest } from './engine.types.ts'
import type { NewDelivery } from './run-write.types.ts'
import { FakeProvider, failure, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, respondStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const pure = testFlow(TENANT, 'flw_pure', { sA: mapStep('a'), sB: respondStep('b') })
const create = testFlow(TENANT, 'flw_create', { sA: mapStep('a'), sB: actionStep('b', 'create'), sC: mapStep('c') })
const flows = new Map([pure, create].map((flow) => [flow.flowId, flow]))
let running: TestEngine

beforeAll(async () => {
  running = await testEngine(database(), flows)
})
afterAll(() => running.stop())
beforeEach(() => {
  running.provider.script.length = 0
  running.provider.repeatable = { mode: 'never' }
})

let count = 0
function start(flow = pure, more: Partial<AcceptRequest> = {}): Promise<Accepted> {
  const data: Json = { order: ++count }
  return running.engine.accept({
    tenantId: TENANT,
    delivery: null,
    dedupe: null,
    starts: [{ flow, trigger: 'manual', data, storeData: true }],
    answerWithinMs: null,
    ...more,
  })
}

function delivery(): NewDelivery {
  const receivedAt = systemClock.now()
  return {
    tenantId: TENANT,
    id: newId('dlv', receivedAt),
    receivedAt,
    source: 'flow:flw_pure',
    flowId: 'flw_pure',
    verdict: 'accepted',
    dedupeKey: null,
    topic: null,
    method: 'POST',
    query: '',
    headers: '{}',
    body: '{}',
  }
}

async function ended(runId: string | undefined): Promise<{ status: string; journal: string | null; error: string | null }> {
  await expect.poll(() => endedRow(runId), { timeout: 15_000, interval: 25 }).toBeDefined()
  const row = await endedRow(runId)
  if (row === undefined) throw new Error('gone')
  return row
}

async function endedRow(runId: string | undefined) {
  const { rows } = await database().truth.query('SELECT status, journal, error FROM runs WHERE id = $1', [runId])
  return rows[0]
}

async function openRow(runId: string | undefined) {
  const { rows } = await database().truth.query('SELECT status, owner, error FROM open_runs WHERE id = $1', [runId])
  return rows[0]
}

test('a flow without effects whose caller waits is one commit, and its answer comes after it', async () => {
  const accepted = await start(pure, { answerWithinMs: 5_000 })
  expect(await accepted.answer).toEqual({ status: 200, headers: {}, body: { order: count } })
  const row = await endedRow(accepted.runIds[0])
  expect(row.status).toBe('succeeded')
  expect(JSON.parse(row.journal ?? '').map((entry: { kind: string }) => entry.kind)).toEqual(['visit', 'end'])
  const { rows } = await database().truth.query('SELECT count(*)::int AS n FROM journal WHERE run_id = $1', [accepted.runIds[0]])
  expect(rows[0].n).toBe(0)
})

test('an effect has its intent on disk before the call and its result after', async () => {
  let seenBefore: unknown = null
  running.provider.script.push(async (request) => {
    const { rows } = await database().truth.query('SELECT entries FROM journal ORDER BY run_id DESC LIMIT 1')
    seenBefore = JSON.parse(rows[0].entries).at(-1)
    return running.provider.create(request)
  })
  const accepted = await start(create)
  await ended(accepted.runIds[0])
  expect(seenBefore).toMatchObject({ kind: 'intent', path: 'sB', attempt: 1 })
  const { rows } = await database().truth.query('SELECT seq, entries FROM journal WHERE run_id = $1 ORDER BY seq', [accepted.runIds[0]])
  expect(rows.length).toBe(2)
  expect(JSON.parse(rows[1].entries).map((entry: { kind: string }) => entry.kind)).toEqual(['result', 'visit', 'end'])
  expect(await openRow(accepted.runIds[0])).toBeUndefined()
})

test('OLE-21 a transient failure is tried again with back-off up to the limit, then parked as failed with the last error', async () => {
  for (let i = 1; i <= 3; i++) running.provider.script.push(() => failure(500 + i))
  const accepted = await start(create)
  const row = await ended(accepted.runIds[0])
  expect(row.status).toBe('failed')
  expect(JSON.parse(row.error ?? '')).toMatchObject({ code: 'provider', message: 'answered 503', failedPath: 'sB' })
  expect(running.provider.script.length).toBe(0)
})

test('a 429 waits as long as the provider says, in the queue, and then succeeds', async () => {
  running.provider.script.push(() => failure(429, { class: 'rateLimited', retryAfterMs: 1_000 }))
  const before = systemClock.now()
  const accepted = await start(create)
  await expect.poll(async () => (await openRow(accepted.runIds[0]))?.status).toBe('waiting')
  expect((await ended(accepted.runIds[0])).status).toBe('succeeded')
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(1_000)
})

test('a run that stood in our own line before a provider’s limit still has every attempt that its step is given', async () => {
  const line = { code: 'rate_limited', class: 'rateLimited', retryAfterMs: 1, isOurLimit: true } as const
  for (let i = 0; i < 5; i++) running.provider.script.push(() => failure(0, line))
  for (let i = 0; i < 2; i++) running.provider.script.push(() => failure(503))
  const accepted = await start(create)
  expect((await ended(accepted.runIds[0])).status).toBe('succeeded')
  expect(running.provider.script.length).toBe(0)
})

test('G13 a database that goes away while a call or a look is being prepared fails nothing and uses up no attempt', async () => {
  const away = () => {
    throw new Error('Connection terminated unexpectedly')
  }
  running.provider.script.push(away, away)
  const accepted = await start(create)
  expect((await ended(accepted.runIds[0])).status).toBe('succeeded')
  expect(running.provider.script.length).toBe(0)
  const { rows } = await database().truth.query('SELECT entries FROM journal WHERE run_id = $1', [accepted.runIds[0]])
  const told = rows.flatMap(({ entries }) => JSON.parse(entries)).map(({ kind, attempt }) => [kind, attempt])
  expect(told).toContainEqual(['result', 1])
  expect(told.filter(([kind]) => kind === 'failure')).toEqual([])
})

test('a call that our own code breaks is not made again: a person decides', async () => {
  running.provider.script.push(() => {
    throw new TypeError('x is not a function')
  })
  const calls = running.provider.created.length
  const accepted = await start(create)
  await expect.poll(async () => (await openRow(accepted.runIds[0]))?.status).toBe('uncertain')
  expect(running.provider.created.length).toBe(calls)
})

test('G5 a call whose outcome is unknown and that must not be repeated waits for a person', async () => {
  const calls = running.provider.created.length
  running.provider.script.push((request) => {
    running.provider.create(request)
    return failure(0, { effect: 'maybe' })
  })
  const accepted = await start(create)
  await expect.poll(async () => (await openRow(accepted.runIds[0]))?.status).toBe('uncertain')
  expect(running.provider.created.length).toBe(calls + 1)
  expect((await openRow(accepted.runIds[0])).owner).toBeNull()
})

test('ML-35 the same event 100 times at once is stored once and starts one run', async () => {
  const dedupe = { scope: 'flow', key: 'order-1', windowSeconds: 600 }
  const copies = await Promise.all(Array.from({ length: 100 }, () => start(pure, { delivery: delivery(), dedupe })))
  const first = copies.filter((copy) => copy.duplicateOf === null)
  expect(first.length).toBe(1)
  expect(new Set(copies.flatMap((copy) => copy.duplicateOf?.runId ?? copy.runIds)).size).toBe(1)
  const { rows } = await database().truth.query(`SELECT copies FROM delivery_keys WHERE key = 'order-1'`)
  expect(rows[0].copies).toBe(100)
  const runs = await database().truth.query(`SELECT count(*)::int AS n FROM runs WHERE id = $1`, [first[0]?.runIds[0]])
  expect(runs.rows[0].n).toBe(1)
})

test('two runs for one order at once make one create at the provider, and both get its result', async () => {
  running.provider.repeatable = { mode: 'lookupFirst', by: [''], consistency: 'eventual' }
  const calls = running.provider.created.length
  running.provider.script.push(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    return running.provider.create(request)
  })
  const request = { tenantId: TENANT, delivery: null, dedupe: null, answerWithinMs: null }
  const starts = [{ flow: create, trigger: 'manual' as const, data: { order: 'same' }, storeData: true }]
  const [a, b] = await Promise.all([running.engine.accept({ ...request, starts }), running.engine.accept({ ...request, starts })])
  expect((await ended(a.runIds[0])).status).toBe('succeeded')
  expect((await ended(b.runIds[0])).status).toBe('succeeded')
  expect(running.provider.created.length).toBe(calls + 1)
})

test('G12 a row that the database refuses fails alone, the rows it shared a commit with go through', async () => {
  const bad = { ...delivery(), topic: 'a\u0000b' }
  const results = await Promise.allSettled([start(pure), start(pure, { delivery: bad }), start(pure), start(pure)])
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
})

test('runs beyond what one tenant may have now are queued, and run when there is room', async () => {
  const provider = new FakeProvider()
  const small = await testEngine(database(), flows, { slots: { perTenant: 2, total: 4 }, provider })
  let most = 0
  let now = 0
  for (let i = 0; i < 12; i++) {
    provider.script.push(async (request) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 30))
      now--
      return provider.create(request)
    })
  }
  await running.engine.drain()
  const request = { tenantId: TENANT, delivery: null, dedupe: null, answerWithinMs: null }
  const starts = (i: number) => [{ flow: create, trigger: 'manual' as const, data: { i }, storeData: true }]
  const accepted = await Promise.all(Array.from({ length: 12 }, (_, i) => small.engine.accept({ ...request, starts: starts(i) })))
  for (const each of accepted) expect((await ended(each.runIds[0])).status).toBe('succeeded')
  // Nobody else wants a place: a quarter is kept free for those who may.
  expect(most).toBe(3)
  await small.stop()
  running = await testEngine(database(), flows)
})

test('a flow with too many runs waiting takes no more for now, and other flows are not affected', async () => {
  const timing = { heartbeatMs: 50, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 10_000 }
  const crowded = testFlow(TENANT, 'flw_crowded', { sA: mapStep('a') })
  const accepting = await testEngine(database(), new Map([...flows, [crowded.flowId, crowded]]), {
    works: false,
    maxQueuedPerFlow: 3,
    timing,
  })
  const put = (flow = crowded) =>
    accepting.engine.accept({
      tenantId: TENANT,
      delivery: null,
      dedupe: null,
      starts: [{ flow, trigger: 'manual', data: null, storeData: true }],
      answerWithinMs: null,
    })
  await database().truth.query(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, root_run_id, started_at)
     SELECT $1, 'run_0000000000000000000000000' || n, 'flw_crowded', 1, 'queued', now() + interval '1 h', 'manual', '', now()
     FROM generate_series(1, 3) AS n`,
    [TENANT],
  )
  await expect.poll(() => put().catch((error: { code: string }) => error.code)).toBe('queue_full')
  expect((await put(pure)).runIds.length).toBe(1)
  await accepting.stop()
})

test('a backlog of thousands of runs is drained by one worker without waiting for its next poll', async () => {
  await running.engine.drain()
  const BACKLOG = 3_000
  await database().truth.query(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, trigger_data, root_run_id, started_at)
     SELECT $1, 'run_01m83000000000000000' || lpad(n::text, 6, '0'), 'flw_pure', 1, 'queued', now(), 'manual', '{}', '', now()
     FROM generate_series(1, ${BACKLOG}) AS n`,
    [TENANT],
  )
  const startedAt = performance.now()
  running = await testEngine(database(), flows)
  const left = async () => (await database().truth.query(`SELECT count(*)::int AS n FROM open_runs WHERE flow_id = 'flw_pure'`)).rows[0].n
  await expect.poll(left, { timeout: 15_000, interval: 50 }).toBe(0)
  // Polls alone would bring ten runs every two seconds.
  expect(performance.now() - startedAt).toBeLessThan(12_000)
})
