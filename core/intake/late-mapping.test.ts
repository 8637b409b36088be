import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { triggerDataFrom } from '../events/trigger-data.store.ts'
import { systemClock } from '../platform/clock.ts'
import { MAP_QUEUE, MAP_TRIES } from '../runs/run-write.types.ts'
import { createRuns, type RunsService } from '../runs/runs.service.ts'
import { fakePerformers, flowSourceOf } from '../runs/testing/test-engine.ts'
import { mapStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createDeliveries, type DeliveriesService } from './deliveries.service.ts'
import { sendLostMappings } from './delivery-mappings.store.ts'
import type { MappingPace } from './intake.types.ts'
import { mapDelivery } from './map-deliveries.job.ts'
import { type HookServer, handlerWebhook, hookServer, TENANT } from './testing/hook-server.ts'

const database = useTestDatabase()
const OTHER_TENANT = '00000000-0000-4000-8000-00000000000b'
const caller = { tenantId: TENANT, userId: 'usr_ana' }
const flow = { ...testFlow(TENANT, 'flw_shop', { sA: mapStep('a') }), secrets: [] }
const otherFlow = { ...testFlow(OTHER_TENANT, 'flw_other', { sA: mapStep('a') }), secrets: [] }
/** Stores and maps. */
let server: HookServer
/** Stores, and is gone before it maps anything. */
let dying: HookServer
let deliveries: DeliveriesService
let runs: RunsService
/** What the handler of the next deliveries does. */
let handler: (body: Json, pace: MappingPace) => Promise<Json>
let mapped: MappingPace[] = []

const slow = async (body: Json, pace: MappingPace): Promise<Json> => {
  await sleep(pace === 'answering' ? 5_000 : 50)
  return { resource: Object(body)['resource'] }
}

async function start(maps: boolean) {
  return hookServer(database(), {
    flows: [flow, otherFlow],
    maps,
    source: { publishedForTrigger: async (tenantId) => [tenantId === TENANT ? flow : otherFlow] },
    webhooks: [
      handlerWebhook((body, pace) => {
        mapped.push(pace)
        return handler(body, pace)
      }),
    ],
    routes: {
      async connectionsOf(_plugin, accountId) {
        const tenants = accountId === '77' ? [TENANT, OTHER_TENANT] : [TENANT]
        return tenants.map((tenantId) => ({ tenantId, connectionId: 'con_1' }))
      },
    },
  })
}

beforeAll(async () => {
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
  dying = await start(false)
  runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: dying.engine,
    flows: flowSourceOf(dying.flows),
    triggers: triggerDataFrom(database().engine),
    actions: dying.provider,
    http: fakePerformers(dying.provider).http,
  })
  deliveries = createDeliveries({ db: database(), clock: systemClock, runs, queue: dying.queue, notify: () => {} })
})
afterAll(async () => {
  await server.stop()
  await dying.stop()
})
beforeEach(() => {
  handler = slow
  mapped = []
})

let count = 0
function notification(more: Record<string, Json> = {}) {
  return { _id: `late-${++count}`, resource: '/orders/1', topic: 'orders', user_id: 42, ...more }
}

