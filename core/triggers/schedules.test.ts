import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ScheduleTrigger } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { newFlowId, runsOf, TENANT, type TriggerBench, triggerBench } from './testing/trigger-bench.ts'
import { claimDue } from './timed-triggers.store.ts'

const database = useTestDatabase()
// Whatever the machine's clock says: partitions are made around it, and runs take their day from it.
const clock = new FakeClock(Math.ceil(Date.now() / 3_600_000) * 3_600_000)
let first: TriggerBench
let second: TriggerBench

beforeAll(async () => {
  first = await triggerBench(database(), clock)
  second = await triggerBench(database(), clock)
})
afterEach(() => database().truth.query('DELETE FROM timed_triggers'))
afterAll(async () => {
  await first?.stop()
  await second?.stop()
})

const MINUTE = 60_000
const cron = (expression: string, missed: ScheduleTrigger['missed'] = 'last'): ScheduleTrigger => ({
  kind: 'schedule',
  when: { by: 'cron', expression },
  timezone: 'America/Sao_Paulo',
  missed,
})
const scheduledAt = async (flowId: string) => (await runsOf(database(), flowId)).map((run) => String(run.data['scheduledAt'])).sort()
const iso = (ms: number) => new Date(ms).toISOString()

test('a due time starts one run, which knows when it was due', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, cron('* * * * *'))
  await first.loop.pass()
  expect(await runsOf(database(), flowId)).toEqual([])
  const due = clock.now() + MINUTE
  clock.advance(MINUTE)
  await first.loop.pass()
  await first.loop.pass()
  expect(await runsOf(database(), flowId)).toEqual([
    { trigger: 'schedule', version: 1, data: { scheduledAt: iso(due), startedAt: iso(due), isCatchUp: false } },
  ])
  expect(await first.schedules.read(TENANT, flowId)).toMatchObject({
    state: 'running',
    lastAt: iso(due),
    nextTimes: [1, 2, 3, 4, 5].map((i) => iso(due + i * MINUTE)),
    missed: null,
  })
  await first.remove(flowId)
})

test('several processes that look at the same moment start each due time once', async () => {
  const flows = Array.from({ length: 20 }, newFlowId)
  for (const flowId of flows) await first.publish(flowId, cron('* * * * *'))
  for (let i = 0; i < 3; i++) {
    clock.advance(MINUTE)
    await Promise.all([first.loop.pass(), second.loop.pass(), first.loop.pass(), second.loop.pass()])
  }
  for (const flowId of flows) {
    expect(await scheduledAt(flowId)).toEqual([2, 1, 0].map((i) => iso(clock.now() - i * MINUTE)))
    await first.remove(flowId)
  }
})

test('G4 a process that dies after starting a run and before noting it does not start it twice', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, cron('* * * * *'))
  clock.advance(MINUTE)
  const before = clock.now()
  await first.loop.pass()
  // As the row was before that pass: held by a process that is gone.
  await database().truth.query(
    `UPDATE timed_triggers SET look_at = $2, next_at = $2, last_at = NULL, held_by = 'gone', held_until = $3 WHERE flow_id = $1`,
    [flowId, iso(before), iso(before + 30_000)],
  )
  await second.loop.pass()
  expect((await first.schedules.read(TENANT, flowId)).lastAt).toBeNull()
  clock.advance(31_000)
  await second.loop.pass()
  expect(await scheduledAt(flowId)).toEqual([iso(before)])
  expect((await first.schedules.read(TENANT, flowId)).lastAt).toBe(iso(before))
  await first.remove(flowId)
})

test('after downtime each policy does what it says, and the schedule tells what was missed', async () => {
  const [none, last, all] = [newFlowId(), newFlowId(), newFlowId()]
  await first.publish(none, cron('*/10 * * * *', 'none'))
  await first.publish(last, cron('*/10 * * * *', 'last'))
  await first.publish(all, cron('*/10 * * * *', 'all'))
  const start = clock.now()
  clock.advance(65 * MINUTE - (start % (10 * MINUTE)))
  await first.loop.pass()
  expect([(await scheduledAt(none)).length, (await scheduledAt(last)).length, (await scheduledAt(all)).length]).toEqual([0, 1, 6])
  expect((await runsOf(database(), last))[0]?.data['isCatchUp']).toBe(true)
  expect((await first.schedules.read(TENANT, none)).missed).toMatchObject({ count: 6, caughtUp: 0, isMore: false })
  expect((await first.schedules.read(TENANT, all)).missed).toMatchObject({ count: 6, caughtUp: 6 })
  clock.advance(5 * MINUTE)
  await first.loop.pass()
  expect([(await scheduledAt(none)).length, (await scheduledAt(last)).length, (await scheduledAt(all)).length]).toEqual([1, 2, 7])
  for (const flowId of [none, last, all]) await first.remove(flowId)
})

