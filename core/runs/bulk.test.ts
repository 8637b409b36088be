import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import { declareBulkRuns, workThrough } from './bulk-runs.job.ts'
import { type BulkService, createBulkRuns } from './bulk-runs.service.ts'
import { createFailures, type FailuresService } from './failures.service.ts'
import { createRuns, type RunsService } from './runs.service.ts'
import { failure, fakePerformers, flowSourceOf, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const OTHER = { tenantId: '00000000-0000-4000-8000-00000000000b', userId: 'usr_other' }
const caller = { tenantId: TENANT, userId: 'usr_ana' }
const flow = testFlow(TENANT, 'flw_bulk', { sA: mapStep('a'), sB: actionStep('b', 'create') })
const flows = new Map([[flow.flowId, flow]])
let running: TestEngine
let runs: RunsService
let bulks: BulkService
let failures: FailuresService
let changed: string[] = []

beforeAll(async () => {
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
  running = await testEngine(database(), flows)
  const source = flowSourceOf(flows)
  const { engine, provider, queue } = running
  const edges = { triggers: { load: async () => new Map() }, actions: provider, http: fakePerformers(provider).http }
  runs = createRuns({ db: database(), clock: systemClock, engine, flows: source, ...edges })
  bulks = createBulkRuns({ db: database(), queue, clock: systemClock })
  failures = createFailures({ db: database(), flows: source, clock: systemClock })
  const tell = (_tenantId: string, ids: string[]) => void changed.push(...ids)
  await declareBulkRuns(queue, { db: database(), runs, wake: engine.wake, changed: tell }, true)
})
afterAll(() => running.stop())
beforeEach(async () => {
  running.provider.script.length = 0
  running.provider.created.length = 0
  changed = []
  await database().truth.query('DELETE FROM runs')
})

const refused = (message: string) => () => failure(400, { class: 'permanent', message })
const start = (data: Json = { order: 1 }) => runs.startManually(caller, flow.flowId, data)

function until(runId: string, status: string) {
  return expect.poll(async () => (await runs.read(caller, runId)).status, { timeout: 10_000, interval: 25 }).toBe(status)
}

async function failWith(...messages: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const message of messages) {
    running.provider.script.push(refused(message))
    const id = await start({ order: message })
    await until(id, 'failed')
    ids.push(id)
  }
  return ids
}

async function over(bulkId: string) {
  const read = () => bulks.read(caller, bulkId)
  await expect.poll(async () => (await read()).status, { timeout: 15_000, interval: 50 }).not.toBe('running')
  return read()
}

/** The retries that a bulk started have ended, too. */
async function retried(bulkId: string): Promise<void> {
  for (const { resultRunId } of await bulks.items(caller, bulkId)) if (resultRunId !== null) await until(resultRunId, 'succeeded')
}

test('failures that say the same are one group, whatever ids, numbers, addresses and quoted values they name', async () => {
  const ids = await failWith(
    'order 123 of "Ana" has no NF-e',
    'order 4.567 of "Zé \u0000 da Silva" has no NF-e',
    'contact ana@loja.com.br not found at https://api.example.com/c/1',
    'contact ze@loja.com.br not found at https://api.example.com/c/2?x=3',
    'conta 0b8f7e7e-8a55-4a1f-9a0b-3d1f3a1b2c3d is closed \ud800',
    'something else',
  )
  const groups = await failures.list(caller, {})
  expect(groups.map(({ message, count }) => [message, count])).toEqual([
    ['something else', 1],
    ['conta ‹id› is closed ·', 1],
    ['contact ‹email› not found at ‹url›', 2],
    ['order ‹n› of ‹value› has no NF-e', 2],
  ])
  expect(groups[3]).toMatchObject({
    flowId: 'flw_bulk',
    flowName: 'name of flw_bulk',
    stepId: 'sB',
    stepName: 'b',
    code: 'provider',
    exampleRunId: ids[1],
  })
  expect(Date.parse(groups[3]?.firstAt ?? '')).toBeLessThan(Date.parse(groups[3]?.lastAt ?? ''))
  expect(await failures.list(caller, { flowId: 'flw_none' })).toEqual([])
  expect(await failures.list(OTHER, {})).toEqual([])
})

test('the runs of one group are listed, page by page, without those that were dealt with', async () => {
  const ids = await failWith('order 1 is late', 'order 2 is late', 'order 3 is late', 'nobody answers')
  const late = (await failures.list(caller, {})).find((group) => group.count === 3)
  const query = { fingerprint: late?.fingerprint ?? '' }
  expect((await runs.list(caller, query)).items.map((run) => run.id)).toEqual(ids.slice(0, 3).reverse())
  const first = await runs.list(caller, { ...query, limit: 2 })
  expect((await runs.list(caller, { ...query, limit: 2, before: first.nextCursor ?? '' })).items.map((run) => run.id)).toEqual([ids[0]])
  await runs.resolve(caller, ids[1] ?? '')
  expect((await runs.list(caller, query)).items.map((run) => run.id)).toEqual([ids[2], ids[0]])
  expect((await runs.list(OTHER, query)).items).toEqual([])
})

test('work on many runs is found again: what goes on, and what ended within a day', async () => {
  const ids = await failWith('late')
  const { id } = await bulks.start(caller, { action: 'resolve', runIds: ids })
  expect((await bulks.recent(caller)).map((bulk) => bulk.id)[0]).toBe(id)
  await over(id)
  expect((await bulks.recent(caller))[0]).toMatchObject({ id, status: 'done', done: 1 })
  await database().truth.query(`UPDATE run_bulks SET ended_at = now() - interval '2 days' WHERE id = $1`, [id])
  expect((await bulks.recent(caller)).some((bulk) => bulk.id === id)).toBe(false)
  expect(await bulks.recent(OTHER)).toEqual([])
})

