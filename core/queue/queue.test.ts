import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { createRuns, type RunsService } from '../runs/runs.service.ts'
import { FakeProvider, failure, fakePerformers, flowSourceOf, type TestEngine, testEngine } from '../runs/testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createQueueService, type QueueService } from './queue.service.ts'
import type { QueueState } from './queue.types.ts'

const database = useTestDatabase()
const OTHER = { tenantId: '00000000-0000-4000-8000-00000000000b', userId: 'usr_other' }
let caller: { tenantId: string; userId: string }
let provider: FakeProvider
let queue: QueueService
let runs: RunsService
let flowId: string
const engines: TestEngine[] = []

/** A tenant of its own for each test: what one leaves behind is not counted by another. */
beforeEach(async () => {
  provider = new FakeProvider()
  caller = { tenantId: crypto.randomUUID(), userId: 'usr_ana' }
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [caller.tenantId])
  flowId = newId('flw', Date.now())
})

afterEach(async () => {
  for (const each of engines.splice(0)) await each.stop()
})

/** Accepts, and runs what it accepts only when `works`. */
async function open(works: boolean): Promise<TestEngine> {
  const flow = testFlow(caller.tenantId, flowId, { sA: mapStep('a'), sB: actionStep('b', 'create'), sC: mapStep('c') })
  const flows = new Map([[flowId, flow]])
  const made = await testEngine(database(), flows, { provider, works })
  engines.push(made)
  runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: made.engine,
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    actions: provider,
    http: fakePerformers(provider).http,
  })
  queue = createQueueService({ db: database(), clock: systemClock, runs, wake: () => made.engine.wake() })
  return made
}

async function start(count: number, data: (index: number) => Json = (index) => ({ order: index })): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await runs.startManually(caller, flowId, data(i)))
  return ids
}

async function claims(): Promise<unknown[]> {
  const { rows } = await database().truth.query('SELECT id FROM open_runs WHERE tenant_id = $1 AND drained_for IS NOT NULL', [
    caller.tenantId,
  ])
  return rows
}

const until = (runId: string, state: QueueState) =>
  expect.poll(async () => (await queue.read(caller, runId)).state, { timeout: 10_000, interval: 25 }).toBe(state)
const PERMANENT = () => failure(400, { class: 'permanent', message: 'CPF inválido' })
const LATER = () => failure(503, { retryAfterMs: 60_000 })

test('OLE-13 the counts of the queue are those of a direct count in the database, by state, with age and throughput', async () => {
  await open(true)
  provider.script.push(PERMANENT, LATER, () => failure(0, { effect: 'maybe' }))
  const [failed = '', retrying = '', uncertain = ''] = await start(3)
  await until(failed, 'failed')
  await until(retrying, 'retrying')
  await until(uncertain, 'uncertain')
  for (const done of await start(2)) await until(done, 'done')
  await engines.pop()?.stop()
  await open(false)
  const waiting = await start(4)
  await database().truth.query(`UPDATE open_runs SET started_at = started_at - interval '90 s' WHERE id = $1`, [waiting[0]])

  const stats = await queue.stats(caller, {})
  const direct = await database().truth.query(
    `SELECT count(*) FILTER (WHERE status = 'queued')::int AS pending, count(*) FILTER (WHERE status = 'running')::int AS processing,
       count(*) FILTER (WHERE status = 'waiting' AND error IS NOT NULL)::int AS retrying, count(*) FILTER (WHERE status = 'uncertain')::int AS uncertain,
       (SELECT count(*)::int FROM runs WHERE tenant_id = $1 AND status = 'succeeded') AS done,
       (SELECT count(*)::int FROM runs WHERE tenant_id = $1 AND status = 'failed') AS failed
     FROM open_runs WHERE tenant_id = $1`,
    [caller.tenantId],
  )
  expect(stats.states).toEqual({ ...direct.rows[0], waiting: 0, cancelled: 0 })
  expect(stats.states).toMatchObject({ pending: 4, processing: 0, retrying: 1, uncertain: 1, done: 2, failed: 1 })
  expect(stats.oldestPendingSeconds).toBeGreaterThan(89)
  expect(stats.oldestPendingSeconds).toBeLessThan(150)
  expect(stats.throughput).toEqual({ lastHour: 3, perMinute: 3 / 60 })
  expect((await queue.stats(caller, { flowId: 'flw_other' })).states).toMatchObject({ pending: 0, done: 0 })
  expect((await queue.stats(OTHER, {})).states).toMatchObject({ pending: 0, done: 0 })
})

test('OLE-14 OLE-29 an item holds its payload, state, tries, next try and last error', async () => {
  await open(true)
  provider.attempts = 2
  provider.script.push(() => failure(503, { retryAfterMs: 10, message: 'fora do ar' }), LATER)
  const [twice = ''] = await start(1, () => ({ documento: '11144477735' }))
  await expect.poll(async () => (await queue.read(caller, twice)).state, { timeout: 5_000 }).toBe('failed')
  provider.attempts = 3
  provider.script.push(LATER)
  const [once = ''] = await start(1)
  await until(once, 'retrying')
  expect(await queue.read(caller, twice)).toMatchObject({
    state: 'failed',
    attempts: 2,
    nextAttemptAt: null,
    lastError: { message: 'answered 503', stepId: 'sB', stepName: 'b' },
    payload: { documento: '11144477735' },
  })
  const item = await queue.read(caller, once)
  expect(item).toMatchObject({ state: 'retrying', attempts: 1, lastError: { message: 'answered 503', stepId: 'sB' } })
  expect(Date.parse(item.nextAttemptAt ?? '')).toBeGreaterThan(Date.now() + 30_000)
  await expect(queue.read(OTHER, once)).rejects.toMatchObject({ code: 'not_found' })
})

