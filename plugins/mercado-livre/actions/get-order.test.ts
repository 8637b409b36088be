import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')
const INPUT = { orderId: '2000003508419013' }
const ORDER = {
  id: 2000003508419013,
  status: 'paid',
  total_amount: 10,
  order_items: [{ item: { id: 'MLB1', title: 'Copo' }, quantity: 1, unit_price: 10 }],
  buyer: { id: 1 },
}

test('an order is read with its items and payments', async () => {
  await mercadoLivre().replay('get-order')
})

test('an order given in part is tried again and never taken as it is', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ status: 206, json: { ...ORDER, order_items: [] } }, { status: 200, json: { ...ORDER, order_items: [] } })
  expect(await run('get-order', INPUT)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no', provider: { status: 206 } } })
  expect(await run('get-order', INPUT)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
})

test('quoted numbers, missing fields and new statuses do not fail an order', async () => {
  const { provider, run } = mercadoLivre()
  const line = { item: { id: 'MLB1', title: 'Copo', seller_custom_field: 'OLD-SKU' }, quantity: '2', unit_price: '4.9' }
  provider.answers.push({
    json: {
      id: '2000003508419013',
      status: 'brand_new_status',
      total_amount: '9.80',
      order_items: [line],
      buyer: { id: '7' },
      surprise: {},
    },
  })
  expect(await run('get-order', INPUT)).toMatchObject({
    ok: true,
    output: {
      id: '2000003508419013',
      status: 'brand_new_status',
      total_amount: '9.80',
      order_items: [{ item: { seller_sku: 'OLD-SKU' }, quantity: '2', unit_price: '4.90' }],
      tags: [],
    },
  })
})

test('an id longer than a JSON number keeps all its digits', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({
    headers: { 'content-type': 'application/json' },
    text: JSON.stringify(ORDER).replace('"buyer":{"id":1}', '"buyer":{"id":90071992547409931}'),
  })
  expect(await run('get-order', INPUT)).toMatchObject({ ok: true, output: { buyer: { id: '90071992547409931' } } })
})

test.each([
  [429, { message: 'Too Many Requests', error: 'too_many_requests', status: 429, cause: [] }, 'rateLimited'],
  [503, { message: 'Service Unavailable', error: 'service_not_available', status: 503, cause: [] }, 'retry'],
  [401, { message: 'invalid access token', error: 'unauthorized', status: 401, cause: [] }, 'reauthorise'],
  [404, { message: 'Order not found.', error: 'order_not_found', status: 404, cause: null }, 'notFound'],
  [403, { status: 403, error: 'access_denied', message: 'access to the requested resource is forbidden', code: 'FORBIDDEN' }, 'permanent'],
])('an answer %d means what the fact sheet says', async (status, json, failureClass) => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ status, json })
  expect(await run('get-order', INPUT)).toMatchObject({
    ok: false,
    failure: { class: failureClass, effect: 'no', message: json.message, provider: { status } },
  })
})

test('an order number that is not one is refused before anything is sent', async () => {
  const { provider, run } = mercadoLivre()
  expect(await run('get-order', { orderId: '../users/me' })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input', at: '/orderId', effect: 'no' },
  })
  expect(provider.requests).toEqual([])
})
