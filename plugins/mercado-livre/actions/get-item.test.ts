import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')

test('a listing is read as it was recorded', async () => {
  await mercadoLivre().replay('get-item')
})

test('the seller’s code is found in the attributes, and a listing without one has none', async () => {
  const { provider, run } = mercadoLivre()
  const item = { id: 'MLB1', title: 'Copo', status: 'active', price: 10 }
  provider.answers.push({ json: { ...item, attributes: [{ id: 'SELLER_SKU', value_name: 'COP-300' }] } }, { json: item })
  expect(await run('get-item', { itemId: 'MLB1' })).toMatchObject({ ok: true, output: { seller_sku: 'COP-300', price: '10.00' } })
  expect(await run('get-item', { itemId: 'MLB1' })).toMatchObject({ ok: true, output: { seller_sku: null } })
})
