import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Clock, systemClock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { createLogger } from '../platform/logger.ts'
import { openQueue, type Queue } from '../platform/queue.ts'
import { createQueueService } from '../queue/queue.service.ts'
import { createQueuesService } from '../queue/queues.service.ts'
import { createFailures } from '../runs/failures.service.ts'
import { LEASE_TIMING } from '../runs/lease.ts'
import { createRuns } from '../runs/runs.service.ts'
import { FakeProvider, failure, fakePerformers, flowSourceOf, type TestEngine, testEngine } from '../runs/testing/test-engine.ts'
import { actionStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createAlertMutes } from './alert-mutes.service.ts'
import { createAlerts } from './alerts.service.ts'

const database = useTestDatabase()
const engines: TestEngine[] = []
let jobs: Queue
let caller: { tenantId: string; userId: string }

beforeEach(async () => {
  caller = { tenantId: crypto.randomUUID(), userId: 'usr_ana' }
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [caller.tenantId])
  jobs = await openQueue({ url: database().url, works: true, onError: (error) => createLogger({ level: 'silent' }).error(error) })
})

afterEach(async () => {
  for (const each of engines.splice(0)) await each.stop()
  await jobs.close()
})

async function world(works: boolean, clock: Clock = systemClock) {
  const flowId = newId('flw', Date.now())
  const flows = new Map([[flowId, testFlow(caller.tenantId, flowId, { sA: actionStep('a', 'create') })]])
  const provider = new FakeProvider()
  const engine = await testEngine(database(), flows, { provider, works })
  engines.push(engine)
  const source = flowSourceOf(flows)
  const runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: engine.engine,
    flows: source,
    triggers: { load: async () => new Map() },
    actions: provider,
    http: fakePerformers(provider).http,
  })
  const queue = createQueueService({ db: database(), clock: systemClock, runs, wake: () => engine.engine.wake() })
  const { expireSeconds } = LEASE_TIMING
  const queues = createQueuesService({ db: database(), engine: database().engine, clock: systemClock, expireSeconds, jobs, queue })
  const failures = createFailures({ db: database(), flows: source, clock: systemClock })
  const alerts = createAlerts({
    db: database(),
    clock,
    offline: async () => [{ id: 'con_1', name: 'Loja', reason: 'O acesso expirou.' }],
    failures: (who, since) => failures.list(who, { since }),
    queues: (tenantId) => queues.read(tenantId),
  })
  const told: string[] = []
  const mutes = createAlertMutes({ db: database(), clock, changed: (tenantId) => void told.push(tenantId) })
  return { flowId, provider, runs, alerts, mutes, told }
}

test('a flow that fails is one alert with its count and newest reason, and ends when somebody deals with the runs', async () => {
  const { flowId, provider, runs, alerts } = await world(true)
  provider.script.push(
    () => failure(400, { class: 'permanent', message: 'CPF inválido' }),
    () => failure(400, { class: 'permanent', message: 'CPF inválido' }),
  )
  const ids = [await runs.startManually(caller, flowId, {}), await runs.startManually(caller, flowId, {})]
  for (const id of ids) await expect.poll(async () => (await runs.read(caller, id)).status, { timeout: 10_000 }).toBe('failed')
  const found = await alerts.list(caller, 'pt-BR')
  expect(found.find(({ kind }) => kind === 'flow_failing')).toMatchObject({
    id: `flow_failing:${flowId}`,
    severity: 'error',
    subjectId: flowId,
    count: 2,
    reason: expect.stringContaining('CPF inválido'),
  })
  expect(found.find(({ kind }) => kind === 'connection_offline')).toMatchObject({ subjectId: 'con_1', reason: 'O acesso expirou.' })
  for (const id of ids) await runs.resolve(caller, id)
  expect((await alerts.list(caller, 'pt-BR')).map(({ kind }) => kind)).not.toContain('flow_failing')
})

test('what was wrong can be told afterwards: when it began, when it ended, and how many it were', async () => {
  const { provider, runs, alerts, flowId } = await world(true)
  const fails = () => failure(400, { class: 'permanent', message: 'CPF inválido' })
  provider.script.push(fails, fails)
  const failed = async () => {
    const id = await runs.startManually(caller, flowId, {})
    await expect.poll(async () => (await runs.read(caller, id)).status, { timeout: 10_000 }).toBe('failed')
    return id
  }
  const first = await failed()
  await alerts.watch(caller.tenantId)
  const second = await failed()
  await alerts.watch(caller.tenantId)
  await alerts.watch(caller.tenantId)
  const ofFlow = async () => (await alerts.history(caller.tenantId, {})).items.filter(({ kind }) => kind === 'flow_failing')
  expect(await ofFlow()).toMatchObject([{ alertId: `flow_failing:${flowId}`, subjectId: flowId, count: 2, endedAt: null }])
  for (const id of [first, second]) await runs.resolve(caller, id)
  await alerts.watch(caller.tenantId)
  const [over] = await ofFlow()
  expect(Date.parse(over?.endedAt ?? '')).toBeGreaterThan(Date.parse(over?.beganAt ?? ''))

  const page = await alerts.history(caller.tenantId, { limit: 1 })
  const rest = await alerts.history(caller.tenantId, { cursor: page.nextCursor ?? '', limit: 10 })
  expect([...page.items, ...rest.items].map(({ alertId }) => alertId).sort()).toEqual([
    'connection_offline:con_1',
    `flow_failing:${flowId}`,
  ])
})

