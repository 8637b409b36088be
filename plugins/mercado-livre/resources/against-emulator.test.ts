import { beforeAll, expect, test } from 'vitest'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import { useConnectedSeller } from '../testing/connected-seller.ts'

const DAY_MS = 86_400_000

const seller = useConnectedSeller()
beforeAll(async () => {
  await seller.unthrottle()
  await seller.play('history', { orders: 130, listings: 230, questions: 140, days: 60 })
})

const keys = (records: ReadRecord[]) => records.map((record) => record.key)
const read = async (resource: string, key: unknown) => {
  const result = await seller.capabilities().read(resource, String(key))
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result.record
}

test('ML-10 a scan reads every listing whole, each once, and one by its id is the same record', async () => {
  const items = await seller.all('items')
  const { fields } = await seller.app().get(`/users/${seller.sellerId()}/items/search?limit=1`, (await seller.app().connect()).accessToken)
  expect(new Set(keys(items)).size).toBe(items.length)
  expect(items.length).toBe(atPointer(JSON.parse(JSON.stringify(fields)), '/paging/total'))
  const [first] = items
  expect(first?.data).toMatchObject({ seller_sku: expect.any(String), out_of_stock: expect.any(Boolean), price: expect.any(Number) })
  expect((await read('items', first?.key)).hash).toBe(first?.hash)
})

test('ML-10 a listing that sold out says so', async () => {
  const soldOut = (await seller.all('items')).filter((item) => atPointer(item.data, '/out_of_stock') === true)
  expect(soldOut.length).toBeGreaterThan(0)
  expect(soldOut.every((item) => atPointer(item.data, '/available_quantity') === 0)).toBe(true)
})

test('a scroll that has expired says so, and the pass can begin again', async () => {
  const { capabilities, app } = seller
  const first = await capabilities().list('items', { limit: 50 })
  if (!first.ok) throw new Error(first.failure.message)
  await app().admin('POST', '/clock', { advanceMs: 6 * 60_000 })
  expect(await capabilities().list('items', { limit: 50, checkpoint: first.checkpoint })).toMatchObject({
    ok: false,
    failure: { code: 'cursor_expired' },
  })
  expect(await capabilities().list('items', { limit: 50 })).toMatchObject({ ok: true })
})

test('ML-11 orders of a time are read page by page, whole and each once', async () => {
  const now = Date.now() + 10 * 60_000
  const orders = await seller.all('orders', { since: now - 70 * DAY_MS })
  expect(new Set(keys(orders)).size).toBe(130)
  expect(atPointer(orders[0]?.data, '/order_items/0/item/id')).toMatch(/^MLB/)
  expect(orders[0]?.data).toMatchObject({ buyer: { id: expect.any(Number) }, payments: [{ status: 'approved' }] })
  const half = await seller.all('orders', { since: now - 30 * DAY_MS })
  expect(half.length).toBeGreaterThan(40)
  expect(half.length).toBeLessThan(90)
})

test('ML-11 a cancelled order is not listed any more, and is read by its id', async () => {
  const { orderId } = await seller.play('sell')
  await seller.play('cancel', { orderId })
  expect(keys(await seller.all('orders', { since: Date.now() - DAY_MS }))).not.toContain(String(orderId))
  expect((await read('orders', orderId)).data).toMatchObject({ status: 'cancelled' })
})

test('ML-12 the shipment of an order is read with its order and its deadline', async () => {
  const { orderId } = await seller.play('sell')
  const order = await read('orders', orderId)
  const [shipment] = await seller.all('shipments', { parent: order.data })
  expect(shipment?.data).toMatchObject({ order_id: String(orderId), sla: { status: 'on_time' }, destination: {} })
  expect((await read('shipments', shipment?.key)).hash).toBe(shipment?.hash)
})

test('ML-12 the parcel of a pack belongs to all its orders', async () => {
  const { orderIds } = await seller.play('sell', { count: 2, pack: true })
  const ids = Array.isArray(orderIds) ? orderIds.map(String) : []
  const parents = await Promise.all(ids.map((id) => read('orders', id)))
  const parcels = await Promise.all(parents.map((parent) => seller.all('shipments', { parent: parent.data })))
  expect(new Set(parcels.flat().map(({ key }) => key)).size).toBe(1)
  expect(new Set(parcels.flat().map(({ hash }) => hash)).size).toBe(1)
  expect(parcels[0]?.[0]?.data).toMatchObject({ order_ids: ids })
})

