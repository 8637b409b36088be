import { beforeEach, expect, test } from 'vitest'
import { atPointer } from '../../core/registry/json-pointer.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import { useConnectedSeller } from './testing/connected-seller.ts'

const seller = useConnectedSeller()
beforeEach(() => seller.unthrottle())

const run = async (action: string, input: Json) => {
  const result = await seller.capabilities().run(action, input)
  if (!result.ok) throw new Error(`${action}: ${result.failure.message}`)
  return result.output
}
const sell = async (input: Record<string, unknown> = {}) => String((await seller.play('sell', { wait: false, ...input }))['orderId'])
const effects = async (): Promise<string[]> => {
  const { items } = await seller.app().admin('GET', '/ledger')
  return Array.isArray(items) ? items.map((effect: { kind: string }) => effect.kind) : []
}
const itemOf = async (sku: string) => String(atPointer(await run('search-items', { sku }), '/firstItemId'))

test('the connected seller is known from its token alone', async () => {
  expect(await run('get-me', {})).toMatchObject({ id: seller.sellerId() })
})

test('a sale is read with what a Bling order and its contact need', async () => {
  const orderId = await sell()
  expect(await run('get-order', { orderId })).toMatchObject({ id: orderId, status: 'paid', currency_id: 'BRL' })
  expect(await run('get-order-billing-info', { orderId })).toMatchObject({
    identification: { number: expect.stringMatching(/^([0-9]{11}|[0-9A-Z]{14})$/) },
    address: { uf: expect.stringMatching(/^[A-Z]{2}$/) },
  })
})

test('ML-34 listing, shipment and payment of a sale are read by the ids that its notifications carry', async () => {
  const order = await run('get-order', { orderId: await sell() })
  const itemId = atPointer(order, '/order_items/0/item/id') ?? null
  const shipmentId = atPointer(order, '/shipping/id') ?? null
  const paymentId = atPointer(order, '/payments/0/id') ?? null
  expect(await run('get-item', { itemId })).toMatchObject({ id: itemId })
  expect(await run('get-shipment', { shipmentId })).toMatchObject({ id: shipmentId })
  expect(await run('get-shipment-history', { shipmentId })).toMatchObject({ history: [{ status: 'pending' }] })
  expect(await run('get-payment', { paymentId })).toMatchObject({ status: 'approved', orderId: atPointer(order, '/id') })
})

test('an order in part is tried again and then whole; an unknown one is not found', async () => {
  const { run: attempt } = seller.capabilities()
  const orderId = await sell({ partialReads: 1 })
  expect(await attempt('get-order', { orderId })).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
  expect(await attempt('get-order', { orderId })).toMatchObject({ ok: true, output: { id: orderId } })
  expect(await attempt('get-order', { orderId: '1' })).toMatchObject({ ok: false, failure: { class: 'notFound' } })
})

test('quoted numbers and unknown fields, as the provider sends them at times, change nothing', async () => {
  const orderId = await sell()
  const plain = await run('get-order', { orderId })
  await seller.app().admin('POST', '/faults', [{ match: { path: '/orders/*' }, kind: 'schemaDrift', times: 1 }])
  const drifted = await run('get-order', { orderId })
  expect(atPointer(drifted, '/id')).toBe(orderId)
  expect(atPointer(drifted, '/total_amount')).toBe(atPointer(plain, '/total_amount'))
})

test('ML-68 price, stock and status of a listing are set at the provider', async () => {
  const itemId = await itemOf('CAD-10M')
  expect(await run('update-price', { itemId, price: '199.90' })).toMatchObject({ price: '199.90' })
  expect(await run('update-stock', { itemId, quantity: 0 })).toMatchObject({ availableQuantity: '0', status: 'paused' })
  expect(await run('update-stock', { itemId, quantity: 6 })).toMatchObject({ availableQuantity: '6', status: 'active' })
  expect(await run('change-item-status', { itemId, status: 'paused' })).toMatchObject({ status: 'paused' })
  expect(await run('get-item', { itemId })).toMatchObject({ price: '199.90', available_quantity: '6', status: 'paused' })
})

