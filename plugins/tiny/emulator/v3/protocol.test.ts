import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const get = (path: string) => app.v3(path, { token })
const send = (method: string, path: string, json: unknown) => app.v3(path, { token, method, json })
const firstOf = async (path: string) => fieldsOf(listOf((await get(path)).fields['itens'])[0])
async function order(more: object = {}) {
  const body = {
    data: '2026-11-20',
    idContato: (await firstOf('/contatos'))['id'],
    itens: [{ produto: { id: (await firstOf('/produtos'))['id'] }, quantidade: 2, valorUnitario: 5 }],
    ...more,
  }
  return send('POST', '/pedidos', body)
}

test('9 a code is good once and needs its PKCE proof; a refresh token is rotated and dies after a day', async () => {
  const code = app.sentBack(await app.authorize({ emulator_approve: app.accounts[0]?.login ?? '' })).get('code') ?? ''
  expect((await app.token({ grant_type: 'authorization_code', code: 'other', redirect_uri: 'x' })).fields).toMatchObject({
    error: 'invalid_grant',
  })
  const { fields } = await app.exchange(code)
  expect(fields).toMatchObject({ expires_in: 14_400, refresh_expires_in: 86_400, token_type: 'Bearer' })
  expect((await app.exchange(code)).status).toBe(400)
  const refresh = (name: unknown) => app.token({ grant_type: 'refresh_token', refresh_token: String(name) })
  const renewed = await refresh(fields['refresh_token'])
  expect(await refresh(fields['refresh_token'])).toMatchObject({
    status: 400,
    fields: { error: 'invalid_grant', error_description: 'Token is not active' },
  })
  await app.admin('POST', '/clock', { advanceMs: 86_400_000 })
  expect((await refresh(renewed.fields['refresh_token'])).status).toBe(400)
  expect((await get('/info')).status).toBe(401)
})

test('10 lists come as itens and paginacao, depósitos and markers as bare lists, totals as texts in rows and numbers in records', async () => {
  expect((await get('/produtos?limit=5&offset=10')).fields).toMatchObject({
    itens: [{}, {}],
    paginacao: { limit: 5, offset: 10, total: 12 },
  })
  expect(JSON.parse((await get('/depositos')).text)).toEqual([
    expect.objectContaining({ descricao: 'Geral', padrao: true }),
    expect.anything(),
  ])
  const { fields } = await order()
  expect(fields).toMatchObject({ id: expect.any(Number), numeroPedido: expect.any(String) })
  expect((await get('/pedidos')).fields).toMatchObject({ itens: [{ valor: '10.00', situacao: 0 }] })
  expect((await get(`/pedidos/${fields['id']}`)).fields).toMatchObject({
    numeroPedido: expect.any(Number),
    valorTotalPedido: 10,
    pagamento: { formaRecebimento: { nome: 'Múltiplas' } },
  })
})

