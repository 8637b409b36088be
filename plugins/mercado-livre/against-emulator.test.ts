import { afterAll, expect, test } from 'vitest'
import { atPointer } from '../../core/registry/json-pointer.ts'
import { useCapabilities } from '../../core/testing/capabilities.ts'
import { type ConnectedApp, startConnectedApp } from './emulator/testing/connected-app.ts'

let app: ConnectedApp
const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com', {
  async account() {
    app = await startConnectedApp()
    return { url: app.url, token: (await app.connect()).accessToken }
  },
})
afterAll(() => app.stop())

async function sell(input: Record<string, unknown> = {}): Promise<string> {
  return String((await app.admin('POST', '/scenario/sell', { wait: false, ...input }))['orderId'])
}

test('the connected seller is known from its token alone', async () => {
  expect(await mercadoLivre().run('get-me', {})).toMatchObject({ ok: true, output: { id: app.sellers[0]?.userId } })
})

test('a sale is read with what a Bling order and its contact need', async () => {
  const { run } = mercadoLivre()
  const orderId = await sell()
  const order = await run('get-order', { orderId })
  expect(order).toMatchObject({ ok: true, output: { id: orderId, status: 'paid', currency_id: 'BRL' } })
  const billing = await run('get-order-billing-info', { orderId })
  expect(billing).toMatchObject({
    ok: true,
    output: {
      identification: { number: expect.stringMatching(/^([0-9]{11}|[0-9A-Z]{14})$/) },
      address: { uf: expect.stringMatching(/^[A-Z]{2}$/) },
    },
  })
})

test('ML-34 listing and shipment of a sale are read by the ids that its notifications carry', async () => {
  const { run } = mercadoLivre()
  const order = await run('get-order', { orderId: await sell() })
  if (!order.ok) throw new Error(order.failure.message)
  const itemId = atPointer(order.output, '/order_items/0/item/id') ?? null
  const shipmentId = atPointer(order.output, '/shipping/id') ?? null
  expect(await run('get-item', { itemId })).toMatchObject({ ok: true, output: { id: itemId } })
  expect(await run('get-shipment', { shipmentId })).toMatchObject({ ok: true, output: { id: shipmentId } })
})

test('an order in part is tried again and then whole; an unknown one is not found', async () => {
  const { run } = mercadoLivre()
  const orderId = await sell({ partialReads: 1 })
  expect(await run('get-order', { orderId })).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
  expect(await run('get-order', { orderId })).toMatchObject({ ok: true, output: { id: orderId } })
  expect(await run('get-order', { orderId: '1' })).toMatchObject({ ok: false, failure: { class: 'notFound' } })
})

test('quoted numbers and unknown fields, as the provider sends them at times, change nothing', async () => {
  const { run } = mercadoLivre()
  const orderId = await sell()
  const plain = await run('get-order', { orderId })
  await app.admin('POST', '/faults', [{ match: { path: '/orders/*' }, kind: 'schemaDrift', times: 1 }])
  const drifted = await run('get-order', { orderId })
  expect(drifted).toMatchObject({ ok: true, output: { id: orderId } })
  if (plain.ok && drifted.ok) expect(atPointer(drifted.output, '/total_amount')).toBe(atPointer(plain.output, '/total_amount'))
})