test('a whole group is retried from where each run failed; it is gone from the list, and what failed again is in it', async () => {
  await failWith('limit 1 reached', 'limit 2 reached', 'limit 3 reached', 'other')
  const group = (await failures.list(caller, {})).find((each) => each.count === 3)
  running.provider.script.push(refused('limit 4 reached'))
  const bulk = await bulks.start(caller, { action: 'retry', filter: { fingerprint: group?.fingerprint ?? '' } })
  expect(bulk).toMatchObject({ action: 'retry', total: 3, isCut: false, status: 'running' })
  expect(await over(bulk.id)).toMatchObject({ done: 3, refused: 0, status: 'done' })
  const items = await bulks.items(caller, bulk.id)
  for (const item of items) await until(item.resultRunId ?? '', item === items.at(-1) ? 'failed' : 'succeeded')
  expect((await failures.list(caller, {})).map(({ message, count }) => [message, count])).toEqual([
    ['limit ‹n› reached', 1],
    ['other', 1],
  ])
  expect(changed.length).toBe(3)
})

test('a bulk whose job runs twice, or at once with itself, retries each run once', async () => {
  const ids = await failWith('a', 'b', 'c', 'd')
  const bulk = await bulks.start(caller, { action: 'retry', runIds: ids })
  const job = {
    tenantId: TENANT,
    ids: { bulkId: bulk.id },
    forTenant: <T>(work: Parameters<ReturnType<typeof database>['forTenant']>[1]) => database().forTenant(TENANT, work) as Promise<T>,
  }
  const deps = { db: database(), runs, wake: running.engine.wake, changed: () => {} }
  await Promise.all([workThrough(job, deps), workThrough(job, deps)])
  await over(bulk.id)
  const { rows } = await database().truth.query(
    'SELECT retry_of, count(*)::int AS n FROM run_retries WHERE retry_of = ANY($1) GROUP BY 1',
    [ids],
  )
  expect(rows.map((row) => row.n)).toEqual([1, 1, 1, 1])
  await retried(bulk.id)
})

test('each run gets its own result: one that is still open cannot be retried, an unknown one is not found', async () => {
  const [failed = ''] = await failWith('a')
  running.provider.script.push(() => failure(0, { effect: 'maybe' }))
  const open = await start()
  await until(open, 'uncertain')
  const unknown = failed.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  const bulk = await bulks.start(caller, { action: 'retry', runIds: [failed, open, unknown, failed] })
  expect(await over(bulk.id)).toMatchObject({ total: 3, done: 1, refused: 2 })
  const reasons = new Map((await bulks.items(caller, bulk.id)).map((item) => [item.runId, item.reason]))
  expect(reasons.get(open)).toBe('a run of this chain is still open')
  expect(reasons.get(unknown)).toBe('not_found')
  await retried(bulk.id)
  await runs.cancel(caller, open)
  await until(open, 'cancelled')
})

test('open runs are cancelled in bulk, and failed ones resolved in bulk', async () => {
  const waiting: string[] = []
  for (let index = 0; index < 3; index++) {
    running.provider.script.push(() => failure(429, { class: 'rateLimited', retryAfterMs: 60_000 }))
    const id = await start()
    await until(id, 'waiting')
    waiting.push(id)
  }
  const cancelling = await bulks.start(caller, { action: 'cancel', filter: { status: 'waiting', flowId: flow.flowId } })
  expect(await over(cancelling.id)).toMatchObject({ total: 3, done: 3 })
  for (const id of waiting) await until(id, 'cancelled')

  const failed = await failWith('x', 'y')
  const resolving = await bulks.start(caller, { action: 'resolve', filter: { status: 'failed' } })
  expect(await over(resolving.id)).toMatchObject({ total: 2, done: 2 })
  for (const id of failed) expect((await runs.read(caller, id)).resolvedAt).not.toBeNull()
  expect(await failures.list(caller, {})).toEqual([])
})

test('C21 a bulk of another workspace is not found, and one over foreign runs touches none', async () => {
  const [failed = ''] = await failWith('a')
  const foreign = await bulks.start(OTHER, { action: 'retry', runIds: [failed] })
  await expect(bulks.read(caller, foreign.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect.poll(async () => (await bulks.read(OTHER, foreign.id)).refused, { timeout: 10_000 }).toBe(1)
  await expect(bulks.start(caller, { action: 'retry' })).rejects.toMatchObject({ code: 'invalid' })
})

test('a bulk that is cancelled leaves alone what it has not worked on', async () => {
  const ids = await failWith('a', 'b')
  await database().truth.query('BEGIN')
  await database().truth.query('LOCK run_bulk_items')
  const starting = bulks.start(caller, { action: 'resolve', runIds: ids })
  await database().truth.query('COMMIT')
  const bulk = await starting
  // Either the job was faster, or the runs stay as they are; both are told truly.
  const isStopped = await bulks.stop(caller, bulk.id).then(
    () => true,
    () => false,
  )
  const told = await over(bulk.id)
  expect(told.status).toBe(isStopped ? 'cancelled' : 'done')
  const resolved = await Promise.all(ids.map(async (id) => (await runs.read(caller, id)).resolvedAt !== null))
  expect(resolved.filter(Boolean).length).toBe(told.done)
})
