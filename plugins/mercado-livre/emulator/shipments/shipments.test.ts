import { type Fields, fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
let token: string
let order: Fields
let shipmentId: unknown
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
  const { orderId } = await app.admin('POST', '/scenario/sell', {})
  order = (await app.get(`/orders/${orderId}`, token)).fields
  shipmentId = fieldsOf(order['shipping'])['id']
})
afterAll(() => app.stop())

const move = (to?: string) => app.admin('POST', '/scenario/moveShipment', { to })
const read = async () => (await app.get(`/shipments/${shipmentId}`, token, { 'x-format-new': 'true' })).fields

test('emulator Mercado Livre 12: shipments of an order and orders of a shipment answer 204 until they have spread', async () => {
  await app.admin('POST', '/limits', { shipmentLagMs: 10_000 })
  for (const path of [`/orders/${order['id']}/shipments`, `/shipments/${shipmentId}/orders`]) {
    expect((await app.get(path, token)).status).toBe(204)
  }
  await app.admin('POST', '/clock', { advanceMs: 10_000 })
  const hosted = { 'x-new-domain': 'true' }
  const shipments = JSON.parse((await app.get(`/orders/${order['id']}/shipments`, token, hosted)).text)
  expect(shipments).toEqual([{ id: shipmentId, type: 'forward' }])
  const orders = JSON.parse((await app.get(`/shipments/${shipmentId}/orders`, token)).text)
  expect(orders).toHaveLength(listOf(order['order_items']).length)
})

test('emulator Mercado Livre 13: the new format has lost order_id and receiver_address', async () => {
  const old = (await app.get(`/shipments/${shipmentId}`, token)).fields
  expect(old).toMatchObject({ order_id: order['id'], receiver_address: expect.anything() })
  const fresh = await read()
  expect(fresh).not.toHaveProperty('order_id')
  expect(fresh).toMatchObject({ logistic: { mode: 'me2' }, destination: { shipping_address: { zip_code: expect.any(String) } } })
})

test('emulator Mercado Livre 13: a parcel waits for its invoice, then is printed, shipped and delivered', async () => {
  const states = []
  for (let i = 0; i < 3; i++) states.push(await move())
  expect(states.map(({ status, substatus, isMoved }) => [status, substatus, isMoved])).toEqual([
    ['handling', null, true],
    ['ready_to_ship', 'invoice_pending', true],
    ['ready_to_ship', 'invoice_pending', false],
  ])
  const labels = `/shipment_labels?shipment_ids=${shipmentId}&response_type=pdf`
  const early = await app.get(labels, token)
  expect([early.status, listOf(early.fields['failed_shipments'])]).toMatchObject([400, [{ shipment_id: shipmentId }]])

  const invoice = { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/xml' }, body: '<nfeProc/>' }
  expect((await fetch(`${app.url}/shipments/${shipmentId}/invoice_data?siteId=MLB`, invoice)).status).toBe(201)
  expect((await read())['substatus']).toBe('ready_to_print')
  const zip = await app.get(labels, token)
  expect([zip.status, zip.headers.get('content-type'), zip.text.slice(0, 2)]).toEqual([200, 'application/zip', 'PK'])
  expect((await read())['substatus']).toBe('printed')
  expect((await move())['status']).toBe('shipped')
  expect((await read())['tracking_number']).toMatch(/^[A-Z]{2}\d{9}BR$/)
  expect((await move())['status']).toBe('delivered')
  expect(listOf((await app.get(`/orders/${order['id']}`, token)).fields['tags'])).toContain('delivered')
})

test('emulator Mercado Livre 13: a parcel can end as not delivered or cancelled, and moves no more', async () => {
  expect((await move('not_delivered'))['status']).toBe('not_delivered')
  expect((await move())['isMoved']).toBe(false)
})