test('10 what hangs on products, contacts, orders and invoices is kept', async () => {
  const [product, contact] = [(await firstOf('/produtos'))['id'], (await firstOf('/contatos'))['id']]
  const made = await send('POST', '/produtos', { descricao: 'Kit', sku: 'KIT-9' })
  expect((await send('PUT', `/produtos/${made.fields['id']}/kit`, [{ produto: { id: product }, quantidade: 2 }])).status).toBe(204)
  expect(JSON.parse((await get(`/produtos/${made.fields['id']}/kit`)).text)).toMatchObject([{ produto: { id: product }, quantidade: 2 }])
  expect((await send('PUT', `/produtos/${made.fields['id']}/kit`, [{ produto: { id: 1 } }])).status).toBe(400)
  const variation = await send('POST', `/produtos/${product}/variacoes`, { sku: 'V-9', grade: [{ chave: 'Cor', valor: 'Azul' }] })
  const path = `/produtos/${product}/variacoes/${variation.fields['id']}`
  expect((await send('PUT', path, { sku: 'V-10' })).status).toBe(204)
  expect((await get(`/produtos/${product}`)).fields).toMatchObject({ variacoes: [{ sku: 'V-10' }] })
  expect((await send('DELETE', path, {})).status).toBe(204)
  expect((await send('DELETE', path, {})).status).toBe(404)
  await send('PUT', `/produtos/${product}/fabricado`, { produtos: [], etapas: ['Cortar'] })
  expect((await get(`/produtos/${product}/fabricado`)).fields).toMatchObject({ etapas: ['Cortar'] })

  const person = await send('POST', `/contatos/${contact}/pessoas`, { nome: 'Bia' })
  await send('PUT', `/contatos/${contact}/pessoas/${person.fields['id']}`, { setor: 'Compras' })
  expect((await get(`/contatos/${contact}/pessoas`)).fields).toMatchObject({ itens: [{ nome: 'Bia', setor: 'Compras' }] })
  expect((await send('POST', '/marcas', { descricao: 'Nova' })).status).toBe(201)
  expect((await get('/marcas')).fields).toMatchObject({ itens: [{}, { descricao: 'Nova' }] })
  expect((await get('/listas-precos/1')).fields).toMatchObject({ descricao: 'Atacado' })

  const { fields } = await order()
  await send('POST', `/pedidos/${fields['id']}/marcadores`, [{ descricao: 'A' }])
  await send('PUT', `/pedidos/${fields['id']}/marcadores`, [{ descricao: 'B' }])
  expect(JSON.parse((await get(`/pedidos/${fields['id']}/marcadores`)).text)).toMatchObject([{ descricao: 'B' }])
  expect((await send('POST', `/pedidos/${fields['id']}/gerar-ordem-producao`, {})).status).toBe(200)
  const invoice = (await send('POST', `/pedidos/${fields['id']}/gerar-nota-fiscal`, {})).fields['id']
  expect((await send('PUT', `/notas/${invoice}/despacho`, { codigoRastreamento: 'BR1' })).status).toBe(204)
  await send('POST', `/notas/${invoice}/marcadores`, [{ descricao: 'N' }])
  expect(JSON.parse((await get(`/notas/${invoice}/marcadores`)).text)).toMatchObject([{ descricao: 'N' }])
  expect((await get('/notas?marcadores=N')).fields).toMatchObject({ itens: [{ id: invoice }] })
  expect((await get('/notas?marcadores=Z')).fields).toMatchObject({ itens: [] })
  await send('PUT', `/notas/${invoice}/marcadores`, [{ descricao: 'M' }])
  expect(JSON.parse((await get(`/notas/${invoice}/marcadores`)).text)).toMatchObject([{ descricao: 'M' }])
  expect((await send('DELETE', `/notas/${invoice}/marcadores`, {})).status).toBe(204)
  expect(JSON.parse((await get(`/notas/${invoice}/marcadores`)).text)).toEqual([])
})

test('11 total and writes are counted per minute; the answer says how much is left, and 429 is empty and without Retry-After', async () => {
  await app.admin('POST', '/scenario/setAccount', { plan: 'crescer' })
  const first = await get('/info')
  expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual(['60', '59'])
  await app.admin('POST', '/scenario/otherIntegration', { requests: 59 })
  const refused = await get('/info')
  expect([refused.status, refused.text, refused.headers.get('retry-after')]).toEqual([429, '', null])
  expect(Number(refused.headers.get('x-ratelimit-reset'))).toBeGreaterThan(0)
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  expect((await get('/info')).status).toBe(200)
  await app.admin('POST', '/limits', { burstPerSecond: 1 })
  expect((await get('/info')).status).toBe(429)
})

test('12 the same payload again is a conflict without an id; another one is another order', async () => {
  expect((await order()).status).toBe(201)
  expect(await order()).toMatchObject({ status: 409, fields: { mensagem: 'Esse registro já existe' } })
  expect((await order({ observacoes: 'outro' })).status).toBe(201)
})