test('an edited schedule leaves no old time behind; publishing without a change of it moves nothing', async () => {
  const flowId = newFlowId()
  const every = (everySeconds: number): ScheduleTrigger => ({ ...cron(''), when: { by: 'interval', everySeconds } })
  await first.publish(flowId, every(600))
  const published = clock.now()
  clock.advance(5 * MINUTE)
  await first.publish(flowId, every(600))
  expect((await first.schedules.read(TENANT, flowId)).nextTimes[0]).toBe(iso(published + 10 * MINUTE))
  await first.publish(flowId, every(3600))
  clock.advance(5 * MINUTE)
  await first.loop.pass()
  expect(await scheduledAt(flowId)).toEqual([])
  expect((await first.schedules.read(TENANT, flowId)).nextTimes[0]).toBe(iso(published + 65 * MINUTE))
  clock.advance(55 * MINUTE)
  await first.loop.pass()
  expect((await runsOf(database(), flowId)).map((run) => run.version)).toEqual([3])
  await first.publish(flowId, { kind: 'manual' })
  clock.advance(120 * MINUTE)
  await first.loop.pass()
  expect(await scheduledAt(flowId)).toHaveLength(1)
  expect((await first.schedules.read(TENANT, flowId)).state).toBe('none')
})

test('a publication in the middle of a claim wins: the old holder settles nothing', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, cron('* * * * *'))
  clock.advance(MINUTE)
  const claim = { holder: 'old', now: clock.now(), leaseMs: { schedule: 30_000, polling: 30_000 }, limit: 10, isPollingFull: true }
  const { claimed } = await claimDue(database(), claim)
  expect(claimed.map((row) => row.flowId)).toEqual([flowId])
  await first.publish(flowId, cron('0 3 * * *'))
  const { rows } = await database().truth.query('SELECT held_by, version FROM timed_triggers WHERE flow_id = $1', [flowId])
  expect(rows).toEqual([{ held_by: null, version: 2 }])
  await first.remove(flowId)
})

test('a paused schedule is silent, and what passed in the pause is not caught up', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, cron('* * * * *', 'all'))
  await first.pause(flowId)
  clock.advance(10 * MINUTE)
  await first.loop.pass()
  expect(await first.schedules.read(TENANT, flowId)).toMatchObject({ state: 'paused', nextTimes: [] })
  await first.resume(flowId)
  await first.loop.pass()
  expect(await scheduledAt(flowId)).toEqual([])
  clock.advance(MINUTE)
  await first.loop.pass()
  expect(await scheduledAt(flowId)).toHaveLength(1)
  await first.remove(flowId)
  clock.advance(10 * MINUTE)
  await first.loop.pass()
  expect(await scheduledAt(flowId)).toHaveLength(1)
})

test('a backfill starts the times of a range that have no run yet, once, however often it is asked for', async () => {
  const flowId = newFlowId()
  await first.publish(flowId, cron('0 * * * *'))
  const to = clock.now()
  const range = { from: iso(to - 24 * 60 * MINUTE), to: iso(to) }
  const { count } = await first.schedules.backfill(TENANT, flowId, { ...range, dryRun: true })
  expect([24, 25]).toContain(count)
  expect(await scheduledAt(flowId)).toEqual([])
  const [one, two] = await Promise.all([first.schedules.backfill(TENANT, flowId, range), second.schedules.backfill(TENANT, flowId, range)])
  expect(one.runIds.length + two.runIds.length).toBe(count)
  expect(one.known + two.known).toBe(count)
  expect(await scheduledAt(flowId)).toHaveLength(count)
  await expect(first.schedules.backfill(TENANT, flowId, { from: iso(to - 60 * 24 * 60 * MINUTE), to: iso(to) })).rejects.toMatchObject({
    code: 'invalid',
  })
  await expect(first.schedules.backfill(TENANT, flowId, { from: iso(to + 1), to: iso(to + 2) })).rejects.toMatchObject({ code: 'invalid' })
  await expect(first.schedules.backfill('00000000-0000-4000-8000-0000000000ff', flowId, range)).rejects.toMatchObject({ code: 'not_found' })
  await first.remove(flowId)
})

test('a schedule of which the version is lost says so and is tried again, and its neighbours are started', async () => {
  const [broken, fine] = [newFlowId(), newFlowId()]
  await first.publish(broken, cron('* * * * *'))
  await first.publish(fine, cron('* * * * *'))
  await database().truth.query('UPDATE timed_triggers SET version = 99 WHERE flow_id = $1', [broken])
  clock.advance(MINUTE)
  await first.loop.pass()
  expect(await scheduledAt(fine)).toHaveLength(1)
  expect((await first.schedules.read(TENANT, broken)).lastError).toContain('version')
  await database().truth.query('UPDATE timed_triggers SET version = 1 WHERE flow_id = $1', [broken])
  clock.advance(10_000)
  await first.loop.pass()
  expect(await scheduledAt(broken)).toHaveLength(1)
  expect((await first.schedules.read(TENANT, broken)).lastError).toBeNull()
  for (const flowId of [broken, fine]) await first.remove(flowId)
})

test('ML-41 by the real clock a due run starts well within a second', async () => {
  const live = await triggerBench(database())
  const flowId = newFlowId()
  await live.publish(flowId, cron('* * * * * *', 'none'))
  live.loop.start()
  // The machine may be busy with other things for a while: the middle one of the last three says how late they are.
  const middleLag = async () => {
    const runs = await runsOf(database(), flowId)
    const lags = runs.map(({ data }) => Date.parse(String(data['startedAt'])) - Date.parse(String(data['scheduledAt']))).slice(-3)
    return lags.length < 3 ? Number.POSITIVE_INFINITY : (lags.sort((a, b) => a - b)[1] ?? Number.POSITIVE_INFINITY)
  }
  await expect.poll(middleLag, { timeout: 15_000, interval: 250 }).toBeLessThan(300)
  await live.remove(flowId)
  await live.stop()
})
