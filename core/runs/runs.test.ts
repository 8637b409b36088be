import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createRuns, type RunsService } from './runs.service.ts'
import { failure, fakePerformers, flowSourceOf, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const OTHER = { tenantId: '00000000-0000-4000-8000-00000000000b', userId: 'usr_other' }
const caller = { tenantId: TENANT, userId: 'usr_ana' }
const flow = testFlow(TENANT, 'flw_two', {
  sA: mapStep('a'),
  sB: actionStep('b', 'first'),
  sC: actionStep('c', 'second'),
  sD: mapStep('d'),
})
const flows = new Map([[flow.flowId, flow]])
let running: TestEngine
let runs: RunsService

beforeAll(async () => {
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
  running = await testEngine(database(), flows)
  runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: running.engine,
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    actions: running.provider,
    http: fakePerformers(running.provider).http,
  })
})
afterAll(() => running.stop())
beforeEach(() => {
  running.provider.script.length = 0
  running.provider.created.length = 0
  running.provider.repeatable = { mode: 'never' }
})

const start = (data: Json = { order: 1 }) => runs.startManually(caller, flow.flowId, data)

function until(runId: string, status: string) {
  return expect.poll(async () => (await runs.read(caller, runId)).status, { timeout: 10_000, interval: 25 }).toBe(status)
}

const PERMANENT = () => failure(400, { class: 'permanent', message: 'contato inválido', provider: { status: 400, body: { erro: 'x' } } })

test('a final 400 shows as a failed step with the message of the provider, and "retry from here" works once the cause is fixed', async () => {
  running.provider.script.push((request) => running.provider.create(request), PERMANENT)
  const runId = await start()
  await until(runId, 'failed')
  expect((await runs.read(caller, runId)).error).toMatchObject({ message: 'contato inválido', stepId: 'sC', stepName: 'c' })
  const failedStep = (await runs.steps(caller, runId)).find((step) => step.stepId === 'sC')
  expect(failedStep).toMatchObject({ status: 'failed', input: { order: 1 }, error: { provider: { status: 400 } } })
  expect(failedStep?.attempts).toMatchObject([{ attempt: 1, status: 'failed' }])

  const retryId = await runs.retry(caller, runId, { fromStepId: 'sC' })
  await until(retryId, 'succeeded')
  expect(await runs.read(caller, retryId)).toMatchObject({ rootRunId: runId, retryOf: runId, trigger: 'retry', input: { order: 1 } })
  expect(running.provider.created.map((each) => each.action)).toEqual(['first', 'second'])
})

test('a retry from the start does not repeat what the chain has done already', async () => {
  running.provider.script.push((request) => running.provider.create(request), PERMANENT)
  const runId = await start()
  await until(runId, 'failed')
  const second = await runs.retry(caller, runId, {})
  await until(second, 'succeeded')
  const third = await runs.retry(caller, runId, { input: { order: 'edited' } })
  await until(third, 'succeeded')
  expect(running.provider.created.map((each) => each.action)).toEqual(['first', 'second'])
  expect((await runs.read(caller, third)).input).toEqual({ order: 'edited' })
})

test('two retries of one run at once give one retry', async () => {
  running.provider.script.push(PERMANENT)
  const runId = await start()
  await until(runId, 'failed')
  running.provider.script.push(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    return running.provider.create(request)
  })
  const both = await Promise.allSettled([runs.retry(caller, runId, {}), runs.retry(caller, runId, {})])
  expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
  const retryId = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))[0] ?? ''
  await until(retryId, 'succeeded')
})

const LOST = () => failure(0, { effect: 'maybe', message: 'no answer' })

test('"treat as done" on an uncertain step goes on with the output given, without another call', async () => {
  running.provider.script.push(LOST)
  const runId = await start()
  await until(runId, 'uncertain')
  expect((await runs.steps(caller, runId)).at(-1)).toMatchObject({ stepId: 'sB', status: 'uncertain' })
  await runs.decide(caller, runId, 'sB', { decision: 'treatAsDone', output: { id: 'seen at the provider' } })
  await until(runId, 'succeeded')
  expect(running.provider.created.map((each) => each.action)).toEqual(['second'])
  expect((await runs.steps(caller, runId)).find((step) => step.stepId === 'sB')?.output).toEqual({ id: 'seen at the provider' })
  await expect(runs.decide(caller, runId, 'sB', { decision: 'runAgain' })).rejects.toMatchObject({ code: 'conflict' })
})

