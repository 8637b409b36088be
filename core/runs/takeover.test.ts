import { afterEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Accepted, CheckpointName } from './engine.types.ts'
import type { LeaseTiming } from './lease.ts'
import { FakeProvider, failure, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const flow = testFlow(TENANT, 'flw_create', { sA: mapStep('a'), sB: actionStep('b', 'create'), sC: mapStep('c') })
const flows = new Map([[flow.flowId, flow]])

/** A process that never says again that it lives, as if the machine had frozen it. */
const FROZEN: LeaseTiming = { heartbeatMs: 1_000_000, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 1_000_000 }
const QUICK: LeaseTiming = { heartbeatMs: 100, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 200 }

let provider: FakeProvider
const running: Array<TestEngine & { release(): void }> = []

afterEach(async () => {
  for (const each of running) each.release()
  for (const each of running.splice(0)) await each.stop()
})

async function engineWith(timing: LeaseTiming, stopAt?: CheckpointName) {
  let reached: () => void = () => {}
  let release: () => void = () => {}
  const isThere = new Promise<void>((resolve) => (reached = resolve))
  const gate = new Promise<void>((resolve) => (release = resolve))
  const made = await testEngine(database(), flows, {
    provider,
    timing,
    async checkpoint(name) {
      if (name !== stopAt) return
      reached()
      await gate
    },
  })
  const engine = { ...made, isThere, release }
  running.push(engine)
  return engine
}

function start({ engine }: Pick<TestEngine, 'engine'>, order = 1): Promise<Accepted> {
  const starts = [{ flow, trigger: 'manual' as const, data: { order }, storeData: true }]
  return engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
}

async function expireLease(processId: string): Promise<void> {
  await database().truth.query(`UPDATE processes SET heartbeat_at = now() - interval '31 s' WHERE id = $1`, [processId])
}

async function statusOf(runId: string | undefined): Promise<string | undefined> {
  const { rows } = await database().truth.query(
    'SELECT status FROM runs WHERE id = $1 UNION ALL SELECT status FROM open_runs WHERE id = $1',
    [runId],
  )
  return rows[0]?.status
}

function until(runId: string | undefined, status: string) {
  return expect.poll(() => statusOf(runId), { timeout: 10_000, interval: 25 }).toBe(status)
}

test('G4 a process that dies between intent and answer: a repeatable call is made again with the same effect key', async () => {
  provider = new FakeProvider()
  provider.repeatable = { mode: 'idempotencyKey' }
  const old = await engineWith(FROZEN, 'effect:after-answer')
  const { runIds } = await start(old)
  await old.isThere
  const heir = await engineWith(QUICK)
  await expireLease(old.engine.processId)
  await until(runIds[0], 'succeeded')
  expect(new Set(provider.created.map((each) => each.effectKey))).toEqual(new Set([`${runIds[0]}:sB`]))
  expect(provider.created.length).toBe(2)
  old.release()
  expect(heir.engine.health().running).toBe(0)
})

test('G5 a process that dies between intent and answer: a call that must not be repeated waits for a person', async () => {
  provider = new FakeProvider()
  const old = await engineWith(FROZEN, 'effect:after-answer')
  const { runIds } = await start(old)
  await old.isThere
  await engineWith(QUICK)
  await expireLease(old.engine.processId)
  await until(runIds[0], 'uncertain')
  expect(provider.created.length).toBe(1)
  old.release()
})

test('G4 with a read-back: what the dead process created is found, not created again', async () => {
  provider = new FakeProvider()
  provider.repeatable = { mode: 'lookupFirst', by: [''], consistency: 'strong' }
  const old = await engineWith(FROZEN, 'effect:after-answer')
  const { runIds } = await start(old)
  await old.isThere
  await engineWith(QUICK)
  await expireLease(old.engine.processId)
  await until(runIds[0], 'succeeded')
  expect(provider.created.length).toBe(1)
  old.release()
})

test('G9 the old process wakes after its lease went: its call is refused before it is sent, and so is its write', async () => {
  provider = new FakeProvider()
  provider.repeatable = { mode: 'natural' }
  const sent: boolean[] = []
  provider.execute = async (request) => {
    const mayLeave = (await request.maySend?.()) ?? true
    sent.push(mayLeave)
    if (mayLeave) return provider.create(request)
    const failure = { code: 'lease_lost', message: '', class: 'retry', effect: 'no' } as const
    return { ok: false, failure, calls: [], logs: [] }
  }
  const old = await engineWith({ ...FROZEN, surelyOursMs: 1 }, 'effect:after-intent')
  const { runIds } = await start(old)
  await old.isThere
  await engineWith(QUICK)
  await expireLease(old.engine.processId)
  await until(runIds[0], 'succeeded')
  old.release()
  await expect.poll(() => old.engine.health().running).toBe(0)
  expect(sent).toEqual([true, false])
  expect(provider.created.length).toBe(1)
  const { rows } = await database().truth.query('SELECT entries FROM journal WHERE run_id = $1 ORDER BY seq', [runIds[0]])
  const kinds = rows.flatMap((row) => JSON.parse(row.entries).map((entry: { kind: string }) => entry.kind))
  expect(kinds).toEqual(['visit', 'intent', 'takenOver', 'intent', 'result', 'visit', 'end'])
})

test('G14 a shutdown under load finishes or hands back every run, and none is marked failed', async () => {
  provider = new FakeProvider()
  provider.repeatable = { mode: 'natural' }
  for (let i = 0; i < 60; i++) {
    provider.script.push(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return provider.create(request)
    })
  }
  const old = await engineWith(QUICK)
  const accepted = await Promise.all(Array.from({ length: 60 }, () => start(old)))
  await old.engine.drain()
  const { rows } = await database().truth.query('SELECT owner FROM open_runs WHERE id = ANY($1)', [accepted.flatMap((each) => each.runIds)])
  expect(rows.every((row) => row.owner === null)).toBe(true)
  await engineWith(QUICK)
  for (const each of accepted) await until(each.runIds[0], 'succeeded')
  expect(provider.created.length).toBe(60)
  running.shift()
  await old.queue.close()
})