async function post(body: unknown, to: HookServer) {
  const sentAt = performance.now()
  const { status } = await fetch(`${to.origin}/claimed/webhooks`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  return { status, ms: performance.now() - sentAt }
}

async function stored(key: string): Promise<Array<{ id: string; tenant_id: string }>> {
  const { rows } = await database().truth.query('SELECT id, tenant_id FROM deliveries WHERE dedupe_key = $1 ORDER BY tenant_id', [key])
  return rows
}

async function idOf(key: string): Promise<string> {
  return (await stored(key))[0]?.id ?? ''
}

async function runsOf(deliveryId: string): Promise<string[]> {
  const { rows } = await database().truth.query(
    'SELECT id FROM runs WHERE delivery_id = $1 UNION SELECT id FROM open_runs WHERE delivery_id = $1',
    [deliveryId],
  )
  return rows.map((row) => row.id)
}

async function jobsFor(deliveryId: string): Promise<number> {
  const { rows } = await database().truth.query(`SELECT count(*)::int AS n FROM pgboss.job WHERE name = $1 AND data->>'deliveryId' = $2`, [
    MAP_QUEUE,
    deliveryId,
  ])
  return rows[0].n
}

/** Without a worker: the process that stored it is gone. */
test('G2 what got its 2xx before it was mapped is on disk together with its job, and another process maps it', async () => {
  const body = notification()
  expect((await post(body, dying)).status).toBe(200)
  const id = await idOf(body._id)
  expect([await jobsFor(id), await runsOf(id), mapped]).toEqual([1, [], ['answering']])
  expect(await deliveries.read(caller, id)).toMatchObject({ runIds: [], mapping: { status: 'waiting', tries: 0, error: null } })

  const lost = notification()
  await post(lost, dying)
  const lostId = await idOf(lost._id)
  await database().truth.query(`DELETE FROM pgboss.job WHERE name = $1 AND data->>'deliveryId' = $2`, [MAP_QUEUE, lostId])
  expect(await sendLostMappings(database().engine, dying.queue)).toBe(0)
  await database().truth.query(`UPDATE delivery_mappings SET look_again_at = now() - interval '1 second' WHERE delivery_id = $1`, [lostId])
  expect(await sendLostMappings(database().engine, dying.queue)).toBe(1)
  expect(await sendLostMappings(database().engine, dying.queue)).toBe(0)

  server = await start(true)
  for (const deliveryId of [id, lostId]) {
    await expect.poll(async () => (await deliveries.read(caller, deliveryId)).mapping?.status, { timeout: 10_000 }).toBe('mapped')
    expect((await deliveries.read(caller, deliveryId)).runIds).toEqual(await runsOf(deliveryId))
    expect((await runsOf(deliveryId)).length).toBe(1)
  }
})

test('a handler that is slow to map does not hold the answer; its run starts once, afterwards', async () => {
  const body = notification()
  const { status, ms } = await post(body, server)
  expect([status, ms < 450]).toEqual([200, true])
  const id = await idOf(body._id)
  await expect.poll(async () => (await deliveries.read(caller, id)).runIds.length, { timeout: 10_000 }).toBe(1)
  const [runId = ''] = await runsOf(id)
  await expect.poll(async () => (await runs.read(caller, runId)).status, { timeout: 5_000 }).toBe('succeeded')
  expect((await runs.read(caller, runId)).input).toEqual({ resource: '/orders/1' })
  expect(mapped).toEqual(['answering', 'job'])
  const { items } = await deliveries.list(caller, { flowId: flow.flowId })
  expect(items.find((item) => item.id === id)).toMatchObject({ runIds: [runId], mapping: { status: 'mapped', tries: 1 } })
})

test('a handler in time maps before the answer, and needs no job', async () => {
  handler = async () => ({ quick: true })
  const body = notification()
  await post(body, server)
  const id = await idOf(body._id)
  expect((await runsOf(id)).length).toBe(1)
  expect([await jobsFor(id), (await deliveries.read(caller, id)).mapping, mapped]).toEqual([0, null, ['answering']])
})

test('a delivery that turns out to be no event starts nothing and is done', async () => {
  handler = async (_body, pace) => (pace === 'job' ? null : slow(null, pace))
  const body = notification()
  await post(body, server)
  const id = await idOf(body._id)
  await expect.poll(async () => (await deliveries.read(caller, id)).mapping?.status, { timeout: 10_000 }).toBe('mapped')
  expect(await runsOf(id)).toEqual([])
})

test('the same slow notification 50 times at once, to two processes, is stored once and starts one run', async () => {
  const body = notification()
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => post(body, i % 2 === 0 ? server : dying)))
  expect(answers.every((answer) => answer.status === 200)).toBe(true)
  const rows = await stored(body._id)
  expect(rows.length).toBe(1)
  const id = rows[0]?.id ?? ''
  await expect.poll(async () => (await deliveries.read(caller, id)).mapping?.status, { timeout: 10_000 }).toBe('mapped')
  await sleep(300)
  expect((await runsOf(id)).length).toBe(1)
})

test('a mapping job that runs many times, at once and again, starts its run once', async () => {
  const body = notification()
  await post(body, dying)
  const deliveryId = await idOf(body._id)
  const job = {
    tenantId: TENANT,
    ids: { deliveryId },
    forTenant: <T>(work: Parameters<typeof dying.mapping.db.forTenant<T>>[1]) => database().forTenant(TENANT, work),
  }
  await Promise.all([...Array(5)].map((_, i) => mapDelivery(job, i % 2 === 0 ? dying.mapping : server.mapping)))
  await mapDelivery(job, server.mapping)
  await expect.poll(async () => (await deliveries.read(caller, deliveryId)).runIds.length).toBe(1)
  expect((await runsOf(deliveryId)).length).toBe(1)
})

