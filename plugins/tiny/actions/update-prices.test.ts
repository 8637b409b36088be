import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('each price is sent, and what became of it is said', async () => {
  await tiny().replay('update-prices')
})

test('a product that is named twice is refused before anything is sent', async () => {
  const price = { produtoId: '5', preco: '1.00' }
  expect(await tiny().run('update-prices', { precos: [price, price] })).toMatchObject({ ok: false, failure: { code: 'invalid_input' } })
  expect(tiny().provider.requests).toEqual([])
})