test('ML-12 a shipment that is not linked to its order yet is read later', async () => {
  const { app, capabilities, play } = seller
  await app().admin('POST', '/limits', { shipmentLagMs: 60_000 })
  const { orderId } = await play('sell')
  const shipmentId = atPointer((await read('orders', orderId)).data, '/shipping/id')
  // A handler sees the time of the pass; the order is younger than that by the emulator's own clock.
  expect(await capabilities().read('shipments', String(shipmentId))).toMatchObject({
    ok: false,
    missing: false,
    failure: { class: 'retry' },
  })
  await app().admin('POST', '/limits', { shipmentLagMs: 0 })
  expect(await capabilities().read('shipments', String(shipmentId))).toMatchObject({ ok: true })
})

test('ML-13 a scan reads every question, with who asked and what was answered', async () => {
  const questions = await seller.all('questions')
  expect(new Set(keys(questions)).size).toBe(140)
  const answered = questions.find((question) => atPointer(question.data, '/status') === 'ANSWERED')
  expect(answered?.data).toMatchObject({ from: { id: expect.any(Number) }, answer: { text: expect.any(String) } })
  expect((await read('questions', answered?.key)).hash).toBe(answered?.hash)
})

test('ML-13 asked for what is new, the newest questions come first and reading stops at the older ones', async () => {
  const { questionIds } = await seller.play('ask', { count: 3 })
  const page = await seller.capabilities().list('questions', { since: Date.now() - 60_000 })
  expect(page).toMatchObject({ ok: true, done: true })
  if (page.ok) expect(keys(page.records)).toEqual(expect.arrayContaining((Array.isArray(questionIds) ? questionIds : []).map(String)))
})

test('ML-13 a deleted question is missing', async () => {
  const { questionId } = await seller.play('ask', { status: 'DELETED' })
  expect(await seller.capabilities().read('questions', String(questionId))).toMatchObject({ ok: false, missing: true })
})

test('ML-82 a conversation is read ten messages at a time, and nothing of it is marked as read', async () => {
  const { orderId } = await seller.play('sell')
  await seller.play('message', { orderId, count: 23 })
  const order = await read('orders', orderId)
  const messages = await seller.all('messages', { parent: order.data })
  expect(messages).toHaveLength(23)
  expect(messages.every((message) => atPointer(message.data, '/state') === 'unread')).toBe(true)
  expect(messages[0]?.data).toMatchObject({ pack_id: String(orderId) })
  expect((await read('messages', messages[0]?.key)).hash).toBe(messages[0]?.hash)
  expect(await seller.all('messages', { parent: order.data })).toEqual(messages)
})

test('claims are found by the seller they are against', async () => {
  const { orderId } = await seller.play('sell')
  const { claimId } = await seller.play('claim', { orderId })
  const claims = await seller.all('claims')
  expect(keys(claims)).toContain(String(claimId))
  expect((await read('claims', claimId)).hash).toBe(claims.find(({ key }) => key === String(claimId))?.hash)
})

test('ML-39 deliveries that nobody took are listed again, ten at a time', async () => {
  const { app, play, capabilities } = seller
  await app().admin('POST', '/limits', { notificationDelaysMs: [] })
  await app().admin('POST', '/app', { callbackUrl: 'http://127.0.0.1:9/closed', topics: ['questions'] })
  await play('ask', { count: 12 })
  await app().admin('POST', '/clock', { advanceMs: 1000 })
  const bodies: unknown[] = []
  let checkpoint: Json = null
  for (;;) {
    const page = await capabilities().missed('notifications', checkpoint)
    if (!page.ok) throw new Error(page.failure.message)
    bodies.push(...page.output.deliveries)
    if (page.output.done) break
    checkpoint = page.output.checkpoint
  }
  expect(bodies).toHaveLength(12)
  expect(bodies[0]).toMatchObject({ topic: 'questions', resource: expect.stringMatching(/^\/questions\/\d+$/), _id: expect.any(String) })
  await app().admin('POST', '/app', { callbackUrl: null, topics: ['orders_v2'] })
})
