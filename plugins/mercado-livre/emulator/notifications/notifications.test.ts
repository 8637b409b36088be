import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { type CallbackListener, listenForCallbacks } from '@tomada/sdk/emulator/testing/callback-listener'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

const HOUR_MS = 3_600_000

let app: ConnectedApp
let shop: CallbackListener
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
  shop = await listenForCallbacks()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  await app.admin('POST', '/app', { callbackUrl: shop.url, topics: ['orders_v2'] })
  token = (await app.connect()).accessToken
  shop.received.length = 0
  shop.answerWith({})
})
afterAll(async () => {
  await app.stop()
  await shop.stop()
})

const sell = (input: Record<string, unknown> = {}) => app.admin('POST', '/scenario/sell', input)
const missed = async (query = '') => {
  token = (await app.connect()).accessToken
  return app.get(`/missed_feeds?app_id=${app.clientId}${query}`, token)
}

test('emulator Mercado Livre 17: a sale is told to the callback address with the documented fields', async () => {
  const { orderId } = await sell()
  expect(shop.received).toHaveLength(1)
  const body = shop.received[0]?.fields ?? {}
  expect(Object.keys(body)).toEqual(['_id', 'resource', 'user_id', 'topic', 'application_id', 'attempts', 'sent', 'received'])
  expect(body).toMatchObject({ resource: `/orders/${orderId}`, topic: 'orders_v2', application_id: Number(app.clientId), attempts: 1 })
  expect(String(body['user_id'])).toBe(app.sellers[0]?.userId)
  expect(body['sent']).toMatch(/Z$/)
})

test('emulator Mercado Livre 17: a callback that does not answer 200 within 500 ms is tried 8 times in an hour, then missed_feeds lists it', async () => {
  shop.answerWith({ status: 201 })
  const { orderId } = await sell()
  await app.admin('POST', '/clock', { advanceMs: HOUR_MS })
  expect(shop.received.map(({ fields }) => fields['attempts'])).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(new Set(shop.received.map(({ fields }) => fields['_id'])).size).toBe(1)
  await app.admin('POST', '/clock', { advanceMs: HOUR_MS })
  expect(shop.received).toHaveLength(8)

  const [message] = listOf((await missed()).fields['messages']).map(fieldsOf)
  expect(message).toMatchObject({ resource: `/orders/${orderId}`, attempts: 8, response: { http_code: 201 } })
})

test('emulator Mercado Livre 17: a 200 that takes longer than 500 ms is a failed attempt', async () => {
  shop.answerWith({ delayMs: 700 })
  const { notifications } = await sell()
  expect(listOf(notifications).map(fieldsOf)).toMatchObject([{ attempt: 1, status: null, accepted: false }])
  shop.answerWith({})
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  expect(shop.received.map(({ fields }) => fields['attempts'])).toEqual([1, 2])
  await app.admin('POST', '/clock', { advanceMs: HOUR_MS })
  expect(shop.received).toHaveLength(2)
})

test('emulator Mercado Livre 17: missed_feeds keeps for two days, pages by 10, and does not empty when read', async () => {
  shop.answerWith({ status: 500 })
  await app.admin('POST', '/limits', { notificationDelaysMs: [] })
  await sell({ count: 12 })
  expect(listOf((await missed()).fields['messages'])).toHaveLength(10)
  expect(listOf((await missed('&offset=10')).fields['messages'])).toHaveLength(2)
  expect(listOf((await missed('&offset=20')).fields['messages'])).toHaveLength(0)
  expect(listOf((await missed()).fields['messages'])).toHaveLength(10)
  await app.admin('POST', '/clock', { advanceMs: 48 * HOUR_MS })
  expect(listOf((await missed()).fields['messages'])).toHaveLength(0)
})

test('emulator Mercado Livre 17: missed_feeds of topic items without site_id is a 400', async () => {
  expect((await missed('&topic=items')).status).toBe(400)
  expect((await missed('&topic=items&site_id=MLB')).status).toBe(200)
})

test('emulator Mercado Livre 18: the same notification can come ten times at once', async () => {
  await sell({ notifyTimes: 10, sameId: true })
  expect(shop.received).toHaveLength(10)
  expect(new Set(shop.received.map(({ fields }) => fields['_id'])).size).toBe(1)
})

test('emulator Mercado Livre 18: two notifications of one order can have different ids', async () => {
  await sell({ distinctIds: 2 })
  expect(new Set(shop.received.map(({ fields }) => fields['_id'])).size).toBe(2)
  expect(new Set(shop.received.map(({ fields }) => fields['resource'])).size).toBe(1)
})

test('emulator Mercado Livre 18: a change of an order also fires shipments and payments where the application subscribed', async () => {
  await app.admin('POST', '/app', { topics: ['orders_v2', 'shipments', 'payments'] })
  await sell()
  expect(shop.received.map(({ fields }) => fields['topic']).sort()).toEqual(['orders_v2', 'payments', 'shipments'])
})

test('emulator Mercado Livre 18: notifications come out of order and doubled by fault dials', async () => {
  await app.admin('POST', '/faults', [{ match: { path: 'orders_v2' }, kind: 'reorder', times: 1 }])
  const first = await sell()
  const second = await sell()
  await app.admin('POST', '/clock', { advanceMs: 0 })
  expect(shop.received.map(({ fields }) => fields['resource'])).toEqual([`/orders/${second['orderId']}`, `/orders/${first['orderId']}`])

  await app.admin('POST', '/faults', [{ match: {}, kind: 'duplicate', times: 1 }])
  await sell()
  expect(shop.received).toHaveLength(4)
  expect(shop.received[2]?.fields['_id']).toBe(shop.received[3]?.fields['_id'])
})

test('emulator Mercado Livre 18: an event can arrive before the order is readable', async () => {
  const { orderId } = await sell({ readableAfterMs: 5_000 })
  expect(shop.received).toHaveLength(1)
  expect((await app.get(`/orders/${orderId}`, token)).status).toBe(404)
  await app.admin('POST', '/clock', { advanceMs: 5_000 })
  expect((await app.get(`/orders/${orderId}`, token)).status).toBe(200)
})

test('emulator Mercado Livre 19: a topic that keeps failing is switched off, and its events are in no list until someone subscribes again', async () => {
  await app.admin('POST', '/limits', { fallbackAfterFailures: 3, notificationDelaysMs: [] })
  shop.answerWith({ status: 500 })
  await sell({ count: 3 })
  expect(shop.received).toHaveLength(3)
  await sell()
  expect(shop.received).toHaveLength(3)
  expect(listOf((await missed()).fields['messages'])).toHaveLength(2)

  shop.answerWith({})
  await app.admin('POST', '/app', { topics: ['orders_v2'] })
  await sell()
  expect(shop.received).toHaveLength(4)
})

test('emulator Mercado Livre 20: notifications carry no signature, and come from a configurable address', async () => {
  await app.admin('POST', '/app', { sourceAddress: '127.0.0.7' })
  await sell()
  const [received] = shop.received
  expect(received?.address).toBe('127.0.0.7')
  expect(Object.keys(received?.headers ?? {}).filter((name) => /sign|hmac|auth/.test(name))).toEqual([])
  await app.admin('POST', '/app', { sourceAddress: null })
})
