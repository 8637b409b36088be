import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Step } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { PublishedFlow } from './engine.types.ts'
import { deliverArrival } from './inbox.store.ts'
import { type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

/** An answer and a deadline at the same moment: whoever was told that the answer counts, for them it counts. */

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const flows = new Map<string, PublishedFlow>()
let running: TestEngine

beforeAll(async () => {
  running = await testEngine(database(), flows)
})
afterAll(() => running.stop())

const inLane = (container: string, lane: string, step: Step): Step => ({ ...step, parent: { container, lane } })
const wait: Step = { kind: 'wait', name: 'answer', timeout: { amount: 1, unit: 'seconds' }, onError: 'lane' }

async function start(flowId: string, steps: Record<string, Step>): Promise<string> {
  const flow = testFlow(TENANT, flowId, steps)
  flows.set(flowId, flow)
  // The fake sandbox gives the trigger as every step's input.
  const data = { timeout: { amount: 1, unit: 'seconds' } }
  const starts = [{ flow, trigger: 'manual' as const, data, storeData: true }]
  const { runIds } = await running.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
  return runIds[0] ?? ''
}

async function hasStarted(runId: string): Promise<void> {
  const read = async () => (await database().truth.query('SELECT entries FROM journal WHERE run_id = $1', [runId])).rows
  await expect.poll(async () => JSON.stringify(await read()).includes('wait'), { timeout: 5_000, interval: 20 }).toBe(true)
}

async function overIn(runId: string): Promise<unknown> {
  const read = async () => (await database().truth.query('SELECT status, journal FROM runs WHERE id = $1', [runId])).rows[0]
  await expect.poll(read, { timeout: 10_000, interval: 25 }).toBeDefined()
  const { rows } = await database().truth.query('SELECT entries FROM journal WHERE run_id = $1 ORDER BY seq', [runId])
  const entries = rows.flatMap((row: { entries: string }) => JSON.parse(row.entries))
  return entries.find((entry: { kind: string }) => entry.kind === 'waitOver')
}

/** Begins to answer before the time is up, and is done after it. */
async function answerSlowly(runId: string, path: string): Promise<void> {
  await database().forTenant(TENANT, async (trx) => {
    await deliverArrival(trx, { tenantId: TENANT, runId, path, id: 'just', outcome: { status: 'done', output: 'in time' } })
    await sleep(1_800)
  })
  running.engine.wake()
}

test('an answer that is being given when the time of a resting run is up counts', async () => {
  const runId = await start('flw_resting', { sA: wait, sB: mapStep('b') })
  await hasStarted(runId)
  await answerSlowly(runId, 'sA')
  expect(await overIn(runId)).toMatchObject({ path: 'sA', arrival: 'just', outcome: { output: 'in time' } })
})

test('an answer that is being given when its time is up counts, also for a run that is busy with something else', async () => {
  running.provider.script.push(async (request) => {
    await sleep(2_500)
    return running.provider.create(request)
  })
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  const runId = await start('flw_busy', {
    sP: { kind: 'parallel', name: 'both', lanes, join: 'all', fail: 'wait' },
    sA: inLane('sP', 'one', wait),
    sB: inLane('sP', 'two', actionStep('b', 'create')),
  })
  await hasStarted(runId)
  await answerSlowly(runId, 'sA')
  expect(await overIn(runId)).toMatchObject({ path: 'sA', arrival: 'just', outcome: { output: 'in time' } })
})
