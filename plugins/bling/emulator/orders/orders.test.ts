import { type Fields, fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PAYMENT_METHODS, SALES_CHANNELS } from '../account-settings.ts'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

const STORE_ID = SALES_CHANNELS[0].id
const METHOD_ID = PAYMENT_METHODS[3].id

let app: ConnectedApp
let token: string
let contactId: unknown
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  await app.admin('POST', '/limits', { requestsPerSecond: 1000 })
  token = (await app.connect()).accessToken
  const contact = { nome: 'Maria Souza', tipo: 'F', situacao: 'A', numeroDocumento: '52998224725' }
  contactId = fieldsOf((await app.call('/contatos', { token, json: contact })).fields['data'])['id']
})
afterAll(() => app.stop())

const body = (more: Fields = {}): Fields => ({
  data: '2026-11-21',
  contato: { id: contactId },
  loja: { id: STORE_ID },
  numeroLoja: '2000003508419013',
  itens: [
    { codigo: 'CAD-10M', descricao: 'Caderno', quantidade: 2, valor: 34.9 },
    { codigo: 'GAR-500', descricao: 'Garrafa', quantidade: 1, valor: 79.99 },
  ],
  parcelas: [{ dataVencimento: '2026-12-21', valor: 149.79, formaPagamento: { id: METHOD_ID } }],
  ...more,
})
const create = (more: Fields = {}) => app.call('/pedidos/vendas', { token, json: body(more) })
const created = async (more: Fields = {}) => String(fieldsOf((await create(more)).fields['data'])['id'])
const get = (path: string) => app.call(path, { token })
const list = async (query: string) => listOf((await get(`/pedidos/vendas?${query}`)).fields['data']).map(fieldsOf)
const ledger = async (kind: string) => listOf((await app.admin('GET', `/ledger?kind=${kind}`))['items']).map(fieldsOf)

test('emulator Bling 8: a created order answers its id with alerts, and reads back in the envelope', async () => {
  const answer = await create()
  expect(answer.status).toBe(201)
  expect(answer.fields).toEqual({ data: { id: expect.any(Number), alertas: [], rastreamento: {} } })
  const { data } = (await get(`/pedidos/vendas/${fieldsOf(answer.fields['data'])['id']}`)).fields
  expect(data).toMatchObject({ total: 149.79, totalProdutos: 149.79, numeroLoja: '2000003508419013', situacao: { id: 6, valor: 0 } })
  expect(listOf(fieldsOf(data)['itens']).map(fieldsOf)).toMatchObject([{ codigo: 'CAD-10M', quantidade: 2 }, { codigo: 'GAR-500' }])
})

test('emulator Bling 11: an order is found by numerosLojas[] and idLoja, and only with the brackets', async () => {
  const id = await created()
  await created({ numeroLoja: 'other' })
  const rows = await list(`numerosLojas[]=2000003508419013&idLoja=${STORE_ID}`)
  expect(rows.map((row) => String(row['id']))).toEqual([id])
  expect(rows[0]).not.toHaveProperty('itens')
  expect(await list('numerosLojas[]=nobody')).toEqual([])
  expect(await list('numerosLojas=nobody')).toHaveLength(2)
})

test('emulator Bling 11: a wrong payment method is refused exactly as documented', async () => {
  const answer = await create({ parcelas: [{ dataVencimento: '2026-12-21', valor: 149.79, formaPagamento: { id: 1 } }] })
  expect(answer.status).toBe(400)
  expect(answer.fields).toEqual({
    error: {
      type: 'VALIDATION_ERROR',
      message: 'Não foi possível salvar a venda',
      description: 'A venda não pode ser salva, pois ocorreram problemas em sua validação.',
      fields: [
        {
          code: 49,
          msg: 'Uma ou mais parcelas da venda possuem erros de validação',
          element: 'parcelas',
          namespace: 'VENDAS',
          collection: [{ index: 1, code: 12, msg: 'Id da forma de pagamento inválido.', element: 'formaPagamento', namespace: 'VENDAS' }],
        },
      ],
    },
  })
})

