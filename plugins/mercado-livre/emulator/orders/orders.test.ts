import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const sell = async (input: Record<string, unknown> = {}) => String((await app.admin('POST', '/scenario/sell', input))['orderId'])
const search = async (query: Record<string, string> = {}) => {
  const { fields } = await app.get(`/orders/search?${new URLSearchParams({ seller: app.sellers[0]?.userId ?? '', ...query })}`, token)
  return listOf(fields['results']).map((order) => String(fieldsOf(order)['id']))
}

test('a sale may be in another currency: its order, lines and payment say so', async () => {
  const id = await sell({ currency: 'USD', items: [{ sku: 'CAD-10M' }] })
  const { fields } = await app.get(`/orders/${id}`, token)
  expect(fields).toMatchObject({ currency_id: 'USD', order_items: [{ currency_id: 'USD' }], payments: [{ currency_id: 'USD' }] })
})

test('emulator Mercado Livre 11: a sold item is a paid order whose lines add up to its total, with the buyer masked', async () => {
  const id = await sell({ items: [{ sku: 'CAD-10M', quantity: 3 }, { sku: 'GAR-500' }] })
  const { status, fields } = await app.get(`/orders/${id}`, token)
  expect(status).toBe(200)
  expect(fields).toMatchObject({ status: 'paid', currency_id: 'BRL', total_amount: 184.69, paid_amount: 184.69, pack_id: null })
  expect(fields['date_created']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-04:00$/)
  expect(Object.keys(fieldsOf(fields['buyer']))).toEqual(['id', 'nickname'])
  expect(fields['tags']).toEqual(['paid', 'not_delivered'])
  expect(Number.isSafeInteger(numberOf(fields['id']))).toBe(true)
})

test('emulator Mercado Livre 11: billing_info with x-version 2 tells name, document and address', async () => {
  const id = await sell({ buyer: { document: '52998224725', name: 'Conceição', lastName: 'Souza' } })
  const { fields } = await app.get(`/orders/${id}/billing_info`, token, { 'x-version': '2' })
  const billing = fieldsOf(fieldsOf(fields['buyer'])['billing_info'])
  expect(fields['site_id']).toBe('MLB')
  expect(billing).toMatchObject({ name: 'Conceição', last_name: 'Souza', identification: { type: 'CPF', number: '52998224725' } })
  expect(fieldsOf(billing['address'])).toMatchObject({ country_id: 'BR', zip_code: expect.stringMatching(/^\d{8}$/) })
  const old = await app.get(`/orders/${id}/billing_info`, token)
  expect(fieldsOf(old.fields['billing_info'])).toMatchObject({ doc_number: '52998224725' })
})

test('emulator Mercado Livre 11: an order may answer 206 with fields left out, then whole', async () => {
  const id = await sell({ partialReads: 1 })
  const partial = await app.get(`/orders/${id}`, token)
  expect(partial.status).toBe(206)
  expect(partial.fields['order_items']).toEqual([])
  expect(partial.fields['total_amount']).toBeUndefined()
  const whole = await app.get(`/orders/${id}`, token)
  expect(whole.status).toBe(200)
  expect(listOf(whole.fields['order_items']).length).toBeGreaterThan(0)
})

test('emulator Mercado Livre 11: a cancelled order is not in the seller search but can be read by id', async () => {
  const id = await sell()
  expect(await search()).toEqual([id])
  await app.admin('POST', '/scenario/cancel', { orderId: Number(id) })
  expect(await search()).toEqual([])
  expect((await app.get(`/orders/${id}`, token)).fields['status']).toBe('cancelled')
})

test('emulator Mercado Livre 11: a cancellation with cash back stays paid and gets the tag unfulfilled', async () => {
  const id = await sell()
  await app.admin('POST', '/scenario/cancel', { orderId: Number(id), cashBack: true })
  const { fields } = await app.get(`/orders/${id}`, token)
  expect(fields['status']).toBe('paid')
  expect(fields['tags']).toContain('unfulfilled')
})

