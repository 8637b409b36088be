import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fieldsOf, listOf } from '../../sdk/emulator/fields.ts'
import { until } from '../harness.ts'
import { openSellerWorld, type ResourceName, type SellerWorld } from './seller-world.ts'

/** A seller's business, from the first sync on: the product, its database and Mercado Livre's emulator as real processes. */

let world: SellerWorld
let first: { login: string; userId: number; connectionId: string }
let second: { login: string; userId: number; connectionId: string }

beforeAll(async () => {
  world = await openSellerWorld()
  const [one, other] = world.sellers
  if (one === undefined || other === undefined) throw new Error('there are not two sellers')
  first = { ...one, connectionId: '' }
  second = { ...other, connectionId: '' }
}, 120_000)

afterAll(async () => {
  await world?.close()
})

test('ML-01 ML-44 a connected account loads everything, with no request that the provider refuses', async () => {
  await world.play('history', { orders: 120, listings: 60, questions: 60, days: 60 })
  for (const count of [2, 12]) await world.play('message', { count })
  await world.play('claim')
  first.connectionId = await world.connect(first.login)
  const job = await world.loaded(first.connectionId, 200_000)
  expect(job).toMatchObject({ kind: 'backfill', status: 'succeeded' })
  expect(await world.stored(first.connectionId)).toEqual(await world.owned(first.userId))
  const requests = await world.requests()
  expect(requests.filter(({ status }) => status === 429)).toEqual([])
  expect(requests.filter(({ path }) => path.startsWith('/messages/')).length).toBeGreaterThan(110)
}, 240_000)

test('ML-38 a sale stands in the product seconds after its notification, at p95 of twenty', async () => {
  const lags: number[] = []
  for (let sale = 0; sale < 20; sale++) {
    const { orderId } = await world.play('sell', { seller: first.login })
    const soldAt = performance.now()
    await until(
      async () => (await keysOf(first, 'orders')).includes(String(orderId)),
      60_000,
      () => `order ${orderId} was not stored\n${world.product.output().slice(-2000)}`,
    )
    lags.push(performance.now() - soldAt)
  }
  const p95 = lags.sort((a, b) => a - b)[18] ?? Number.POSITIVE_INFINITY
  expect(p95).toBeLessThan(30_000)
}, 300_000)

test('ML-08 ML-43 a second account loads through cut pages, refusals and a killed worker, and neither gets records of the other', async () => {
  const isComplete = async () => isDeepStrictEqual(await world.stored(first.connectionId), await world.owned(first.userId))
  await until(isComplete, 30_000, () => 'the parcels of the sales were not stored')
  const before = await world.stored(first.connectionId)
  await world.play('history', { orders: 60, listings: 60, questions: 60, days: 60, seller: second.login })
  await world.provider.admin('POST', '/faults', [
    { match: { path: '/users/*/items/search' }, kind: 'truncate', times: 1 },
    { match: { path: '/orders/search' }, kind: 'truncate', times: 2 },
    { match: { path: '/shipments/*' }, kind: 'status', status: 429, times: 3 },
    { match: { path: '/questions/search' }, kind: 'truncate', times: 1 },
    { match: { path: '/shipments/*' }, kind: 'slow', delayMs: 150, times: 400 },
  ])
  second.connectionId = await world.connect(second.login)
  const shipmentsRead = async () => {
    const [job] = await world.jobs(second.connectionId)
    return job?.progress.find(({ resource }) => resource === 'shipments')?.read ?? 0
  }
  await until(
    async () => (await shipmentsRead()) > 0,
    120_000,
    () => `no shipment was stored\n${world.product.output().slice(-3000)}`,
  )
  await world.product.kill()
  const half = (await keysOf(second, 'shipments')).length
  expect(half).toBeGreaterThan(0)
  expect(half).toBeLessThan(60)
  await hurry()
  await world.product.restart()
  const job = await world.loaded(second.connectionId, 180_000)
  expect(job).toMatchObject({ kind: 'backfill', status: 'succeeded', progress: job.progress.map(() => ({ failed: 0 })) })
  expect(await world.stored(second.connectionId)).toEqual(await world.owned(second.userId))
  expect(await world.stored(first.connectionId)).toEqual(before)
  const faults = (await world.requests()).flatMap((request) => request.faults)
  expect(faults.filter((kind) => kind === 'truncate').length).toBe(4)
  expect(faults.filter((kind) => kind === 'status').length).toBe(3)
}, 400_000)

