import { type Fields, fieldsOf, listOf } from '@tomada/sdk/emulator'
import { type CallbackListener, listenForCallbacks } from '@tomada/sdk/emulator/testing/callback-listener'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

const [MAIN, SHOP] = [14886665514, 14886665515]

let app: ConnectedApp
let server: CallbackListener
let token: string
let productId: number
beforeAll(async () => {
  app = await startConnectedApp()
  server = await listenForCallbacks()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  await app.admin('POST', '/limits', { requestsPerSecond: 1000, ipBlocks: false })
  await app.admin('POST', '/app', { callbackUrl: server.url, webhookResources: ['stock'] })
  token = (await app.connect()).accessToken
  productId = Number(listOf(await get('/produtos?criterio=5')).map((row) => fieldsOf(row)['id'])[0])
  server.received.length = 0
})
afterAll(async () => {
  await app.stop()
  await server.stop()
})

const get = async (path: string) => (await app.call(path, { token })).fields['data']
const move = async (depositId: number, operacao: string, quantidade: number) => {
  const json = { produto: { id: productId }, deposito: { id: depositId }, operacao, quantidade }
  return Number(fieldsOf((await app.call('/estoques', { token, json })).fields['data'])['id'])
}
const balance = async () => fieldsOf(listOf(await get(`/estoques/saldos?idsProdutos[]=${productId}`))[0])
const told = (event: string): Fields[] => server.received.filter(({ fields }) => fields['event'] === event).map(({ fields }) => fields)

test('emulator Bling 10: B sets, E adds and S subtracts in the depósito that is named, and only there', async () => {
  await move(MAIN, 'B', 10)
  await move(SHOP, 'B', 5.25)
  await move(SHOP, 'E', 2)
  await move(MAIN, 'S', 4)
  expect(await balance()).toMatchObject({ saldoFisicoTotal: 13.25 })
  expect(listOf((await balance())['depositos'])).toMatchObject([
    { id: MAIN, saldoFisico: 6 },
    { id: SHOP, saldoFisico: 7.25 },
  ])
  const [one] = listOf(await get(`/estoques/saldos/${SHOP}?idsProdutos[]=${productId}`)).map(fieldsOf)
  expect(one).toMatchObject({ saldoFisicoTotal: 7.25 })
  expect(one).not.toHaveProperty('depositos')
})

test('emulator Bling 10: an order’s stock is posted from the depósito of the path and goes back there', async () => {
  await move(MAIN, 'B', 10)
  await move(SHOP, 'B', 10)
  const contact = { nome: 'Maria', tipo: 'F', situacao: 'A' }
  const contato = fieldsOf((await app.call('/contatos', { token, json: contact })).fields['data'])
  const order = { contato, itens: [{ descricao: 'Caderno', quantidade: 3, valor: 1, produto: { id: productId } }] }
  const { id } = fieldsOf((await app.call('/pedidos/vendas', { token, json: order })).fields['data'])
  const deposits = async () => listOf((await balance())['depositos']).map((one) => fieldsOf(one)['saldoFisico'])
  await app.call(`/pedidos/vendas/${id}/lancar-estoque/${SHOP}`, { token, method: 'POST' })
  expect(await deposits()).toEqual([10, 7])
  await app.call(`/pedidos/vendas/${id}/estornar-estoque`, { token, method: 'POST' })
  expect(await deposits()).toEqual([10, 10])
})

test('emulator Bling 10: a posting’s price and remarks can be changed, its quantity cannot', async () => {
  const id = await move(MAIN, 'B', 10)
  const json = { preco: 100, precoCusto: 120, observacoes: 'Contagem', quantidade: 99 }
  expect((await app.call(`/estoques/${id}`, { token, method: 'PUT', json })).status).toBe(204)
  expect(await balance()).toMatchObject({ saldoFisicoTotal: 10 })
  expect((await app.call('/estoques/1', { token, method: 'PUT', json })).status).toBe(404)
  await vi.waitFor(() => expect(told('stock.updated')).toHaveLength(1))
})

test('emulator Bling 15: a posting that is taken back fires stock.deleted without operation or quantity', async () => {
  await move(MAIN, 'B', 10)
  const id = await move(MAIN, 'E', 4)
  await app.admin('POST', '/scenario/deleteMovement', { movementId: id })
  await vi.waitFor(() => expect(told('stock.deleted')).toHaveLength(1))
  const data = fieldsOf(told('stock.deleted')[0]?.['data'])
  expect(data).toMatchObject({ produto: { id: productId }, deposito: { id: MAIN, saldoFisico: 10 }, saldoFisicoTotal: 10 })
  expect(data).not.toHaveProperty('operacao')
})

test('emulator Bling 15: an order of 28 lines is told 28 times on reservation and 28 times on release', async () => {
  const contato = fieldsOf((await app.call('/contatos', { token, json: { nome: 'Maria', tipo: 'F', situacao: 'A' } })).fields['data'])
  const line = { descricao: 'Caderno', quantidade: 1, valor: 1, produto: { id: productId } }
  const order = { contato, itens: Array.from({ length: 28 }, () => line) }
  const { id } = fieldsOf((await app.call('/pedidos/vendas', { token, json: order })).fields['data'])
  await app.admin('POST', '/clock', { advanceMs: 22_000 })
  await vi.waitFor(() => expect(told('virtual_stock.updated')).toHaveLength(28))
  await app.call(`/pedidos/vendas/${id}/situacoes/12`, { token, method: 'PATCH' })
  await app.admin('POST', '/clock', { advanceMs: 22_000 })
  await vi.waitFor(() => expect(told('virtual_stock.updated')).toHaveLength(56))
})

test('emulator Bling 10: depósitos are listed when active, 100 at most, and cannot be deleted', async () => {
  expect(listOf(await get('/depositos'))).toMatchObject([
    { id: MAIN, padrao: true },
    { id: SHOP, padrao: false },
  ])
  const create = (n: number) => app.call('/depositos', { token, json: { descricao: `Depósito ${n}`, situacao: 1 } })
  for (let n = 3; n <= 100; n++) expect((await create(n)).status).toBe(201)
  expect((await create(101)).status).toBe(400)
  expect((await app.call(`/depositos/${SHOP}`, { token, method: 'PUT', json: { descricao: 'Fechado', situacao: 0 } })).status).toBe(204)
  expect(listOf(await get('/depositos?descricao=Fechado'))).toEqual([])
  expect(listOf(await get('/depositos?descricao=Fechado&situacao=0'))).toHaveLength(1)
  expect((await app.call(`/depositos/${SHOP}`, { token, method: 'DELETE' })).status).toBe(404)
})