test('12 the shop’s number is kept for a registered shop only; the purchase order is kept and cannot be searched; markers can', async () => {
  const dropped = await order({ ecommerce: { id: 1, numeroPedidoEcommerce: 'WEB-1' }, numeroOrdemCompra: 'WEB-1' })
  expect((await get(`/pedidos/${dropped.fields['id']}`)).fields).toMatchObject({ ecommerce: null, numeroOrdemCompra: 'WEB-1' })
  await order({ ecommerce: { id: 77, numeroPedidoEcommerce: 'WEB-2' } })
  expect((await get('/pedidos?numeroPedidoEcommerce=WEB-2')).fields).toMatchObject({ paginacao: { total: 1 } })
  await send('POST', `/pedidos/${dropped.fields['id']}/marcadores`, [{ descricao: 'WEB-1' }])
  expect((await get('/pedidos?marcadores=WEB-1')).fields).toMatchObject({ paginacao: { total: 1 } })
  expect((await get('/pedidos?marcadores[]=WEB-1')).status).toBe(500)
})

test('12 stock is posted once, holds the items in place, and is given back as often as asked; cancelling does not give it back', async () => {
  const { fields } = await order()
  const path = `/pedidos/${fields['id']}`
  const itens = [{ produto: { id: (await firstOf('/produtos'))['id'] }, quantidade: 999_999, valorUnitario: 1 }]
  expect((await send('POST', `${path}/lancar-estoque`, {})).status).toBe(204)
  expect(await send('POST', `${path}/lancar-estoque`, {})).toMatchObject({ status: 400, fields: { mensagem: 'Estoque já lançado.' } })
  expect(await send('PUT', `${path}/itens`, { itens })).toMatchObject({
    status: 400,
    fields: { detalhes: [{ campo: 'pedido.motivosBloqueio[0]' }] },
  })
  const before = (await get(`/estoque/${(await firstOf('/produtos'))['id']}`)).fields['saldo']
  expect((await send('PUT', `${path}/situacao`, { situacao: 2 })).status).toBe(204)
  expect((await get(`/estoque/${(await firstOf('/produtos'))['id']}`)).fields['saldo']).toBe(before)
  for (let i = 0; i < 2; i++) expect((await send('POST', `${path}/estornar-estoque`, {})).status).toBe(204)
  await send('PUT', `${path}/itens`, { itens })
  expect((await send('POST', `${path}/lancar-estoque`, {})).fields).toMatchObject({ mensagem: expect.stringContaining('insuficiente') })
})

test('12 wrong values are refused in Tiny’s words', async () => {
  const { fields } = await order()
  expect((await send('PUT', `/pedidos/${fields['id']}/situacao`, { situacao: {} })).fields).toMatchObject({
    mensagem: expect.stringContaining('stdClass'),
  })
  expect(await order({ transportador: { formaEnvio: { id: 999 } } })).toMatchObject({
    status: 400,
    fields: { detalhes: [{ mensagem: 'Forma de envio não habilitada' }] },
  })
  expect(await order({ pagamento: { meioPagamento: { id: 999 } } })).toMatchObject({
    status: 400,
    fields: { detalhes: [{ mensagem: 'Meio de pagamento não encontrado' }] },
  })
  const parcelas = [{ formaRecebimento: { id: 3 } }]
  expect((await order({ pagamento: { formaRecebimento: { id: 2 }, parcelas } })).fields).toMatchObject({
    mensagem: expect.stringContaining('Forma de recebimento'),
  })
  expect((await get('/estoque/1/logs-movimentacao')).status).toBe(403)
})

test('12 a stock movement that is repeated counts twice: v2 and v3 see the same balance', async () => {
  const { id } = await firstOf('/produtos')
  const move = (tipo: string, quantidade: number) =>
    send('POST', `/estoque/${id}`, { tipo, quantidade, precoUnitario: 1, deposito: { id: 9001 } })
  await move('B', 10)
  await move('E', 5)
  await move('E', 5)
  expect((await get(`/estoque/${id}`)).fields).toMatchObject({ saldo: 20 })
  expect(await app.v2('produto.obter.estoque.php', { id: String(id) })).toMatchObject({ produto: { saldo: '20.0000000000' } })
})
