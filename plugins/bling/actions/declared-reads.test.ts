import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test.each(['get-company', 'get-invoice-document'])('%s asks and gives what was recorded', async (action) => {
  await bling().replay(action)
})

test('MH-65 the tenant is implicit: the connected company says its id, by which webhooks find the connection', async () => {
  const { registry } = bling()
  expect(registry.authOf('bling', 'oauth').declared).toMatchObject({
    test: { action: 'get-company' },
    account: { id: '/id', label: '/nome' },
  })
  expect(registry.pluginOf('bling').webhooks.get('events')?.connectionBy).toEqual({ pointers: ['/companyId'] })
})