test('C23 a mapping job that names another tenant finds nothing, and each tenant of a shared account gets its own run', async () => {
  const body = notification({ user_id: 77 })
  await post(body, dying)
  const rows = await stored(body._id)
  expect(rows.map((row) => row.tenant_id)).toEqual([TENANT, OTHER_TENANT])
  const [mine, theirs] = rows.map((row) => row.id)
  const before = mapped.length
  await mapDelivery(
    { tenantId: TENANT, ids: { deliveryId: theirs ?? '' }, forTenant: (work) => database().forTenant(TENANT, work) },
    { ...dying.mapping, engine: { startMapped: () => Promise.reject(new Error('must not start')) } },
  )
  expect(mapped.slice(before).length).toBeLessThanOrEqual(2)
  for (const id of [mine, theirs]) await expect.poll(() => runsOf(id ?? ''), { timeout: 10_000 }).toHaveLength(1)
  const owners = await database().truth.query(
    'SELECT DISTINCT tenant_id, flow_id FROM runs WHERE delivery_id = ANY($1) UNION SELECT tenant_id, flow_id FROM open_runs WHERE delivery_id = ANY($1) ORDER BY 1',
    [[mine, theirs]],
  )
  expect(owners.rows).toEqual([
    { tenant_id: TENANT, flow_id: 'flw_shop' },
    { tenant_id: OTHER_TENANT, flow_id: 'flw_other' },
  ])
})

test('a handler that fails is tried again by the job; what fails for good says so on the delivery', async () => {
  let faults = 2
  handler = async (body) => {
    if (faults-- > 0) throw new Error('the order has no lines')
    return { resource: Object(body)['resource'] }
  }
  const recovering = notification()
  expect((await post(recovering, server)).status).toBe(200)
  const id = await idOf(recovering._id)
  await expect.poll(async () => (await deliveries.read(caller, id)).mapping?.tries, { timeout: 10_000 }).toBe(2)
  expect((await deliveries.read(caller, id)).mapping).toEqual({ status: 'mapped', tries: 2, error: null })
  expect((await runsOf(id)).length).toBe(1)

  handler = async () => {
    throw new Error('the order has no lines')
  }
  const hopeless = notification()
  expect((await post(hopeless, server)).status).toBe(200)
  const hopelessId = await idOf(hopeless._id)
  await expect.poll(async () => (await deliveries.read(caller, hopelessId)).mapping?.tries, { timeout: 10_000 }).toBe(1)
  expect((await deliveries.read(caller, hopelessId)).mapping).toMatchObject({ status: 'waiting', error: 'the order has no lines' })
  // The tries between take half a minute.
  await database().truth.query('UPDATE delivery_mappings SET tries = $2 WHERE delivery_id = $1', [hopelessId, MAP_TRIES - 1])
  await expect.poll(async () => (await deliveries.read(caller, hopelessId)).mapping?.status, { timeout: 10_000 }).toBe('failed')
  expect((await deliveries.read(caller, hopelessId)).mapping).toEqual({
    status: 'failed',
    tries: MAP_TRIES,
    error: 'the order has no lines',
  })
  expect(await runsOf(hopelessId)).toEqual([])
})

test('a delivery whose mapping failed for good is mapped again when an operator asks, and only then', async () => {
  handler = async () => {
    throw new Error('the order has no lines')
  }
  const body = notification()
  await post(body, server)
  const id = await idOf(body._id)
  await expect.poll(async () => (await deliveries.read(caller, id)).mapping?.tries, { timeout: 10_000 }).toBe(1)
  await expect(deliveries.mapAgain(caller, id)).rejects.toMatchObject({ code: 'conflict' })
  await database().truth.query(`UPDATE delivery_mappings SET status = 'failed' WHERE delivery_id = $1`, [id])

  handler = async () => ({ resource: '/orders/1' })
  const stranger = { tenantId: OTHER_TENANT, userId: 'usr_eve' }
  await expect(deliveries.mapAgain(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  const asked = await Promise.allSettled([deliveries.mapAgain(caller, id), deliveries.mapAgain(caller, id)])
  expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect
    .poll(async () => (await deliveries.read(caller, id)).mapping, { timeout: 10_000 })
    .toMatchObject({ status: 'mapped', tries: 1 })
  expect((await runsOf(id)).length).toBe(1)
  const { rows } = await database().truth.query(`SELECT user_id, act FROM audit_log WHERE subject = $1`, [id])
  expect(rows).toEqual([{ user_id: 'usr_ana', act: 'delivery.mapping_reopened' }])
})