test('"run again" on an uncertain step makes the call once more', async () => {
  running.provider.script.push(LOST)
  const runId = await start()
  await until(runId, 'uncertain')
  await runs.decide(caller, runId, 'sB', { decision: 'runAgain' })
  await until(runId, 'succeeded')
  expect(running.provider.created.map((each) => each.action)).toEqual(['first', 'second'])
})

test('"check at provider" is refused for an action that cannot be looked up', async () => {
  running.provider.script.push(LOST)
  const runId = await start()
  await until(runId, 'uncertain')
  await expect(runs.decide(caller, runId, 'sB', { decision: 'check' })).rejects.toMatchObject({ code: 'invalid' })
  await runs.cancel(caller, runId)
  await until(runId, 'cancelled')
})

test('a cancelled run that waits for its next try ends at once and calls nothing more', async () => {
  running.provider.script.push(() => failure(429, { class: 'rateLimited', retryAfterMs: 60_000 }))
  const runId = await start()
  await until(runId, 'waiting')
  await runs.cancel(caller, runId)
  await until(runId, 'cancelled')
  expect(running.provider.created).toEqual([])
  await expect(runs.cancel(caller, runId)).rejects.toMatchObject({ code: 'conflict' })
})

test('a cancelled run that is calling ends when the answer is there, and the answer is kept', async () => {
  running.provider.script.push(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    return running.provider.create(request)
  })
  const runId = await start()
  await until(runId, 'running')
  await expect.poll(async () => (await runs.steps(caller, runId)).find((step) => step.stepId === 'sB')?.status).toBe('running')
  await runs.cancel(caller, runId)
  await until(runId, 'cancelled')
  expect((await runs.steps(caller, runId)).find((step) => step.stepId === 'sB')).toMatchObject({ status: 'done' })
  expect(running.provider.created.map((each) => each.action)).toEqual(['first'])
})

test('the list shows open and ended runs as one, newest first, page by page, by flow and by status', async () => {
  running.provider.script.push(LOST)
  const open = await start()
  await until(open, 'uncertain')
  const done = await start()
  await until(done, 'succeeded')
  const all = await runs.list(caller, { limit: 200 })
  expect(all.items.map((run) => run.id).slice(0, 2)).toEqual([done, open])
  expect(all.items[0]).toMatchObject({ flowName: 'name of flw_two', status: 'succeeded', trigger: 'manual' })
  const paged: string[] = []
  let before: string | undefined
  do {
    const page = await runs.list(caller, { limit: 3, ...(before === undefined ? {} : { before }) })
    paged.push(...page.items.map((run) => run.id))
    before = page.nextCursor ?? undefined
  } while (before !== undefined)
  expect(paged).toEqual(all.items.map((run) => run.id))
  const failed = await runs.list(caller, { status: 'failed', flowId: flow.flowId })
  expect(failed.items.every((run) => run.status === 'failed')).toBe(true)
  expect(failed.items.length).toBeGreaterThan(0)
  expect((await runs.list(caller, { flowId: 'flw_other' })).items).toEqual([])
})

test('C21 the runs of another workspace are not found, whatever is asked of them', async () => {
  const runId = await start()
  await until(runId, 'succeeded')
  const attempts = [
    () => runs.read(OTHER, runId),
    () => runs.steps(OTHER, runId),
    () => runs.retry(OTHER, runId, {}),
    () => runs.cancel(OTHER, runId),
    () => runs.resolve(OTHER, runId),
    () => runs.decide(OTHER, runId, 'sB', { decision: 'runAgain' }),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  expect((await runs.list(OTHER, {})).items).toEqual([])
})

test('a failed run that a person dealt with is marked resolved', async () => {
  running.provider.script.push(PERMANENT)
  const runId = await start()
  await until(runId, 'failed')
  await runs.resolve(caller, runId)
  expect((await runs.read(caller, runId)).resolvedAt).not.toBeNull()
})