test('G15 a run that takes its process down three times is parked and shown, and others go on', async () => {
  provider = new FakeProvider()
  provider.repeatable = { mode: 'natural' }
  const first = await engineWith(FROZEN, 'effect:after-intent')
  const { runIds } = await start(first)
  await first.isThere
  // Two more processes took it over and died of it; nobody is left of them but their entries.
  for (const seq of [1, 2]) {
    await database().truth.query(
      `INSERT INTO journal (day, tenant_id, run_id, seq, entries) SELECT day, tenant_id, run_id, $2, $3 FROM journal WHERE run_id = $1 AND seq = 0`,
      [runIds[0], seq, JSON.stringify([{ kind: 'takenOver', at: 0, by: 'prc_dead' }])],
    )
  }
  await database().truth.query(`UPDATE open_runs SET owner = 'prc_dead' WHERE id = $1`, [runIds[0]])
  const last = await engineWith(QUICK)
  await until(runIds[0], 'uncertain')
  const { rows } = await database().truth.query('SELECT error FROM open_runs WHERE id = $1', [runIds[0]])
  expect(JSON.parse(rows[0].error)).toMatchObject({ code: 'worker_died' })
  expect(provider.created).toEqual([])
  const other = await start(last)
  await until(other.runIds[0], 'succeeded')
  first.release()
})

test('G15 a run that only waits for its next try is no reason for the death of its process, however often that dies', async () => {
  provider = new FakeProvider()
  provider.repeatable = { mode: 'natural' }
  provider.script.push(() => failure(503, { retryAfterMs: 1_500 }))
  const first = await engineWith(FROZEN)
  const { runIds } = await start(first)
  const journal = () =>
    database().truth.query<{ seq: number; entries: string }>('SELECT seq, entries FROM journal WHERE run_id = $1 ORDER BY seq', [runIds[0]])
  await expect.poll(async () => (await journal()).rows.some(({ entries }) => entries.includes('"failure"'))).toBe(true)
  await first.stop()
  const last = (await journal()).rows.at(-1)?.seq ?? 0
  for (const death of [1, 2, 3, 4]) {
    await database().truth.query(
      `INSERT INTO journal (day, tenant_id, run_id, seq, entries) SELECT day, tenant_id, run_id, $2, $3 FROM journal WHERE run_id = $1 AND seq = $4`,
      [runIds[0], last + death, JSON.stringify([{ kind: 'takenOver', at: 0, by: 'prc_dead' }]), last],
    )
  }
  await database().truth.query(`UPDATE open_runs SET owner = 'prc_dead' WHERE id = $1`, [runIds[0]])
  await engineWith(QUICK)
  await until(runIds[0], 'succeeded')
  expect(provider.created).toHaveLength(1)
})

test('G15 a run that looks whether another one has let go of its key is no reason either', async () => {
  provider = new FakeProvider()
  provider.repeatable = { mode: 'lookupFirst', by: [''], consistency: 'strong' }
  const holder = await engineWith(FROZEN, 'effect:after-intent')
  const first = await start(holder, 2)
  await holder.isThere
  const looking = await engineWith(FROZEN)
  const second = await start(looking, 2)
  const journal = () =>
    database().truth.query<{ seq: number; entries: string }>('SELECT seq, entries FROM journal WHERE run_id = $1 ORDER BY seq', [
      second.runIds[0],
    ])
  await expect.poll(async () => (await journal()).rows.some(({ entries }) => entries.includes('"held"')), { timeout: 10_000 }).toBe(true)
  await looking.stop()
  const last = (await journal()).rows.at(-1)?.seq ?? 0
  const visit = { kind: 'visit', at: 0, seed: '', guestMs: 0, entries: [], asked: ['sB'] }
  for (const death of [1, 2, 3, 4]) {
    await database().truth.query(
      `INSERT INTO journal (day, tenant_id, run_id, seq, entries) SELECT day, tenant_id, run_id, $2, $3 FROM journal WHERE run_id = $1 AND seq = $4`,
      [second.runIds[0], last + death, JSON.stringify([{ kind: 'takenOver', at: 0, by: 'prc_dead' }, visit]), last],
    )
  }
  await database().truth.query(`UPDATE open_runs SET owner = 'prc_dead' WHERE id = $1`, [second.runIds[0]])
  await engineWith(QUICK)
  holder.release()
  for (const { runIds } of [first, second]) await until(runIds[0], 'succeeded')
  expect(provider.created).toHaveLength(1)
}, 30_000)
