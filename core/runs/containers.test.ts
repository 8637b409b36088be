import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FlowSettings, Json, Step } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { PublishedFlow } from './engine.types.ts'
import { deliverArrival } from './inbox.store.ts'
import type { JournalEntry } from './journal.types.ts'
import { failure, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const flows = new Map<string, PublishedFlow>()
let running: TestEngine

beforeAll(async () => {
  running = await testEngine(database(), flows)
})
afterAll(() => running.stop())
beforeEach(() => {
  running.provider.script.length = 0
  running.provider.created.length = 0
  running.provider.repeatable = { mode: 'never' }
})

const inLane = (container: string, lane: string, step: Step): Step => ({ ...step, parent: { container, lane } })

function parallel(join: 'all' | 'any', fail: 'fast' | 'wait' | 'continue' = 'fast'): Step {
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  return { kind: 'parallel', name: 'both', lanes, join, fail }
}

const refused = () => failure(400, { class: 'permanent' })

let count = 0
async function start(steps: Record<string, Step>, data: Json = null, settings: FlowSettings = {}): Promise<string> {
  const flow = testFlow(TENANT, `flw_${++count}`, steps, settings)
  flows.set(flow.flowId, flow)
  const starts = [{ flow, trigger: 'manual' as const, data, storeData: true }]
  const { runIds } = await running.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
  return runIds[0] ?? ''
}

async function row(sql: string, runId: string) {
  return (await database().truth.query(sql, [runId])).rows[0]
}

async function ended(runId: string): Promise<{ status: string; error: string | null }> {
  const read = () => row('SELECT status, error FROM runs WHERE id = $1', runId)
  await expect.poll(read, { timeout: 15_000, interval: 25 }).toBeDefined()
  return read()
}

async function status(runId: string, wanted: string): Promise<void> {
  const read = async () => (await row('SELECT status FROM open_runs WHERE id = $1', runId))?.status
  await expect.poll(read, { timeout: 10_000, interval: 25 }).toBe(wanted)
}

async function journal(runId: string): Promise<JournalEntry[]> {
  const inline = await row('SELECT journal FROM runs WHERE id = $1', runId)
  if (inline?.journal) return JSON.parse(inline.journal)
  const { rows } = await database().truth.query('SELECT entries FROM journal WHERE run_id = $1 ORDER BY seq', [runId])
  return rows.flatMap((each: { entries: string }) => JSON.parse(each.entries))
}

/** A provider call that answers when the test says so. */
function heldCall() {
  let answer: () => void = () => {}
  const isOut = { now: false }
  running.provider.script.push(
    (request) =>
      new Promise((resolve) => {
        isOut.now = true
        answer = () => resolve(running.provider.create(request))
      }),
  )
  return { isOut, answer: () => answer() }
}

test('the lanes of a parallel call at the same time', async () => {
  const calls = [heldCall(), heldCall()]
  const runId = await start({
    sA: parallel('all'),
    sB: inLane('sA', 'one', actionStep('b', 'create')),
    sC: inLane('sA', 'two', actionStep('c', 'create')),
    sD: mapStep('d'),
  })
  await expect.poll(() => calls.every((call) => call.isOut.now), { timeout: 5_000 }).toBe(true)
  for (const call of calls) call.answer()
  expect((await ended(runId)).status).toBe('succeeded')
  expect(running.provider.created).toHaveLength(2)
})

test('a parallel that joins on any lane goes on, and the call that is still out is recorded before the run ends', async () => {
  running.provider.script.push((request) => running.provider.create(request))
  const slow = heldCall()
  const runId = await start({
    sA: parallel('any'),
    sB: inLane('sA', 'one', actionStep('b', 'create')),
    sC: inLane('sA', 'two', actionStep('c', 'create')),
    sD: mapStep('d'),
  })
  await expect.poll(async () => JSON.stringify(await journal(runId)).includes('"sD"'), { timeout: 5_000 }).toBe(true)
  expect(await row('SELECT status FROM runs WHERE id = $1', runId)).toBeUndefined()
  slow.answer()
  expect((await ended(runId)).status).toBe('succeeded')
  expect((await journal(runId)).filter((entry) => entry.kind === 'result')).toHaveLength(2)
})

test('a failed lane fails the parallel, and the answer of the other lane is not lost', async () => {
  running.provider.script.push(refused)
  const slow = heldCall()
  const runId = await start({
    sA: parallel('all'),
    sB: inLane('sA', 'one', actionStep('b', 'create')),
    sC: inLane('sA', 'two', actionStep('c', 'create')),
  })
  await expect.poll(() => slow.isOut.now, { timeout: 5_000 }).toBe(true)
  await sleep(100)
  slow.answer()
  expect((await ended(runId)).status).toBe('failed')
  expect((await journal(runId)).some((entry) => entry.kind === 'result' && entry.path === 'sC')).toBe(true)
})

test('a for-each calls once per item, as many at once as it says, and collects the results', async () => {
  const calls = [heldCall(), heldCall()]
  const runId = await start(
    {
      sA: { kind: 'forEach', name: 'each', items: '{{ trigger.items }}', atOnce: 2 },
      sB: inLane('sA', 'each', actionStep('b', 'create')),
      sC: mapStep('c'),
    },
    { items: ['x', 'y', 'z'] },
  )
  await expect.poll(() => calls.every((call) => call.isOut.now), { timeout: 5_000 }).toBe(true)
  expect(running.provider.created).toHaveLength(0)
  for (const call of calls) call.answer()
  expect((await ended(runId)).status).toBe('succeeded')
  expect(running.provider.created.map((each) => each.effectKey).sort()).toEqual([0, 1, 2].map((index) => `${runId}:sA[${index}]/sB`))
})

test('a loop of a thousand calls is journalled piece by piece, and a retry repeats none of them', async () => {
  const items = Array.from({ length: 1_000 }, (_, index) => index)
  const runId = await start(
    {
      sA: { kind: 'forEach', name: 'each', items: '{{ trigger.items }}', atOnce: 20 },
      sB: inLane('sA', 'each', actionStep('b', 'create')),
    },
    { items },
  )
  expect((await ended(runId)).status).toBe('succeeded')
  expect(new Set(running.provider.created.map((each) => each.effectKey)).size).toBe(1_000)
})

test('a while loop runs as long as its condition holds', async () => {
  const runId = await start({
    sA: { kind: 'while', name: 'again', condition: 'index < 3', maxIterations: 10 },
    sB: inLane('sA', 'each', actionStep('b', 'create')),
  })
  expect((await ended(runId)).status).toBe('succeeded')
  expect(running.provider.created).toHaveLength(3)
})

test('a run that waits holds no place, and goes on when its time has come', async () => {
  const runId = await start(
    { sA: { kind: 'delay', name: 'pause', delay: { by: 'duration', amount: 1, unit: 'seconds' } }, sB: mapStep('b') },
    { amount: 1 },
  )
  await status(runId, 'waiting')
  await expect.poll(() => running.engine.health().running).toBe(0)
  expect((await ended(runId)).status).toBe('succeeded')
})

test('a wait ends with what arrives, once, also when it arrives twice or before the run got there', async () => {
  const arrive = (runId: string, id: string) =>
    database().forTenant(TENANT, (trx) =>
      deliverArrival(trx, { tenantId: TENANT, runId, path: 'sB', id, outcome: { status: 'done', output: { id } } }),
    )
  const early = heldCall()
  const runId = await start({ sA: actionStep('a', 'create'), sB: { kind: 'wait', name: 'answer' }, sC: mapStep('c') })
  await expect.poll(() => early.isOut.now, { timeout: 5_000 }).toBe(true)
  expect(await arrive(runId, 'first')).toBe('delivered')
  expect(await arrive(runId, 'first')).toBe('known')
  early.answer()
  expect((await ended(runId)).status).toBe('succeeded')
  expect((await journal(runId)).filter((entry) => entry.kind === 'waitOver')).toMatchObject([
    { path: 'sB', outcome: { output: { id: 'first' } } },
  ])
  expect(await arrive(runId, 'late')).toBe('over')
})

test('the cancel link of a wait ends the run as cancelled', async () => {
  const runId = await start({ sA: { kind: 'wait', name: 'answer' }, sB: mapStep('b') })
  await status(runId, 'waiting')
  await database().forTenant(TENANT, (trx) =>
    deliverArrival(trx, { tenantId: TENANT, runId, path: 'sA', id: 'no', outcome: { status: 'cancelRun', by: 'link' } }),
  )
  running.engine.wake()
  expect((await ended(runId)).status).toBe('cancelled')
})

test('a sub-flow is waited for, its output becomes the step output, and its failure fails the step', async () => {
  const child = testFlow(TENANT, 'flw_child', { sA: actionStep('a', 'create') })
  flows.set(child.flowId, { ...child, definition: { ...child.definition, trigger: { kind: 'subflow' } } })
  const step: Step = { kind: 'subflow', name: 'other', flowId: 'flw_child', input: {}, wait: true }
  const runId = await start({ sA: step, sB: mapStep('b') }, { order: 7 })
  expect((await ended(runId)).status).toBe('succeeded')
  const over = (await journal(runId)).find((entry) => entry.kind === 'waitOver')
  expect(over).toMatchObject({ path: 'sA', outcome: { status: 'done', output: { id: 0 } } })
  running.provider.script.push(refused)
  const failing = await start({ sA: step, sB: mapStep('b') })
  expect(await ended(failing)).toMatchObject({ status: 'failed', error: expect.stringContaining('answered 400') })
})

test('a sub-flow that is not waited for gives its run id and goes its own way', async () => {
  const runId = await start({ sA: { kind: 'subflow', name: 'other', flowId: 'flw_child', input: {}, wait: false }, sB: mapStep('b') })
  expect((await ended(runId)).status).toBe('succeeded')
  const wait = (await journal(runId)).find((entry) => entry.kind === 'wait')
  expect((await ended(wait?.kind === 'wait' ? (wait.child?.runId ?? '') : '')).status).toBe('succeeded')
})

test('a failed run starts the error flow in the same commit, and an error flow starts none', async () => {
  const onError = testFlow(TENANT, 'flw_error', { sA: actionStep('a', 'create') }, { errorFlowId: 'flw_error' })
  flows.set('flw_error', { ...onError, definition: { ...onError.definition, trigger: { kind: 'error' } } })
  running.provider.script.push(refused, refused)
  const runId = await start({ sA: actionStep('a', 'create') }, null, { errorFlowId: 'flw_error' })
  expect((await ended(runId)).status).toBe('failed')
  const errorRun = () => database().truth.query(`SELECT id, trigger_data FROM runs WHERE flow_id = 'flw_error' AND trigger = 'error'`)
  await expect.poll(async () => (await errorRun()).rows.length, { timeout: 10_000 }).toBe(1)
  await sleep(300)
  const { rows } = await errorRun()
  expect(rows).toHaveLength(1)
  expect(JSON.parse(rows[0].trigger_data)).toMatchObject({ run: { id: runId }, error: { code: 'provider' }, step: { name: 'a' } })
})

test('the finally lane runs after a failure and after a cancel, and the run keeps its outcome', async () => {
  const steps = { sA: actionStep('a', 'create'), sZ: inLane('flow', 'finally', actionStep('z', 'create')) }
  running.provider.script.push(refused)
  const failed = await start(steps)
  expect((await ended(failed)).status).toBe('failed')
  expect(running.provider.created.map((each) => each.effectKey)).toEqual([`${failed}:sZ`])
  const cancelled = await start({ sA: { kind: 'wait', name: 'answer' }, sZ: steps.sZ })
  await status(cancelled, 'waiting')
  await database().forTenant(TENANT, async (trx) => {
    await trx.raw(
      `UPDATE open_runs SET cancel_requested_by = 'usr_x', cancel_requested_at = now(), status = 'queued', ready_at = now() WHERE id = ?`,
      [cancelled],
    )
  })
  running.engine.wake()
  expect((await ended(cancelled)).status).toBe('cancelled')
  expect(running.provider.created.map((each) => each.effectKey)).toContain(`${cancelled}:sZ`)
})

test('a step in the own tables and its journal entry are one commit', async () => {
  const runId = await start(
    { sA: { kind: 'store', name: 'keep', operation: 'put', table: 'orders', key: 'k', value: 1 }, sB: mapStep('b') },
    { kept: 1 },
  )
  expect((await ended(runId)).status).toBe('succeeded')
  expect((await journal(runId)).find((entry) => entry.kind === 'result')).toMatchObject({ from: 'store', output: { kept: 1 } })
})

test('a step with a cache asks the provider once for the same input', async () => {
  const cached: Step = { ...actionStep('a', 'create'), cache: { ttlSeconds: 60 } }
  const first = await start({ sA: cached }, { same: true })
  await ended(first)
  const flow = flows.get(`flw_${count}`)
  expect(flow).toBeDefined()
  if (flow === undefined) return
  const starts = [{ flow, trigger: 'manual' as const, data: { same: true }, storeData: true }]
  const { runIds } = await running.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
  expect((await ended(runIds[0] ?? '')).status).toBe('succeeded')
  expect(running.provider.created).toHaveLength(1)
})

test('a run that takes longer than its limit ends, also while it waits', async () => {
  const runId = await start({ sA: { kind: 'wait', name: 'answer' }, sB: mapStep('b') }, null, { timeLimitMs: 1_000 })
  expect(await ended(runId)).toMatchObject({ status: 'failed', error: expect.stringContaining('timeout') })
})