test('OLE-14 items are filtered by state, flow and text, and pages neither repeat nor skip one while others come and end', async () => {
  await open(false)
  const ids = (await start(7, (index) => ({ documento: `doc-${index}` }))).sort()
  const first = await queue.list(caller, { limit: 3 })
  expect(first.items.map((item) => item.id)).toEqual(ids.slice(4).reverse())
  await engines.pop()?.stop()
  const { engine } = await open(true)
  engine.wake()
  for (const id of ids) await until(id, 'done')
  await start(2)
  const second = await queue.list(caller, { limit: 3, cursor: first.nextCursor ?? '' })
  const third = await queue.list(caller, { limit: 3, cursor: second.nextCursor ?? '' })
  expect([...second.items, ...third.items].map((item) => item.id)).toEqual(ids.slice(0, 4).reverse())
  expect(third.nextCursor).toBeNull()

  const found = async (query: Parameters<QueueService['list']>[1]) => (await queue.list(caller, query)).items.map((item) => item.id)
  const [match] = await found({ text: 'DOC-3' })
  expect(await queue.read(caller, match ?? '')).toMatchObject({ payload: { documento: 'doc-3' } })
  expect(await found({ text: 'DOC-3' })).toHaveLength(1)
  expect(await found({ text: 'doc-3', state: 'failed' })).toEqual([])
  expect(await found({ state: 'pending' })).toEqual([])
  expect((await found({ state: 'done', flowId })).length).toBeGreaterThanOrEqual(7)
  expect(await found({ flowId: 'flw_other' })).toEqual([])
  await expect(queue.list(caller, { cursor: 'x' })).rejects.toMatchObject({ code: 'bad_request' })
})

test('OLE-15 what is due is drained now; of five who ask at once each counts other items, and nothing runs twice', async () => {
  await open(false)
  provider.script.push(PERMANENT)
  const ids = await start(20)
  const asked = Array.from({ length: 5 }, () => queue.process(caller, { limit: 8, waitSeconds: 15 }))
  // Two workers begin only now, so that all of it is due when it is asked for.
  await expect.poll(async () => (await claims()).length).toBe(20)
  await open(true)
  await open(true)
  const drained = await Promise.all(asked)
  const sum = (of: 'due' | 'ran' | 'succeeded' | 'failed' | 'unfinished') => drained.reduce((total, each) => total + each[of], 0)
  expect({ due: sum('due'), ran: sum('ran'), succeeded: sum('succeeded'), failed: sum('failed'), unfinished: sum('unfinished') }).toEqual({
    due: 20,
    ran: 20,
    succeeded: 19,
    failed: 1,
    unfinished: 0,
  })
  for (const id of ids) await expect.poll(async () => (await queue.read(caller, id)).endedAt, { timeout: 5_000 }).not.toBeNull()
  expect((await queue.stats(caller, {})).states).toMatchObject({ done: 19, failed: 1 })
  expect(new Set(provider.created.map((each) => each.effectKey)).size).toBe(19)
  expect(provider.created).toHaveLength(19)
  expect(await queue.process(caller, {})).toMatchObject({ due: 0, ran: 0 })
})

test('OLE-15 without a worker what is due stays due, and whoever asks next may drain it', async () => {
  await open(false)
  await start(3)
  expect(await queue.process(caller, { waitSeconds: 0 })).toMatchObject({ due: 3, ran: 0, unfinished: 3 })
  const twice = await Promise.all([queue.process(caller, { waitSeconds: 1 }), queue.process(caller, { waitSeconds: 1 })])
  expect(twice.map((each) => each.due).sort()).toEqual([0, 3])
  expect(await queue.process(caller, { waitSeconds: 0, flowId: 'flw_other' })).toMatchObject({ due: 0 })
  expect(await queue.process(OTHER, { waitSeconds: 0 })).toMatchObject({ due: 0 })
})

test('OLE-16 a failed item runs again with its original payload; a done one is refused with an explanation', async () => {
  await open(true)
  provider.script.push(PERMANENT)
  const [failed = ''] = await start(1, () => ({ documento: '52998224725' }))
  await until(failed, 'failed')
  const again = await queue.retry(caller, failed)
  await until(again, 'done')
  expect(provider.created.map((each) => each.input)).toEqual([{ documento: '52998224725' }])
  expect(await queue.read(caller, again)).toMatchObject({ retryOf: failed, payload: { documento: '52998224725' } })
  await expect(queue.retry(caller, again)).rejects.toMatchObject({ code: 'conflict', params: { what: expect.stringContaining('done') } })
  await expect(queue.retry(caller, failed)).rejects.toMatchObject({ code: 'conflict', params: { what: expect.stringContaining(again) } })
  await expect(queue.retry(OTHER, failed)).rejects.toMatchObject({ code: 'not_found' })
})

test('OLE-16 an item that waits for its next try is tried at once when a person says so', async () => {
  await open(true)
  provider.script.push(LATER)
  const [id = ''] = await start(1)
  await until(id, 'retrying')
  expect(await queue.retry(caller, id)).toBe(id)
  await until(id, 'done')
  expect(provider.created).toHaveLength(1)
})

test('OLE-16 an item that is being worked on is not retried', async () => {
  await open(true)
  let answer: (result: ReturnType<typeof PERMANENT>) => void = () => {}
  provider.script.push(() => new Promise((resolve) => (answer = resolve)))
  const [id = ''] = await start(1)
  await until(id, 'processing')
  await expect(queue.retry(caller, id)).rejects.toMatchObject({ code: 'conflict', params: { what: expect.stringContaining('worked on') } })
  answer(PERMANENT())
  await until(id, 'failed')
})