test('the stock of an account with stock by location is really set, though the listing’s own write is ignored', async () => {
  const itemId = await itemOf('GAR-500')
  await seller.play('sellerTraits', { isMultiOrigin: true })
  expect(await run('update-stock', { itemId, quantity: 77 })).toMatchObject({ availableQuantity: '77' })
  await seller.play('sellerTraits', { isMultiOrigin: false })
  expect(await run('get-item', { itemId })).toMatchObject({ available_quantity: '77' })
  expect(await effects()).toContain('stock.replaced')
})

test('ML-26 a question is answered once, however often it is tried', async () => {
  const { questionId } = await seller.play('ask')
  const before = (await effects()).length
  const input = { questionId: String(questionId), text: 'Temos sim.' }
  expect(await run('answer-question', input)).toMatchObject({ status: 'ANSWERED', text: 'Temos sim.' })
  expect(await run('answer-question', input)).toMatchObject({ status: 'ANSWERED' })
  expect(await seller.capabilities().run('answer-question', { ...input, text: 'Outra' })).toMatchObject({
    ok: false,
    failure: { class: 'conflict' },
  })
  expect((await effects()).slice(before)).toEqual(['question.answered'])
})

test('a question that somebody answers between our look and our answer is a conflict', async () => {
  const { questionId } = await seller.play('ask')
  const body = { message: `Question ${questionId} is not unanswered`, error: 'not_unanswered_question', status: 400, cause: [] }
  await seller.app().admin('POST', '/faults', [{ match: { method: 'POST', path: '/answers' }, kind: 'status', status: 400, body }])
  const result = await seller.capabilities().run('answer-question', { questionId: String(questionId), text: 'Sim' })
  expect(result).toMatchObject({ ok: false, failure: { class: 'conflict', effect: 'no' } })
})

test('ML-82 a message reaches whom the conversation names: the buyer, or the agent that has taken over', async () => {
  const packId = await sell()
  const before = (await effects()).length
  await run('send-message', { packId, text: 'Saiu hoje.' })
  await seller.play('agentThread', { orderId: packId })
  await seller.play('message', { orderId: packId })
  await run('send-message', { packId, text: 'Chega amanhã.' })
  expect((await effects()).slice(before)).toEqual(['message.sent', 'message.sent'])
  expect(await run('get-messages', { packId })).toMatchObject({ total: '3', status: 'active' })
})

test('ML-83 the label waits for the invoice, which releases it', async () => {
  const orderId = await sell()
  const shipmentId = String(atPointer(await run('get-order', { orderId }), '/shipping/id'))
  for (let step = 0; step < 2; step++) await seller.play('moveShipment', { orderId })
  expect(await run('get-shipping-label', { shipmentId })).toMatchObject({ ready: false, substatus: 'invoice_pending' })
  await run('send-shipment-invoice', { shipmentId, xml: '<nfeProc versao="4.00"></nfeProc>' })
  expect(await run('get-shipping-label', { shipmentId })).toMatchObject({ ready: true, substatus: 'ready_to_print' })
})

test('claims are found, read and answered', async () => {
  const orderId = await sell()
  const claimId = String((await seller.play('claim', { orderId, type: 'return' }))['claimId'])
  expect(await run('search-claims', { orderId })).toMatchObject({ total: '1' })
  expect(await run('get-claim', { claimId })).toMatchObject({ id: claimId, status: 'opened', resource_id: orderId })
  await run('send-claim-message', { claimId, receiverRole: 'complainant', text: 'Vamos resolver.' })
  expect((await effects()).at(-1)).toBe('claim.message.sent')
})

test('an access token that has ended is renewed once, and the refresh token rotates', async () => {
  const renewals = async () => {
    const { items } = await seller.app().admin('GET', '/requests')
    return Array.isArray(items)
      ? items.filter((one: { path: string; body: string }) => one.body.includes('grant_type=refresh_token')).length
      : 0
  }
  for (let ends = 1; ends <= 2; ends++) {
    await seller.app().admin('POST', '/clock', { advanceMs: 6 * 3_600_000 })
    const before = await renewals()
    expect(await run('get-me', {})).toMatchObject({ id: seller.sellerId() })
    expect((await renewals()) - before).toBe(1)
  }
})
