import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { CommitUnknown } from '../platform/group-commit.ts'
import { createLogger } from '../platform/logger.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { Accepted } from './engine.types.ts'
import type { LeaseTiming } from './lease.ts'
import { FakeProvider, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const flow = testFlow(TENANT, 'flw_create', { sA: mapStep('a'), sB: actionStep('b', 'one'), sC: actionStep('c', 'two'), sD: mapStep('d') })
const flows = new Map([[flow.flowId, flow]])
const timing: LeaseTiming = { heartbeatMs: 300, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 10_000 }
const provider = new FakeProvider()
let running: TestEngine

beforeAll(async () => {
  provider.execute = async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 60))
    return provider.create(request)
  }
  // An outage is loud: every poll says so.
  running = await testEngine(database(), flows, { provider, timing, logger: createLogger({ level: 'silent' }) })
})
afterAll(() => running.stop())

function start(order: number): Promise<Accepted> {
  const starts = [{ flow, trigger: 'manual' as const, data: { order }, storeData: true }]
  return running.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
}

/** Cuts every connection but the one that looks on. */
async function cutConnections(): Promise<void> {
  await database().truth.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )
}

/** From another database of the server: nobody may close the one they are in. */
async function allowConnections(allowed: boolean): Promise<void> {
  const { rows } = await database().truth.query('SELECT current_database() AS name')
  const outside = new pg.Client({ connectionString: inject('superuserUrl') })
  await outside.connect()
  await outside.query(`ALTER DATABASE ${rows[0].name} ALLOW_CONNECTIONS ${allowed}`)
  await outside.end()
}

/** Every run of the database, by where it stands. */
async function standings(): Promise<Record<string, number>> {
  const { rows } = await database().truth.query(`SELECT status, count(*)::int AS n FROM
    (SELECT status FROM runs UNION ALL SELECT status FROM open_runs) AS every_run GROUP BY status`)
  return Object.fromEntries(rows.map((row) => [row.status, row.n]))
}

function expectNothingDoubled(): void {
  const made = provider.created.map((each) => `${each.effectKey}`)
  expect(new Set(made).size).toBe(made.length)
}

test('G13 connections cut again and again under load: nothing acknowledged is lost, no effect is doubled, nothing is stuck', async () => {
  const accepted: Accepted[] = []
  let refused = 0
  const load = Array.from({ length: 120 }, async (_, order) => {
    await new Promise((resolve) => setTimeout(resolve, order * 15))
    try {
      accepted.push(await start(order))
    } catch (error) {
      if (!(error instanceof CommitUnknown)) throw error
      refused++
    }
  })
  for (let cut = 0; cut < 12; cut++) {
    await new Promise((resolve) => setTimeout(resolve, 130))
    await cutConnections()
  }
  await Promise.all(load)
  expect(accepted.length + refused).toBe(120)
  await expect.poll(async () => Object.keys(await standings()), { timeout: 15_000, interval: 200 }).toEqual(['succeeded'])
  expect((await standings())['succeeded']).toBeGreaterThanOrEqual(accepted.length)
  expectNothingDoubled()
  expect(provider.created.length).toBe(2 * ((await standings())['succeeded'] ?? 0))
})

test('G13 a database that is away for a while: what comes meanwhile is refused at once, what was under way goes on afterwards', async () => {
  const before = (await standings())['succeeded'] ?? 0
  const accepted = await Promise.all(Array.from({ length: 15 }, (_, order) => start(1_000 + order)))
  await allowConnections(false)
  await cutConnections()
  const refusedAt = performance.now()
  await expect(start(5_000)).rejects.toBeInstanceOf(CommitUnknown)
  expect(performance.now() - refusedAt).toBeLessThan(3_000)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  await allowConnections(true)
  await expect.poll(standings, { timeout: 15_000, interval: 200 }).toEqual({ succeeded: before + accepted.length })
  expectNothingDoubled()
})
