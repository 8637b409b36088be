import { fieldsOf, listOf, textsOf } from '@tomada/sdk/emulator'
import { beforeEach, expect, test } from 'vitest'
import { useMarket } from '../testing/use-market.ts'

const market = useMarket()
let id: string
beforeEach(async () => {
  id = textsOf((await market.get(`/users/${market.sellerId()}/items/search?seller_sku=CAD-10M`)).fields['results'])[0] ?? ''
})

const put = (json: unknown) => market.send(`/items/${id}`, { method: 'PUT', json })
const publish = (more: Record<string, unknown>) =>
  market.send('/items', { json: { title: 'Caneca', category_id: 'MLB1144', listing_type_id: 'gold_special', price: 30, ...more } })
const twoColours = [
  { attribute_combinations: [{ id: 'COLOR', value_name: 'Azul' }], available_quantity: 3, price: 30 },
  { attribute_combinations: [{ id: 'COLOR', value_name: 'Verde' }], available_quantity: 4, price: 30 },
]

test('emulator Mercado Livre 10: a price is set, and its prices resource tells it', async () => {
  expect((await put({ price: 199.9 })).fields).toMatchObject({ price: 199.9, base_price: 199.9 })
  expect((await market.get(`/items/${id}/prices`)).fields).toMatchObject({ id, prices: [{ type: 'standard', amount: 199.9 }] })
  expect((await market.get(`/items/${id}/sale_price`)).fields).toMatchObject({ amount: 199.9, currency_id: 'BRL' })
})

test('emulator Mercado Livre 10: pausing and closing are statuses; a closed item does not come back, and only a closed one is deleted', async () => {
  expect((await put({ status: 'paused' })).fields).toMatchObject({ status: 'paused', sub_status: [] })
  expect((await put({ deleted: 'true' })).status).toBe(400)
  expect((await put({ status: 'closed' })).fields['status']).toBe('closed')
  expect((await put({ status: 'active' })).status).toBe(400)
  expect((await put({ deleted: 'true' })).fields).toMatchObject({ status: 'closed', sub_status: ['deleted'] })
})

test('emulator Mercado Livre 10: variations that are not named are removed, and all have one price', async () => {
  const item = (await publish({ variations: twoColours })).fields
  id = String(item['id'])
  const [first] = listOf(item['variations']).map(fieldsOf)
  expect(item).toMatchObject({ available_quantity: 7, variations: [{ price: 30 }, { price: 30 }] })
  const uneven = listOf(item['variations']).map((variation, index) => ({ id: fieldsOf(variation)['id'], price: 10 + index }))
  expect((await put({ variations: uneven })).fields).toMatchObject({ cause: [{ code: 'item.price.different' }] })
  expect((await put({ variations: [{ id: first?.['id'], available_quantity: 5 }] })).fields).toMatchObject({
    available_quantity: 5,
    variations: [{ id: first?.['id'] }],
  })
  expect((await put({ variations: [{ id: 1 }] })).status).toBe(400)
})

test('emulator Mercado Livre 10: a user product seller cannot publish variations', async () => {
  await market.play('sellerTraits', { isUserProductSeller: true })
  expect((await publish({ variations: twoColours })).status).toBe(400)
  expect((await publish({})).status).toBe(201)
  expect((await market.get('/users/me')).fields['tags']).toContain('user_product_seller')
})

test('emulator Mercado Livre 10: a required attribute cannot be taken away', async () => {
  const answer = await put({ attributes: [{ id: 'BRAND', value_name: null }] })
  expect([answer.status, answer.fields['cause']]).toMatchObject([400, [{ code: 'item.attributes.deleted_required' }]])
})

test('emulator Mercado Livre 8: the description is written once with POST and then with PUT and api_version=2', async () => {
  const path = `/items/${id}/description`
  expect((await market.send(path, { json: { plain_text: 'Capa dura' } })).status).toBe(201)
  expect((await market.send(path, { method: 'PUT', json: { plain_text: 'x' } })).status).toBe(400)
  expect((await market.send(`${path}?api_version=2`, { method: 'PUT', json: { plain_text: 'Capa mole' } })).status).toBe(200)
  expect((await market.get(path)).fields['plain_text']).toBe('Capa mole')
})

test('emulator Mercado Livre 8: the search filters by status, and the public search answers 403', async () => {
  const search = `/users/${market.sellerId()}/items/search`
  await put({ status: 'paused' })
  expect(textsOf((await market.get(`${search}?status=paused`)).fields['results'])).toContain(id)
  expect(textsOf((await market.get(`${search}?status=active`)).fields['results'])).not.toContain(id)
  expect((await market.get(`/sites/MLB/search?seller_id=${market.sellerId()}`)).status).toBe(403)
})

test('emulator Mercado Livre 9: attribute tags are a map or a list, listing prices an object or a list', async () => {
  const attributes = JSON.parse((await market.get('/categories/MLB44011/attributes')).text)
  expect(attributes.map((one: { tags: unknown }) => Array.isArray(one.tags))).toEqual([false, true, true])
  expect((await market.get('/sites/MLB/listing_prices?price=100&listing_type_id=gold_pro')).fields['sale_fee_amount']).toBe(17)
  expect(JSON.parse((await market.get('/sites/MLB/listing_prices?price=100')).text)).toHaveLength(3)
  expect((await market.get('/categories/MLB44011')).fields).toMatchObject({ children_categories: [], settings: { max_title_length: 60 } })
})

test('emulator Mercado Livre 8: a picture is uploaded as the multipart part file', async () => {
  const form = new FormData()
  form.set('file', new Blob(['x']), 'foto.png')
  const headers = { authorization: `Bearer ${market.token()}` }
  const answer = await fetch(`${market.app().url}/pictures/items/upload`, { method: 'POST', headers, body: form })
  expect([answer.status, fieldsOf(await answer.json())['id']]).toEqual([201, expect.stringMatching(/^\d{6}-MLB/)])
})