test('emulator Bling 11: instalments that do not add up to the total are refused', async () => {
  const answer = await create({ parcelas: [{ dataVencimento: '2026-12-21', valor: 149.78, formaPagamento: { id: METHOD_ID } }] })
  expect(answer.fields).toMatchObject({ error: { type: 'VALIDATION_ERROR', fields: [{ element: 'parcelas' }] } })
})

test('emulator Bling 11: an order needs a contact that exists and at least one item', async () => {
  expect((await create({ contato: { id: 1 } })).fields).toMatchObject({ error: { fields: [{ element: 'contato' }] } })
  expect((await create({ itens: [], parcelas: [] })).fields).toMatchObject({ error: { fields: [{ element: 'itens' }] } })
  const empty = await app.call('/pedidos/vendas', { token, json: {} })
  expect(empty.fields).toMatchObject({
    error: { type: 'MISSING_REQUIRED_FIELD_ERROR', description: 'Nenhum dado foi informado na requisição.' },
  })
})

test('emulator Bling 11: a doubled shop number is accepted and shows twice in the ledger, or is refused by a switch', async () => {
  await create()
  expect((await create()).status).toBe(201)
  expect((await ledger('order.created')).map(({ key }) => key)).toEqual(['2000003508419013', '2000003508419013'])
  await app.admin('POST', '/limits', { refuseDuplicateStoreNumbers: true })
  const refused = await create()
  expect(refused.fields).toMatchObject({ error: { type: 'VALIDATION_ERROR', fields: [{ element: 'numeroLoja' }] } })
})

test('emulator Bling 11: statuses belong to the account, and its workflow refuses transitions', async () => {
  const id = await created()
  const { data } = (await get('/situacoes/modulos/98310')).fields
  const statuses = listOf(data).map((status) => fieldsOf(status)['id'])
  expect(statuses.slice(0, 4)).toEqual([6, 9, 12, 15])
  const change = (to: unknown) => app.call(`/pedidos/vendas/${id}/situacoes/${to}`, { token, method: 'PATCH' })
  expect((await change(statuses[4])).status).toBe(204)
  expect((await change(12)).status).toBe(204)
  expect((await change(9)).status).toBe(400)
  expect((await change(777)).status).toBe(400)
})

test('emulator Bling 11: lists find a new order only after the search lag, reads by id at once', async () => {
  await app.admin('POST', '/limits', { searchLagMs: 5_000 })
  const id = await created()
  expect(await list('numerosLojas[]=2000003508419013')).toEqual([])
  expect((await get(`/pedidos/vendas/${id}`)).status).toBe(200)
  await app.admin('POST', '/clock', { advanceMs: 5_000 })
  expect(await list('numerosLojas[]=2000003508419013')).toHaveLength(1)
})

test('emulator Bling 7: lists page by 100 at most, say no total, and end with an empty page', async () => {
  for (let i = 0; i < 103; i++) await create({ numeroLoja: `L${i}` })
  const page = await get('/pedidos/vendas')
  expect(Object.keys(page.fields)).toEqual(['data'])
  expect(await list('pagina=1&limite=500')).toHaveLength(100)
  expect(await list('pagina=2&limite=100')).toHaveLength(3)
  expect(await list('pagina=3')).toEqual([])
})

test('emulator Bling 7: a period of more than a year is a 400', async () => {
  expect((await get('/pedidos/vendas?dataInicial=2025-01-01&dataFinal=2026-06-01')).status).toBe(400)
  expect((await get('/pedidos/vendas?dataInicial=2026-01-01&dataFinal=2026-12-31')).status).toBe(200)
})

