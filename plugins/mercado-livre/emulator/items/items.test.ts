import { fieldsOf, listOf, textsOf } from '@tomada/sdk/emulator'
import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
let token: string
let search: string
beforeAll(async () => {
  app = await startConnectedApp()
  search = `/users/${app.sellers[0]?.userId}/items/search`
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const get = (path: string, accessToken = token) => app.get(path, accessToken)
const put = (path: string, json: unknown, headers?: Record<string, string>) =>
  call(`${app.url}${path}`, { method: 'PUT', token, json, headers })
const idOf = async (sku: string) => textsOf((await get(`${search}?seller_sku=${sku}`)).fields['results'])[0] ?? ''
const multiget = async (path: string) => listOf(JSON.parse((await get(path)).text)).map(fieldsOf)

test('emulator Mercado Livre 8: the search answers ids, 50 by default and 100 at most, up to row 1000', async () => {
  await app.admin('POST', '/scenario/fillListings', { count: 1100 })
  const first = await get(search)
  expect(listOf(first.fields['results'])).toHaveLength(50)
  expect(textsOf(first.fields['results'])[0]).toMatch(/^MLB\d+$/)
  expect(listOf((await get(`${search}?limit=100&offset=900`)).fields['results'])).toHaveLength(100)
  expect((await get(`${search}?limit=101`)).status).toBe(400)
  expect((await get(`${search}?limit=100&offset=901`)).status).toBe(400)
})

test('emulator Mercado Livre 8: a scan reaches everything with a new scroll_id each time, and ends on null', async () => {
  await app.admin('POST', '/scenario/fillListings', { count: 250 })
  const seen = new Set<string>()
  const scrolls: unknown[] = []
  let page = await get(`${search}?search_type=scan&limit=100`)
  while (page.fields['scroll_id'] !== null) {
    for (const id of textsOf(page.fields['results'])) seen.add(id)
    scrolls.push(page.fields['scroll_id'])
    page = await get(`${search}?search_type=scan&limit=100&scroll_id=${page.fields['scroll_id']}`)
  }
  expect(page.fields['results']).toEqual([])
  expect(seen.size).toBe(252)
  expect(new Set(scrolls).size).toBe(scrolls.length)
  expect((await get(`${search}?search_type=scan&scroll_id=${scrolls[0]}`)).status).toBe(400)
})

test('emulator Mercado Livre 8: a scroll_id expires after five minutes', async () => {
  const page = await get(`${search}?search_type=scan&limit=5`)
  await app.admin('POST', '/clock', { advanceMs: 5 * 60_000 })
  expect((await get(`${search}?search_type=scan&limit=5&scroll_id=${page.fields['scroll_id']}`)).status).toBe(400)
})

test('emulator Mercado Livre 8: a seller of more than 200,000 items gets 206 with include_filters, else 200', async () => {
  await app.admin('POST', '/scenario/sellerTraits', { hasHugeCatalogue: true })
  expect((await get(`${search}?include_filters=true`)).status).toBe(206)
  expect((await get(search)).status).toBe(200)
  expect((await get(`${search}/restrictions`)).fields).toEqual({ aggregations_allowed: false, query_allowed: false, sort_allowed: false })
})

test('emulator Mercado Livre 9: the legacy multiget cuts at 20 and has a code for each entry', async () => {
  const ids = textsOf((await get(search)).fields['results'])
  const entries = await multiget(`/items?ids=${['MLB1', ...ids, ...ids].join(',')}&attributes=id,price`)
  expect(entries).toHaveLength(20)
  expect(entries.map(({ code }) => code)).toEqual([404, ...Array.from({ length: 19 }, () => 200)])
  expect(Object.keys(fieldsOf(entries[1]?.['body']))).toEqual(['id', 'price'])
})

test('emulator Mercado Livre 9: bulk answers status_code, id and body, and picks attributes by their body. prefix', async () => {
  const [id] = textsOf((await get(search)).fields['results'])
  const entries = await multiget(`/items/bulk?ids=${id},MLB1&attributes=body.id,body.price`)
  expect(entries).toMatchObject([
    { status_code: 200, id },
    { status_code: 404, id: 'MLB1' },
  ])
  expect(Object.keys(fieldsOf(entries[0]?.['body']))).toEqual(['id', 'price'])
})

test('emulator Mercado Livre 10: an item without stock cannot be activated', async () => {
  const id = await idOf('KIT-46')
  const answer = await put(`/items/${id}`, { status: 'active' })
  expect(answer.status).toBe(400)
  expect(answer.fields).toMatchObject({ error: 'validation_error', cause: [{ cause_id: 323, code: 'item.status.invalid' }] })
})

test('emulator Mercado Livre 10: stock 0 pauses an item as out_of_stock, stock again brings it back', async () => {
  const id = await idOf('CAD-10M')
  expect((await put(`/items/${id}`, { available_quantity: 0 })).fields).toMatchObject({ status: 'paused', sub_status: ['out_of_stock'] })
  expect((await put(`/items/${id}`, { available_quantity: 6 })).fields).toMatchObject({
    status: 'active',
    sub_status: [],
    available_quantity: 6,
  })
})

test('emulator Mercado Livre 10: a multi-origin account’s stock write answers 200 and changes nothing', async () => {
  const id = await idOf('CAD-10M')
  const before = (await get(`/items/${id}`)).fields['available_quantity']
  await app.admin('POST', '/scenario/sellerTraits', { isMultiOrigin: true })
  expect((await put(`/items/${id}`, { available_quantity: 1 })).status).toBe(200)
  expect((await get(`/items/${id}`)).fields['available_quantity']).toBe(before)
})

test('emulator Mercado Livre 10: user-product stock wants the x-version it gave: 400 without, 409 when stale', async () => {
  const path = `/user-products/${(await idOf('CAD-10M')).replace('MLB', 'MLBU')}/stock`
  const version = (await get(path)).headers.get('x-version') ?? ''
  const write = (headers: Record<string, string>) =>
    put(`${path}/type/seller_warehouse`, { locations: [{ store_id: '1', quantity: 9 }] }, headers)
  expect((await write({})).status).toBe(400)
  const written = await write({ 'x-version': version })
  expect([written.status, written.text]).toEqual([200, ''])
  expect(written.headers.get('x-version')).not.toBe(version)
  expect((await write({ 'x-version': version })).status).toBe(409)
  expect(listOf((await get(path)).fields['locations']).map(fieldsOf)).toMatchObject([{ quantity: 9 }])
})

test('emulator Mercado Livre 10: a new item names what its body lacks', async () => {
  const answer = await call(`${app.url}/items`, { token, json: { title: 'Copo' } })
  expect(answer.fields).toMatchObject({
    message: 'body.required_fields',
    cause: [{ message: 'The body does not contains some or none of the following properties [listing_type_id, category_id]' }],
  })
})

test('emulator Mercado Livre 8: a stranger sees the range of the stock, the owner the real figure', async () => {
  const id = await idOf('CAD-10M')
  await put(`/items/${id}`, { available_quantity: 137 })
  const other = (await app.connect(app.sellers[1]?.login)).accessToken
  expect((await get(`/items/${id}`)).fields['available_quantity']).toBe(137)
  expect((await get(`/items/${id}`, other)).fields['available_quantity']).toBe(100)
})
