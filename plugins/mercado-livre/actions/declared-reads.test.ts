import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')

test.each(['get-me', 'get-shipment'])('%s asks and gives what was recorded', async (action) => {
  await mercadoLivre().replay(action)
})

test('the connection test gives the account by which notifications find the connection', async () => {
  const { registry } = mercadoLivre()
  expect(registry.authOf('mercado-livre', 'oauth').declared).toMatchObject({
    test: { action: 'get-me' },
    account: { id: '/id', label: '/nickname' },
  })
})
