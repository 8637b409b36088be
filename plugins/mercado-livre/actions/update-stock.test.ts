import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')
const ITEM = { id: 'MLB1', status: 'active', price: 10, available_quantity: 3, user_product_id: 'MLBU1', variations: [] }

test('the stock of a listing is looked at and set', async () => {
  await mercadoLivre().replay('update-stock')
})

test('a listing that already has that stock is left alone', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ json: ITEM })
  expect(await run('update-stock', { itemId: 'MLB1', quantity: 3 })).toMatchObject({ ok: true, output: { unchanged: true } })
  expect(provider.requests).toHaveLength(1)
})

test('of a listing with variations one is set, and all are named so that none is removed', async () => {
  const { provider, run } = mercadoLivre()
  const variations = [
    { id: 7, available_quantity: 1 },
    { id: 8, available_quantity: 2 },
  ]
  provider.answers.push(
    { json: { ...ITEM, variations } },
    { json: {} },
    { json: { ...ITEM, variations: [variations[0] ?? null, { id: 8, available_quantity: 9 }] } },
  )
  const result = await run('update-stock', { itemId: 'MLB1', variationId: '8', quantity: 9 })
  expect(result).toMatchObject({ ok: true, output: { variationId: '8', availableQuantity: '9' } })
  expect(provider.requests[1]?.body).toEqual({ variations: [{ id: 7 }, { id: 8, available_quantity: 9 }] })
})

test('a listing with variations needs to be told which one', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ json: { ...ITEM, variations: [{ id: 7, available_quantity: 1 }] } })
  expect(await run('update-stock', { itemId: 'MLB1', quantity: 9 })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input', at: '/variationId', effect: 'no' },
  })
})

test('a stock write that was answered well and ignored goes to the location, with the version that was read', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push(
    { json: ITEM },
    { json: { ...ITEM, available_quantity: 9 } },
    { json: ITEM },
    {
      json: { locations: [{ type: 'seller_warehouse', store_id: '1', network_node_id: 'N', quantity: 3 }] },
      headers: { 'x-version': '4' },
    },
    { text: '', status: 200 },
  )
  expect(await run('update-stock', { itemId: 'MLB1', quantity: 9 })).toMatchObject({ ok: true, output: { availableQuantity: '9' } })
  expect(provider.requests[4]).toMatchObject({
    method: 'PUT',
    path: '/user-products/MLBU1/stock/type/seller_warehouse',
    headers: { 'x-version': '4' },
    body: { locations: [{ store_id: '1', network_node_id: 'N', quantity: 9 }] },
  })
})

test('a stock kept in several places cannot be set as one number', async () => {
  const { provider, run } = mercadoLivre()
  const place = { type: 'seller_warehouse', quantity: 1 }
  provider.answers.push(
    { json: ITEM },
    { json: ITEM },
    { json: ITEM },
    { json: { locations: [place, place] }, headers: { 'x-version': '4' } },
  )
  expect(await run('update-stock', { itemId: 'MLB1', quantity: 9 })).toMatchObject({ ok: false, failure: { class: 'permanent' } })
})