test('emulator Mercado Livre 11: orders are kept for twelve months', async () => {
  const id = await sell()
  await app.admin('POST', '/clock', { advanceMs: 366 * 86_400_000 })
  token = (await app.connect()).accessToken
  expect(await search()).toEqual([])
  expect((await app.get(`/orders/${id}`, token)).status).toBe(404)
})

test('emulator Mercado Livre 11: a pack groups several orders', async () => {
  const sold = await app.admin('POST', '/scenario/sell', { count: 2, pack: true })
  const { fields } = await app.get(`/packs/${sold['packId']}`, token)
  expect(listOf(fields['orders']).map((order) => fieldsOf(order)['id'])).toEqual(sold['orderIds'])
})

test('emulator Mercado Livre 11: an unknown order answers order_not_found with a null cause', async () => {
  const answer = await app.get('/orders/2000000000000001', token)
  expect(answer.status).toBe(404)
  expect(answer.fields).toEqual({ message: 'Order not found.', error: 'order_not_found', status: 404, cause: null })
})

test('emulator Mercado Livre 11: an order is unpaid until the buyer pays', async () => {
  const id = await sell({ status: 'payment_required' })
  const unpaid = await app.get(`/orders/${id}`, token)
  expect(unpaid.fields).toMatchObject({
    status: 'payment_required',
    paid_amount: 0,
    date_closed: null,
    tags: ['not_paid', 'not_delivered'],
  })
  await app.admin('POST', '/scenario/pay', { orderId: Number(id) })
  expect((await app.get(`/orders/${id}`, token)).fields['status']).toBe('paid')
})

test('emulator Mercado Livre 12: the search shows an order only after a lag, reads by id show it at once', async () => {
  await app.admin('POST', '/limits', { searchLagMs: 30_000 })
  const id = await sell()
  expect((await app.get(`/orders/${id}`, token)).status).toBe(200)
  expect(await search()).toEqual([])
  await app.admin('POST', '/clock', { advanceMs: 30_000 })
  expect(await search()).toEqual([id])
})

test('emulator Mercado Livre 11: the search pages by 50 and filters by status and last update', async () => {
  await app.admin('POST', '/scenario/sell', { count: 60 })
  const paid = await sell({ status: 'confirmed' })
  expect(await search()).toHaveLength(50)
  expect(await search({ offset: '50' })).toHaveLength(11)
  expect(await search({ 'order.status': 'confirmed' })).toEqual([paid])
  const answer = await app.get(`/orders/search?seller=${app.sellers[0]?.userId}&limit=51`, token)
  expect(answer.status).toBe(400)
})

test('emulator Mercado Livre 4: a missing or unknown token gets 401, another seller’s gets 403', async () => {
  const id = await sell()
  expect((await app.get(`/orders/${id}`, '')).status).toBe(401)
  const unknown = await app.get(`/orders/${id}`, 'APP_USR-1')
  expect(unknown.fields).toEqual({ message: 'invalid access token', error: 'unauthorized', status: 401, cause: [] })
  const other = await app.connect(app.sellers[1]?.login)
  const foreign = await app.get(`/orders/${id}`, other.accessToken)
  expect([foreign.status, foreign.fields['error'], foreign.fields['code']]).toEqual([403, 'access_denied', 'FORBIDDEN'])
})

test('emulator Mercado Livre 4: an address outside the allow-list gets 403', async () => {
  await app.admin('POST', '/limits', { allowedAddresses: ['54.88.218.97'] })
  expect((await app.get('/users/me', token)).status).toBe(403)
})

test('emulator Mercado Livre 6: more than the application’s requests per minute get 429 until the minute has passed', async () => {
  await app.admin('POST', '/limits', { requestsPerMinute: 5 })
  const statuses = []
  for (let i = 0; i < 5; i++) statuses.push((await app.get('/users/me', token)).status)
  expect(statuses.at(-1)).toBe(429)
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  expect((await app.get('/users/me', token)).status).toBe(200)
})

test('a shop that sold everything fills its shelves again, so that there is always something to sell', async () => {
  const { orderIds } = await app.admin('POST', '/scenario/sell', { count: 2500 })
  expect(listOf(orderIds)).toHaveLength(2500)
})
