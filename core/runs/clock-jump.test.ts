import { afterEach, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Accepted } from './engine.types.ts'
import type { LeaseTiming } from './lease.ts'
import { LifeSigns } from './life-signs.ts'
import { FakeProvider, failure, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const HOUR_MS = 3_600_000
const TIMING: LeaseTiming = { heartbeatMs: 100, expireSeconds: 2, surelyOursMs: 1_000, steadyMs: 300 }
const flow = testFlow(TENANT, 'flw_create', { sA: mapStep('a'), sB: actionStep('b', 'one'), sC: actionStep('c', 'two') })
const flows = new Map([[flow.flowId, flow]])

let provider: FakeProvider
let running: TestEngine[] = []
let offsetMs = 0
const clock = { now: () => Date.now() + offsetMs, monotonicMs: () => performance.now() }

beforeEach(() => {
  const triesOf = new Map<string, number>()
  provider = new FakeProvider()
  provider.execute = async (request) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100))
    // Every third call is tried again a moment later; back-off doubles, so that the fourth try is the last.
    const tries = (triesOf.get(request.effectKey) ?? 0) + 1
    triesOf.set(request.effectKey, tries)
    return tries < 4 && Math.random() < 0.3 ? failure(503) : provider.create(request)
  }
  provider.attempts = 4
})
afterEach(async () => {
  for (const each of running) await each.stop()
  running = []
  offsetMs = 0
  await jumpOfTheDatabase(0)
})

async function engine(): Promise<TestEngine> {
  const made = await testEngine(database(), flows, { provider, timing: TIMING, clock })
  running.push(made)
  return made
}

/** Leases, waits and sweeps go by this function alone. */
async function jumpOfTheDatabase(ms: number): Promise<void> {
  await database().truth.query(
    `CREATE OR REPLACE FUNCTION engine_clock() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT statement_timestamp() + make_interval(secs => ${ms / 1000})'`,
  )
}

function start({ engine: { accept } }: TestEngine, count: number): Promise<Accepted[]> {
  const starts = [{ flow, trigger: 'manual' as const, data: { order: 1 }, storeData: true }]
  const request = { tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null }
  return Promise.all(Array.from({ length: count }, () => accept(request)))
}

/** `isHurried`: what waits for its time need not, whenever it begins to. */
async function expectAllDoneOnce(accepted: readonly Accepted[], isHurried = false): Promise<void> {
  const ids = accepted.flatMap(({ runIds }) => runIds)
  const ended = async () => {
    if (isHurried) await database().truth.query(`UPDATE open_runs SET ready_at = engine_clock() WHERE owner IS NULL`)
    return (await database().truth.query(`SELECT status FROM runs WHERE id = ANY($1)`, [ids])).rows.map((row) => row.status)
  }
  await expect.poll(async () => (await ended()).length, { timeout: 15_000, interval: 100 }).toBe(ids.length)
  expect(new Set(await ended())).toEqual(new Set(['succeeded']))
  const made = provider.created.map(({ effectKey }) => effectKey)
  expect(new Set(made).size).toBe(made.length)
  expect(made.length).toBe(2 * ids.length)
}

async function takeovers(): Promise<number> {
  const { rows } = await database().truth.query(`SELECT count(*)::int AS n FROM journal WHERE position('takenOver' IN entries) > 0`)
  return rows[0].n
}

test.each([HOUR_MS, -HOUR_MS])('the clock of a process that jumps by %i ms under load doubles, loses and fails nothing', async (jump) => {
  const one = await engine()
  const before = await start(one, 20)
  offsetMs = jump
  const after = await start(one, 20)
  await expectAllDoneOnce([...before, ...after])
})

test.each([HOUR_MS, -HOUR_MS])(
  'the clock of the database that jumps by %i ms under load takes no run from a process that lives',
  async (jump) => {
    const one = await engine()
    const two = await engine()
    const before = await start(one, 15)
    await new Promise((resolve) => setTimeout(resolve, 500))
    await jumpOfTheDatabase(jump)
    const after = await start(two, 15)
    await new Promise((resolve) => setTimeout(resolve, 500))
    await expectAllDoneOnce([...before, ...after], jump < 0)
    expect(await takeovers()).toBe(0)
  },
)

test('a process that died just before the clock of the database was set back is dead all the same', () => {
  const signs = new LifeSigns(TIMING)
  const silent = { owner: 'prc_dead', beat: '1000', isExpired: false }
  expect(signs.dead([silent], 0)).toEqual([])
  expect(signs.dead([silent], 1_999)).toEqual([])
  expect(signs.dead([silent], 2_000)).toEqual(['prc_dead'])
})

test('a heartbeat that looks old is believed only when it stays the same; after an outage everyone is watched anew', () => {
  const signs = new LifeSigns(TIMING)
  const old = (beat: string) => [{ owner: 'prc_x', beat, isExpired: true }]
  expect(signs.dead(old('1'), 0)).toEqual([])
  expect(signs.dead(old('2'), 300)).toEqual([])
  expect(signs.dead(old('2'), 500)).toEqual(['prc_x'])
  signs.forget()
  expect(signs.dead(old('2'), 600)).toEqual([])
})
