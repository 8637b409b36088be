import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { beforeEach, expect, test } from 'vitest'
import { useMarket } from '../testing/use-market.ts'

const HOUR_MS = 3_600_000

const market = useMarket()
let orderId: string
let path: string
beforeEach(async () => {
  orderId = String((await market.play('sell'))['orderId'])
  path = `/shipments/${fieldsOf((await market.get(`/orders/${orderId}`)).fields['shipping'])['id']}`
})

const read = async (part: string) => JSON.parse((await market.get(`${path}${part}`)).text)

test('emulator Mercado Livre 13: senders of the costs do not begin with you, and 0 is a real value', async () => {
  const { senders, receiver } = await read('/costs')
  expect(String(senders[0].user_id)).not.toBe(market.sellerId())
  expect(senders.find((one: { user_id: number }) => String(one.user_id) === market.sellerId()).cost).toBe(24.9)
  expect([senders[0].cost, receiver.cost]).toEqual([0, 0])
})

test('emulator Mercado Livre 13: payments are a bare list whose amount may be quoted', async () => {
  expect(await read('/payments')).toMatchObject([{ amount: expect.any(String), status: 'approved' }])
})

test('emulator Mercado Livre 13: the sla turns delayed when the parcel has not left in time', async () => {
  expect(await read('/sla')).toMatchObject({ status: 'on_time' })
  await market.admin('POST', '/clock', { advanceMs: 49 * HOUR_MS })
  await market.reconnect()
  expect(await read('/sla')).toMatchObject({ status: 'delayed', expected_date: expect.stringMatching(/-04:00$/) })
})

test('emulator Mercado Livre 13: history, lead time, carrier and delays are read beside the shipment', async () => {
  expect(await read('/history')).toMatchObject([{ status: 'pending', substatus: null, date: expect.any(String) }])
  expect(await read('/lead_time')).toHaveProperty('estimated_delivery_limit')
  expect(await read('/carrier')).toHaveProperty('url')
  expect(await read('/delays')).toMatchObject({ delays: [] })
  expect(await read('/items')).toMatchObject([{ variation_id: 0 }])
})

test('emulator Mercado Livre 13: the hosted view of an order is a list with the forward shipment', async () => {
  const hosted = JSON.parse((await market.get(`/orders/${orderId}/shipments`, { 'x-new-domain': 'true' })).text)
  expect(hosted).toEqual([{ id: expect.any(Number), type: 'forward' }])
  expect((await market.get(`/orders/${orderId}/shipments`)).fields).toHaveProperty('order_id')
})

test('emulator Mercado Livre 11: all orders of a pack travel in one parcel', async () => {
  const { orderIds, packId } = await market.play('sell', { count: 2, pack: true })
  const pack = (await market.get(`/packs/${packId}`)).fields
  path = `/shipments/${fieldsOf(pack['shipment'])['id']}`
  const entries = await read('/orders')
  expect([...new Set(entries.map((entry: { order_id: number }) => entry.order_id))]).toEqual(orderIds)
})

test('emulator Mercado Livre 13: the catalogue of statuses names 15 of them', async () => {
  const statuses = listOf(JSON.parse((await market.get('/shipment_statuses')).text)).map(fieldsOf)
  expect(statuses).toHaveLength(15)
  expect(statuses.find(({ id }) => id === 'ready_to_ship')?.['substatuses']).toContain('invoice_pending')
})

test('emulator Mercado Livre 13: labels come for at most 50 shipments, and a fiscal document for the buyer releases none', async () => {
  const ids = Array.from({ length: 51 }, (_, index) => index).join(',')
  expect((await market.get(`/shipment_labels?shipment_ids=${ids}`)).status).toBe(400)
  for (let i = 0; i < 2; i++) await market.play('moveShipment')
  expect((await market.send(`/packs/${orderId}/fiscal_documents`, { method: 'POST' })).status).toBe(201)
  expect((await market.get(path, { 'x-format-new': 'true' })).fields['substatus']).toBe('invoice_pending')
})

test('emulator Mercado Livre 13: a seller with a carrier of its own reports what happened, and a parcel can be split', async () => {
  const report = (json: unknown) => market.send(`${path}/seller_notifications`, { json })
  expect((await report({ status: 'lost' })).status).toBe(400)
  expect((await report({ status: 'shipped' })).fields['status']).toBe('shipped')
  expect((await report({ status: 'not_delivered' })).status).toBe(400)
  expect((await report({ status: 'not_delivered', substatus: 'returning_to_sender' })).status).toBe(200)
  expect((await market.send(`${path}/split`, { json: { reason: 'OTHER', packs: [] } })).status).toBe(400)
  expect((await market.send(`${path}/split`, { json: { reason: 'DIMENSIONS_EXCEEDED', packs: [] } })).status).toBe(201)
})
