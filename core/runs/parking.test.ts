import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import { deliverArrival } from './inbox.store.ts'
import type { ArrivalOutcome } from './journal.types.ts'
import type { LeaseTiming } from './lease.ts'
import { requestCancel } from './open-runs-by-people.store.ts'
import { FakeProvider, failure, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, testFlow } from './testing/test-flow.ts'

/** What happens to runs between two pieces of work: people and callers that come while a run parks, waits or is woken for nothing. */

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const QUICK: LeaseTiming = { heartbeatMs: 80, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 200 }
const FINALLY = { container: 'flow', lane: 'finally' }

let provider: FakeProvider
let running: TestEngine | null = null

beforeEach(() => {
  provider = new FakeProvider()
})
afterEach(async () => {
  await running?.stop()
  running = null
})

/** Input of every outside step is the trigger (fake sandbox). */
async function start(steps: Record<string, Step>, data: Json, edges: FlowDefinition['edges'] = {}): Promise<string> {
  const flow = testFlow(TENANT, 'flw_parking', steps)
  flow.definition.edges = edges
  running = await testEngine(database(), new Map([[flow.flowId, flow]]), { provider, timing: QUICK })
  const starts = [{ flow, trigger: 'manual' as const, data, storeData: true }]
  const { runIds } = await running.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
  return runIds[0] ?? ''
}

async function standing(runId: string): Promise<{ status: string; owner: string | null } | undefined> {
  const { rows } = await database().truth.query(
    'SELECT status, NULL AS owner FROM runs WHERE id = $1 UNION ALL SELECT status, owner FROM open_runs WHERE id = $1',
    [runId],
  )
  return rows[0]
}

function until(runId: string, status: string) {
  return expect.poll(async () => (await standing(runId))?.status, { timeout: 10_000, interval: 25 }).toBe(status)
}

async function arrive(runId: string, path: string, outcome: ArrivalOutcome): Promise<void> {
  await database().forTenant(TENANT, (trx) =>
    deliverArrival(trx, { tenantId: TENANT, runId, path, id: `${path} ${Math.random()}`, outcome }),
  )
  running?.engine.wake()
}

async function cancel(runId: string): Promise<void> {
  await database().forTenant(TENANT, (trx) => requestCancel(trx, TENANT, runId, 'usr_x'))
}

const DONE: ArrivalOutcome = { status: 'done', output: 'came' }

test('one request to cancel ends the main lanes; the lane that runs last still runs to its end', async () => {
  const runId = await start(
    {
      sA: { kind: 'wait', name: 'a' },
      sF: { kind: 'delay', name: 'f', parent: FINALLY, delay: { by: 'duration', amount: '', unit: 'seconds' } },
      sG: { ...actionStep('g', 'tidy'), parent: FINALLY },
    },
    { timeout: null, amount: 0.8 },
    { e1: { from: 'sF', to: 'sG' } },
  )
  await until(runId, 'waiting')
  await cancel(runId)
  await arrive(runId, 'sNone', DONE)
  await until(runId, 'cancelled')
  expect(provider.created.map((each) => each.action)).toEqual(['tidy'])
})

test('a cancel link that is used while the last lane waits ends that lane, and with it the run', async () => {
  const runId = await start({ sA: actionStep('a', 'one'), sF: { kind: 'wait', name: 'f', parent: FINALLY } }, { timeout: null })
  await until(runId, 'waiting')
  await arrive(runId, 'sF', { status: 'cancelRun', by: 'link' })
  await until(runId, 'succeeded')
})

test('a run that is woken for nothing goes back to where it waited: a person can still decide', async () => {
  provider.script.push(() => failure(0, { effect: 'maybe' }))
  const runId = await start({ sA: actionStep('a', 'one') }, {})
  await until(runId, 'uncertain')
  for (let times = 0; times < 3; times++) {
    await arrive(runId, 'sNone', DONE)
    await expect.poll(() => standing(runId), { timeout: 5_000, interval: 20 }).toEqual({ status: 'uncertain', owner: null })
  }
  const { rows } = await database().truth.query('SELECT entries FROM journal WHERE run_id = $1', [runId])
  expect(rows.map((row) => row.entries).join()).not.toContain('takenOver')
})

test('somebody who answers in time counts, although the run was busy with another lane until the time was up', async () => {
  provider.script.push(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    return provider.create(request)
  })
  const lanes = ['a', 'b'].map((lane) => ({ lane, title: lane }))
  const runId = await start(
    {
      sP: { kind: 'parallel', name: 'p', lanes, join: 'all', fail: 'wait' },
      sW: { kind: 'wait', name: 'w', parent: { container: 'sP', lane: 'a' } },
      sB: { ...actionStep('b', 'slow'), parent: { container: 'sP', lane: 'b' } },
    },
    { timeout: { amount: 0.7, unit: 'seconds' } },
  )
  await expect
    .poll(async () => (await database().truth.query('SELECT 1 FROM journal WHERE run_id = $1', [runId])).rowCount)
    .toBeGreaterThan(0)
  await arrive(runId, 'sW', DONE)
  await until(runId, 'succeeded')
})

test('a cancel that is asked for elsewhere while the run parks is seen at once', async () => {
  const runId = await start(
    { sA: actionStep('a', 'one'), sW: { kind: 'wait', name: 'w' } },
    { timeout: null },
    { e1: { from: 'sA', to: 'sW' } },
  )
  await until(runId, 'waiting')
  // As another process leaves it: the run was still owned when the request was stored, so nobody was woken.
  await database().truth.query(`UPDATE open_runs SET owner = 'prc_other' WHERE id = $1`, [runId])
  await cancel(runId)
  await database().truth.query(`UPDATE open_runs SET owner = NULL, status = 'queued', ready_at = now() WHERE id = $1`, [runId])
  running?.engine.wake()
  await until(runId, 'cancelled')
})

test('a run is looked at when its next try is due, not at the next poll', async () => {
  const moments: number[] = []
  provider.execute = async (request) => {
    moments.push(performance.now())
    return moments.length < 5 ? failure(503) : provider.create(request)
  }
  provider.attempts = 5
  provider.backoffMs = 40
  const runId = await start({ sA: actionStep('a', 'one') }, {})
  await until(runId, 'succeeded')
  // Four back-offs of 40 to 320 ms; four polls would take 8 s.
  expect((moments[4] ?? Infinity) - (moments[0] ?? 0)).toBeLessThan(2_500)
})