test('ML-39 what was not delivered is asked for and stored', async () => {
  await world.provider.admin('POST', '/limits', { notificationDelaysMs: [] })
  await world.product.kill()
  const { orderId } = await world.play('sell', { seller: second.login })
  const { questionId } = await world.play('ask')
  await world.product.restart()
  await world.truth.query(`UPDATE sync_cursors SET next_at = now() WHERE resource = 'missed:notifications'`)
  await until(
    async () =>
      (await keysOf(second, 'orders')).includes(String(orderId)) && (await keysOf(first, 'questions')).includes(String(questionId)),
    60_000,
    () => `not stored: ${orderId}, ${questionId}\n${world.product.output().slice(-2000)}`,
  )
  const { rows } = await world.truth.query(`SELECT resource FROM sync_hints WHERE record_key IN ($1, $2) ORDER BY resource`, [
    String(orderId),
    String(questionId),
  ])
  expect(rows).toEqual([{ resource: 'orders' }, { resource: 'questions' }])
}, 120_000)

test('ML-95 messages that come twice, in the wrong order or not at all leave each record as the provider has it, and start one run per sale', async () => {
  const flowId = await listenToSales(first.connectionId)
  await world.provider.admin('POST', '/faults', [
    { match: { path: 'orders_v2' }, kind: 'duplicate', times: 3 },
    { match: { path: 'orders_v2' }, kind: 'reorder', times: 2 },
  ])
  const sold: string[] = []
  // Told twice, told late, and then each told of its payment or end: what was held back arrives after what came later.
  for (const status of ['payment_required', 'confirmed', 'paid', 'payment_required', 'paid']) {
    const { orderId } = await world.play('sell', { seller: first.login, status, distinctIds: 2 })
    sold.push(String(orderId))
  }
  await world.play('pay', { orderId: Number(sold[0]), notifyTimes: 3 })
  await world.play('cancel', { orderId: Number(sold[1]) })
  await world.play('cancel', { orderId: Number(sold[2]) })

  // Nobody is there: the provider gives up at once, and lists what it could not deliver.
  await world.provider.admin('POST', '/limits', { notificationDelaysMs: [] })
  await world.product.kill()
  await world.play('pay', { orderId: Number(sold[3]) })
  const away = await world.play('sell', { seller: first.login, status: 'paid' })
  sold.push(String(away['orderId']))
  await expireLeases()
  await world.product.restart()
  await world.truth.query(`UPDATE sync_cursors SET next_at = now() WHERE resource = 'missed:notifications'`)

  const expected = ['paid', 'cancelled', 'cancelled', 'paid', 'paid', 'paid']
  const seen = async () => ({
    statuses: await world.statuses(first.connectionId, sold),
    records: await world.stored(first.connectionId),
  })
  const atProvider = async () => ({ statuses: expected, records: await world.owned(first.userId) })
  await until(
    async () => isDeepStrictEqual(await seen(), await atProvider()),
    90_000,
    () => `not as at the provider\n${world.product.output().slice(-2000)}`,
  )
  const started = async () => {
    const { items } = await world.session.get<{ items: Array<{ status: string }> }>(`/api/runs?flowId=${flowId}&limit=100`)
    return items.map((run) => run.status)
  }
  await expect.poll(started, { timeout: 20_000 }).toEqual(sold.map(() => 'succeeded'))
}, 240_000)

/** A published flow that starts once for each order that is new to us. */
async function listenToSales(connectionId: string): Promise<string> {
  const { id } = await world.session.send<{ id: string }>('POST', '/api/flows', { name: 'Cada venda' })
  const { revision } = await world.session.get<{ revision: number }>(`/api/flows/${id}/draft`)
  const definition = {
    trigger: { kind: 'resource', plugin: 'mercado-livre', resource: 'orders', connectionId, changes: ['created'] },
    steps: { s1: { kind: 'map', name: 'sale', value: { order: '{{ trigger.record.id }}' } } },
    edges: {},
    settings: {},
    layout: {},
  }
  await world.session.send('PUT', `/api/flows/${id}/draft`, { definition }, { 'if-match': String(revision) })
  await world.session.send('POST', `/api/flows/${id}/publish`, {})
  return id
}

/** What the dead process holds counts as expired: a job for half a minute, a record that it was about to read for two. */
async function expireLeases(): Promise<void> {
  await world.truth.query(`UPDATE sync_jobs SET lease_until = now() WHERE status = 'running'`)
  await world.truth.query(`UPDATE sync_hints SET look_again_at = now() WHERE status = 'reading'`)
}

/** Neither that nor slow answers of the provider are worth the wait. */
async function hurry(): Promise<void> {
  await expireLeases()
  const { items } = fieldsOf(await world.provider.admin('GET', '/faults'))
  await world.provider.admin('DELETE', '/faults')
  await world.provider.admin(
    'POST',
    '/faults',
    listOf(items).filter((fault) => fieldsOf(fault)['kind'] !== 'slow'),
  )
}

async function keysOf(seller: { connectionId: string }, resource: ResourceName): Promise<string[]> {
  return (await world.stored(seller.connectionId)).get(resource) ?? []
}
