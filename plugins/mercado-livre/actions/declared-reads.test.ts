import { expect, test } from 'vitest'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { readDeliveryFixture, useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')

test.each([
  'get-me',
  'get-item',
  'get-question',
  'get-shipment',
  'get-shipment-history',
  'get-claim',
  'get-messages',
  'get-pack',
  'get-payment',
  'search-items',
  'search-orders',
  'search-questions',
  'search-claims',
])('%s asks and gives what was recorded', async (action) => {
  await mercadoLivre().replay(action)
})

test('the connection test gives the account by which notifications find the connection', async () => {
  const { registry } = mercadoLivre()
  expect(registry.authOf('mercado-livre', 'oauth').declared).toMatchObject({
    test: { action: 'get-me' },
    account: { id: '/id', label: '/nickname' },
  })
})

test.each([
  ['order-changed', 'get-order', 'orderId'],
  ['item-changed', 'get-item', 'itemId'],
  ['question-received', 'get-question', 'questionId'],
  ['shipment-changed', 'get-shipment', 'shipmentId'],
  ['price-changed', 'get-item', 'itemId'],
  ['payment-changed', 'get-payment', 'paymentId'],
  ['claim-changed', 'get-claim', 'claimId'],
])('ML-34 the resourceId of %s is what %s takes', async (trigger, action, field) => {
  const { registry } = mercadoLivre()
  const { data } = await readDeliveryFixture('mercado-livre', trigger)
  const input = { [field]: atPointer(data, '/resourceId') ?? null }
  expect(registry.actionOf('mercado-livre', action).input.validator.validate(input)).toEqual([])
})