test('a queue that no process serves is an alert with what waits, and a late one is a warning while somebody works', async () => {
  const { flowId, runs, alerts } = await world(false)
  await runs.startManually(caller, flowId, {})
  await database().truth.query(`UPDATE processes SET heartbeat_at = now() - interval '10 minutes'`)
  const alone = (await alerts.list(caller, 'en')).find(({ kind }) => kind === 'queue_without_worker')
  expect(alone).toMatchObject({ severity: 'error', reason: expect.stringContaining('runs') })
  expect(Date.now() - Date.parse(alone?.since ?? '')).toBeGreaterThan(500_000)
  await database().truth.query(
    `INSERT INTO processes (id, started_at, heartbeat_at) VALUES ('prc_test', now(), now()) ON CONFLICT (id) DO UPDATE SET heartbeat_at = now()`,
  )
  await database().truth.query(`UPDATE open_runs SET started_at = now() - interval '5 minutes' WHERE tenant_id = $1`, [caller.tenantId])
  const kinds = (await alerts.list(caller, 'en')).map(({ kind }) => kind)
  expect(kinds).toContain('queue_late')
  expect(kinds).not.toContain('queue_without_worker')
})

test('an alert that is muted reminds nobody for an hour, or until somebody ends it, alone or with all of its kind', async () => {
  let ahead = 0
  const { alerts, mutes, told } = await world(false, { ...systemClock, now: () => Date.now() + ahead })
  const kind = 'connection_offline'
  const muteNow = async () => (await alerts.list(caller, 'en')).find((alert) => alert.kind === kind)?.mute
  expect(await muteNow()).toBeNull()
  const hour = await mutes.mute(caller, { kind, subjectId: 'con_1' }, 60)
  expect(hour).toMatchObject({ id: 'connection_offline:con_1', subjectName: 'Loja', mutedBy: { userId: 'usr_ana' } })
  expect(await muteNow()).toEqual(hour)
  ahead = 3_600_000
  expect(await muteNow()).toBeNull()
  await alerts.watch(caller.tenantId)
  expect((await database().truth.query('SELECT * FROM alert_mutes WHERE tenant_id = $1', [caller.tenantId])).rows).toEqual([])

  await mutes.mute(caller, { kind, subjectId: null }, null)
  ahead = 400 * 86_400_000
  expect(await muteNow()).toMatchObject({ id: kind, until: null })
  expect(await mutes.list(crypto.randomUUID())).toEqual([])
  await expect(mutes.unmute({ ...caller, tenantId: crypto.randomUUID() }, kind)).rejects.toMatchObject({ code: 'not_found' })
  await mutes.unmute(caller, kind)
  expect(await muteNow()).toBeNull()
  await expect(mutes.mute(caller, { kind: 'dead_letters', subjectId: 'con_1' }, 5)).rejects.toMatchObject({ code: 'invalid' })

  expect(told).toEqual(Array(3).fill(caller.tenantId))
  const { rows } = await database().truth.query(`SELECT act, subject FROM audit_log WHERE tenant_id = $1 ORDER BY id`, [caller.tenantId])
  expect(rows).toEqual([
    { act: 'alert.muted', subject: 'connection_offline:con_1' },
    { act: 'alert.muted', subject: kind },
    { act: 'alert.unmuted', subject: kind },
  ])
})

test('what is muted before it ever was wrong is called by its name', async () => {
  await database().truth.query(`INSERT INTO flows (tenant_id, id, name, created_by) VALUES ($1, 'flw_new', 'Pedidos', 'usr_ana')`, [
    caller.tenantId,
  ])
  const { mutes } = await world(false)
  expect(await mutes.mute(caller, { kind: 'flow_failing', subjectId: 'flw_new' }, 60)).toMatchObject({ subjectName: 'Pedidos' })
  expect(await mutes.mute(caller, { kind: 'flow_failing', subjectId: 'flw_gone' }, 60)).toMatchObject({ subjectName: null })
})
