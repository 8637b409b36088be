import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')
const ITEM = { id: 'MLB1', status: 'active', price: '10', available_quantity: 3, variations: [] }

test('the price of a listing is set', async () => {
  await mercadoLivre().replay('update-price')
})

test('a price that is there already, also quoted, is left alone', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ json: ITEM })
  expect(await run('update-price', { itemId: 'MLB1', price: '10.00' })).toMatchObject({ ok: true, output: { unchanged: true } })
})

test('all variations get the same price', async () => {
  const { provider, run } = mercadoLivre()
  const item = { ...ITEM, variations: [{ id: 7 }, { id: 8 }] }
  provider.answers.push({ json: item }, { json: { ...item, price: 12.5 } })
  expect(await run('update-price', { itemId: 'MLB1', price: '12.5' })).toMatchObject({ ok: true, output: { price: '12.50' } })
  expect(provider.requests[1]?.body).toEqual({
    variations: [
      { id: 7, price: 12.5 },
      { id: 8, price: 12.5 },
    ],
  })
})
