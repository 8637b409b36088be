import { createHmac } from 'node:crypto'
import { type Fields, fieldsOf, listOf } from '@tomada/sdk/emulator'
import { type CallbackListener, listenForCallbacks } from '@tomada/sdk/emulator/testing/callback-listener'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

const DAY_MS = 86_400_000

let app: ConnectedApp
let server: CallbackListener
let token: string
let contactId: unknown
beforeAll(async () => {
  app = await startConnectedApp()
  server = await listenForCallbacks()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  await app.admin('POST', '/limits', { requestsPerSecond: 1000 })
  await app.admin('POST', '/app', { callbackUrl: server.url, webhookResources: ['order', 'stock'], tampersSignatures: false })
  token = (await app.connect()).accessToken
  const contact = { nome: 'Maria Souza', tipo: 'F', situacao: 'A', numeroDocumento: '52998224725' }
  contactId = fieldsOf((await app.call('/contatos', { token, json: contact })).fields['data'])['id']
  server.received.length = 0
  server.answerWith({})
})
afterAll(async () => {
  await app.stop()
  await server.stop()
})

async function createOrder(items: Fields[] = [{ descricao: 'Caderno', quantidade: 1, valor: 34.9 }]): Promise<string> {
  const { fields } = await app.call('/pedidos/vendas', { token, json: { contato: { id: contactId }, numeroLoja: 'L1', itens: items } })
  return String(fieldsOf(fields['data'])['id'])
}
const arrived = (count: number) => vi.waitFor(() => expect(server.received.length).toBeGreaterThanOrEqual(count))
const events = () => server.received.map(({ fields }) => fields['event'])

test('emulator Bling 14: an event carries the HMAC of its exact bytes under the client secret', async () => {
  const id = await createOrder()
  await arrived(1)
  const [received] = server.received
  const expected = createHmac('sha256', app.clientSecret)
    .update(received?.body ?? '')
    .digest('hex')
  expect(received?.headers['x-bling-signature-256']).toBe(`sha256=${expected}`)
  expect(received?.fields).toMatchObject({
    event: 'order.created',
    version: 'v1',
    companyId: app.companies[0]?.id,
    data: { id: Number(id), numeroLoja: 'L1' },
  })
  expect(received?.fields['eventId']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-b[0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('emulator Bling 14: tampered mode signs with another secret', async () => {
  await app.admin('POST', '/app', { tampersSignatures: true })
  await createOrder()
  await arrived(1)
  const [received] = server.received
  const expected = createHmac('sha256', app.clientSecret)
    .update(received?.body ?? '')
    .digest('hex')
  expect(received?.headers['x-bling-signature-256']).not.toBe(`sha256=${expected}`)
})

test('emulator Bling 14: any 2xx takes an event, anything else is tried again for three days, then the resource is switched off', async () => {
  server.answerWith({ status: 202 })
  await createOrder()
  await arrived(1)
  await app.admin('POST', '/clock', { advanceMs: 4 * DAY_MS })
  expect(server.received).toHaveLength(1)

  token = (await app.connect()).accessToken
  server.answerWith({ status: 500 })
  await createOrder()
  await app.admin('POST', '/clock', { advanceMs: 3 * DAY_MS })
  const attempts = server.received.slice(1)
  expect(attempts).toHaveLength(10)
  expect(new Set(attempts.map(({ body }) => body.toString('hex'))).size).toBe(1)
  expect((await app.admin('POST', '/app', {}))['disabledResources']).toEqual(['order'])

  server.answerWith({})
  token = (await app.connect()).accessToken
  await createOrder()
  await app.admin('POST', '/clock', { advanceMs: 0 })
  expect(server.received).toHaveLength(11)
  await app.admin('POST', '/app', { webhookResources: ['order', 'stock'] })
  await createOrder()
  await arrived(12)
})

test('emulator Bling 14: an answer after five seconds is none: the event comes again, with the same bytes', async () => {
  server.answerWith({ delayMs: 5_300 })
  await createOrder()
  await arrived(1)
  await vi.waitFor(async () => {
    const attempts = listOf((await app.admin('GET', '/callbacks'))['items'])
    expect(attempts).toMatchObject([{ accepted: false, error: 'no answer within 5000 ms' }])
  }, 8_000)
  server.answerWith({})
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  await arrived(2)
  expect(server.received[1]?.body).toEqual(server.received[0]?.body)
  expect(server.received[1]?.headers['x-bling-signature-256']).toBe(server.received[0]?.headers['x-bling-signature-256'])
})

test('emulator Bling 14: the gaps between attempts grow, and together they fill three days', async () => {
  const { webhookDelaysMs } = await app.admin('POST', '/limits', {})
  const gaps = listOf(webhookDelaysMs).map(Number)
  expect(gaps).toEqual(gaps.toSorted((one, other) => one - other))
  expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBe(3 * DAY_MS)
})

test('emulator Bling 15: the same event can come twice, and an update before its creation', async () => {
  await app.admin('POST', '/faults', [{ match: { path: 'order.*' }, kind: 'duplicate' }])
  await createOrder()
  await arrived(2)
  expect(server.received[0]?.fields['eventId']).toBe(server.received[1]?.fields['eventId'])

  await app.admin('POST', '/faults', [{ match: { path: 'order.created' }, kind: 'reorder' }])
  const id = await createOrder()
  await app.call(`/pedidos/vendas/${id}/situacoes/9`, { token, method: 'PATCH' })
  await arrived(4)
  expect(events().slice(2)).toEqual(['order.updated', 'order.created'])
})

test('emulator Bling 15: the reservation of each line is told 9 to 22 s after the order, physical stock when it is posted', async () => {
  const id = await createOrder([
    { codigo: 'CAD-10M', descricao: 'Caderno', quantidade: 1, valor: 34.9 },
    { codigo: 'GAR-500', descricao: 'Garrafa', quantidade: 1, valor: 79.99 },
  ])
  await arrived(1)
  await app.admin('POST', '/clock', { advanceMs: 8_000 })
  expect(events()).toEqual(['order.created'])
  await app.admin('POST', '/clock', { advanceMs: 14_000 })
  expect(events()).toEqual(['order.created', 'virtual_stock.updated', 'virtual_stock.updated'])
  await app.call(`/pedidos/vendas/${id}/lancar-estoque`, { token, method: 'POST' })
  await arrived(7)
  expect(events().filter((event) => event === 'stock.created')).toHaveLength(2)
})

test('emulator Bling 16: contacts fire nothing, and nobody hears of an account that did not authorise', async () => {
  await app.call('/contatos', { token, json: { nome: 'José', tipo: 'F', situacao: 'A' } })
  const id = await createOrder()
  await arrived(1)
  await app.admin('POST', '/scenario/revoke', {})
  await app.admin('POST', '/scenario/changeOrder', { orderId: Number(id), statusId: 9 })
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  expect(events()).toEqual(['order.created'])
})

test('emulator Bling 17: order events come with and without situacao', async () => {
  await createOrder()
  await app.admin('POST', '/app', { orderEventsHaveStatus: false })
  await createOrder()
  await arrived(2)
  expect(server.received.map(({ fields }) => fieldsOf(fields['data'])['situacao'])).toEqual([{ id: 6, valor: 0 }, undefined])
  await app.admin('POST', '/app', { orderEventsHaveStatus: true })
})