test('emulator Bling 7: orders are found by the time they changed', async () => {
  await created()
  const today = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10)
  expect(await list(`dataAlteracaoInicial=${today} 00:00:00&dataAlteracaoFinal=${today} 23:59:59`)).toHaveLength(1)
  expect(await list('dataAlteracaoInicial=2020-01-01 00:00:00&dataAlteracaoFinal=2020-02-01 00:00:00')).toEqual([])
})

test('emulator Bling 8: deleting many answers 204, or 200 with plain alerts when some were not there', async () => {
  const id = await created()
  const partly = await app.call(`/pedidos/vendas?idsPedidosVendas[]=${id}&idsPedidosVendas[]=1`, { token, method: 'DELETE' })
  expect(partly.fields).toEqual({ data: { alertas: ['A venda 1 não foi encontrada'] } })
  expect((await get(`/pedidos/vendas/${id}`)).status).toBe(404)
})

test('emulator Bling 8: gerar-nfe answers without data', async () => {
  const id = await created()
  const answer = await app.call(`/pedidos/vendas/${id}/gerar-nfe`, { token, method: 'POST' })
  expect([answer.status, answer.fields]).toEqual([201, { idNotaFiscal: expect.any(Number) }])
})

test('emulator Bling 8: PUT replaces the order', async () => {
  const id = await created({ observacoes: 'Presente' })
  expect((await app.call(`/pedidos/vendas/${id}`, { token, method: 'PUT', json: body({ numeroLoja: 'L2' }) })).status).toBe(200)
  expect((await get(`/pedidos/vendas/${id}`)).fields['data']).toMatchObject({ numeroLoja: 'L2', observacoes: '' })
})

test('emulator Bling 10: posting stock moves the physical balance once, and reverting gives it back', async () => {
  const balance = async () => {
    const { data } = (await get('/estoques/saldos?codigos[]=CAD-10M&idsProdutos[]=0')).fields
    const byCode = (await get('/estoques/saldos?codigos[]=CAD-10M')).fields['data']
    expect(data).toEqual([])
    return fieldsOf(listOf(byCode)[0])
  }
  const before = await balance()
  const id = await created()
  const reserved = await balance()
  expect(Number(reserved['saldoVirtualTotal'])).toBe(Number(before['saldoVirtualTotal']) - 2)
  expect(reserved['saldoFisicoTotal']).toBe(before['saldoFisicoTotal'])

  const post = (action: string) => app.call(`/pedidos/vendas/${id}/${action}`, { token, method: 'POST' })
  expect((await post('lancar-estoque')).status).toBe(204)
  expect((await post('lancar-estoque')).status).toBe(400)
  expect(Number((await balance())['saldoFisicoTotal'])).toBe(Number(before['saldoFisicoTotal']) - 2)
  expect((await post('estornar-estoque')).status).toBe(204)
  expect((await balance())['saldoFisicoTotal']).toBe(before['saldoFisicoTotal'])
})

test('emulator Bling 11: the module of sales says its actions, its transitions and each status', async () => {
  const { data } = (await get('/situacoes/modulos/98310/transicoes')).fields
  const pairs = listOf(data).map((entry) => [
    fieldsOf(fieldsOf(entry)['situacaoOrigem'])['id'],
    fieldsOf(fieldsOf(entry)['situacaoDestino'])['id'],
  ])
  expect(pairs).toContainEqual([6, 9])
  expect(pairs).not.toContainEqual([12, 9])
  expect((await get('/situacoes/modulos/98310/acoes')).status).toBe(200)
  expect((await get('/situacoes/12')).fields['data']).toMatchObject({ nome: 'Cancelado' })
  expect((await get('/situacoes/modulos/1/transicoes')).status).toBe(404)
})

test('emulator Bling 7: a period without an end reaches to today, and is refused all the same when that is over a year', async () => {
  expect((await get('/pedidos/vendas?dataAlteracaoInicial=2020-01-01 00:00:00')).status).toBe(400)
})
