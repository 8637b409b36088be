import { type Fields, fieldsOf, listOf } from '@tomada/sdk/emulator'
import { type CallbackListener, listenForCallbacks } from '@tomada/sdk/emulator/testing/callback-listener'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DEFAULT_DEPOSIT_ID } from '../account-settings.ts'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

const CUP = { nome: 'Copo', codigo: 'COD-4587', preco: 32.56, tipo: 'P', situacao: 'A', formato: 'S', unidade: 'UN', marca: 'Nadir' }

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  await app.admin('POST', '/limits', { requestsPerSecond: 1000, ipBlocks: false })
  await app.admin('POST', '/app', { sendsValuesOutsideEnums: false, callbackUrl: null })
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const create = async (body: Fields) => Number(fieldsOf((await app.call('/produtos', { token, json: body })).fields['data'])['id'])
const get = async (path: string) => (await app.call(path, { token })).fields['data']
const find = async (query: string) => listOf(await get(`/produtos?${query}`)).map((row) => Number(fieldsOf(row)['id']))
const move = (productId: number, operation: string, quantity: number) =>
  app.call('/estoques', {
    token,
    json: { produto: { id: productId }, deposito: { id: DEFAULT_DEPOSIT_ID }, operacao: operation, quantidade: quantity },
  })
const balance = async (productId: number) => {
  const rows = await Promise.all(
    ['0', '1', '2'].map((filter) => get(`/estoques/saldos?idsProdutos[]=${productId}&filtroSaldoEstoque=${filter}`)),
  )
  return fieldsOf(rows.flatMap((row) => listOf(row))[0])
}

test('emulator Bling 9: PATCH changes what it names, PUT wipes what it does not name', async () => {
  const id = await create(CUP)
  await app.call(`/produtos/${id}`, { token, method: 'PATCH', json: { preco: 29.9 } })
  expect(await get(`/produtos/${id}`)).toMatchObject({ preco: 29.9, marca: 'Nadir', nome: 'Copo' })
  const { marca: _marca, ...rest } = CUP
  await app.call(`/produtos/${id}`, { token, method: 'PUT', json: rest })
  expect(await get(`/produtos/${id}`)).toMatchObject({ preco: 32.56, marca: '' })
})

test('emulator Bling 9: an excluded product is hidden from criterio 2 and visible in 4 and 5', async () => {
  const id = await create(CUP)
  expect((await app.call('/produtos/situacoes', { token, json: { idsProdutos: [id], situacao: 'E' } })).status).toBe(204)
  expect(await find('criterio=2&codigos[]=COD-4587')).toEqual([])
  expect(await find('criterio=4&codigos[]=COD-4587')).toEqual([id])
  expect(await find('criterio=5&codigos[]=COD-4587')).toEqual([id])
  expect(await get(`/produtos/${id}`)).toMatchObject({ situacao: 'E' })
})

test('emulator Bling 7: without criterio the product list shows the last included only', async () => {
  const id = await create(CUP)
  expect(await find('')).toEqual([id])
  expect((await find('criterio=2')).length).toBeGreaterThan(1)
})

test('emulator Bling 9: a product with variations lists its children under it', async () => {
  const id = await create({ ...CUP, formato: 'V', variacoes: [{ codigo: 'C-G', variacao: { nome: 'Tamanho:G' } }, { codigo: 'C-P' }] })
  const parent = fieldsOf(await get(`/produtos/${id}`))
  expect(listOf(parent['variacoes']).map((child) => fieldsOf(child)['codigo'])).toEqual(['C-G', 'C-P'])
  expect(await find('tipo=V')).toHaveLength(2)
  expect(await find('tipo=C')).toEqual([id])
})

test('emulator Bling 9: a composed product’s virtual stock follows its components', async () => {
  const cup = await create(CUP)
  const box = await create({ ...CUP, nome: 'Caixa', codigo: 'CX' })
  const kit = await create({
    ...CUP,
    nome: 'Kit',
    codigo: 'KIT',
    formato: 'E',
    estrutura: {
      tipoEstoque: 'V',
      lancamentoEstoque: 'A',
      componentes: [
        { produto: { id: cup }, quantidade: 6 },
        { produto: { id: box }, quantidade: 1 },
      ],
    },
  })
  await move(cup, 'B', 20)
  await move(box, 'B', 10)
  expect((await balance(kit))['saldoVirtualTotal']).toBe(3)
})

test('emulator Bling 9: answers may carry values outside the enums, by a switch', async () => {
  const id = await create(CUP)
  expect(await get(`/produtos/${id}`)).not.toHaveProperty('estrutura')
  await app.admin('POST', '/app', { sendsValuesOutsideEnums: true })
  expect(await get(`/produtos/${id}`)).toMatchObject({ estrutura: { tipoEstoque: '', lancamentoEstoque: '' } })
})

test('emulator Bling 10: B sets a balance, E adds, S subtracts', async () => {
  const id = await create(CUP)
  await move(id, 'B', 50)
  await move(id, 'E', 7)
  expect((await move(id, 'S', 10)).status).toBe(201)
  expect(await balance(id)).toMatchObject({ saldoFisicoTotal: 47, depositos: [{ id: DEFAULT_DEPOSIT_ID, saldoFisico: 47 }] })
})

test('emulator Bling 10: balances at zero are missing from an unfiltered answer', async () => {
  const id = await create(CUP)
  expect(await get(`/estoques/saldos?idsProdutos[]=${id}`)).toEqual([])
  expect(listOf(await get(`/estoques/saldos?idsProdutos[]=${id}&filtroSaldoEstoque=0`))).toHaveLength(1)
})

test('emulator Bling 8: a product’s name, type, status and format are checked', async () => {
  const { fields } = await app.call('/produtos', { token, json: { nome: 'x'.repeat(121) } })
  expect(listOf(fieldsOf(fields['error'])['fields']).map((fault) => fieldsOf(fault)['element'])).toEqual([
    'nome',
    'tipo',
    'situacao',
    'formato',
  ])
})

async function withServer(use: (server: CallbackListener) => Promise<void>): Promise<void> {
  const server = await listenForCallbacks()
  await app.admin('POST', '/app', { callbackUrl: server.url, webhookResources: ['product', 'stock'] })
  await use(server)
  await server.stop()
}

test('emulator Bling 16: setting a product to excluded fires updated, deleting it fires deleted with the id only', async () => {
  await withServer(async (server) => {
    const id = await create(CUP)
    await app.call(`/produtos/${id}/situacoes`, { token, method: 'PATCH', json: { situacao: 'E' } })
    await app.call(`/produtos/${id}`, { token, method: 'DELETE' })
    await vi.waitFor(() => expect(server.received).toHaveLength(3))
    const events = server.received.map(({ fields }) => fields)
    expect(events.map(({ event }) => event).sort()).toEqual(['product.created', 'product.deleted', 'product.updated'])
    expect(events.find(({ event }) => event === 'product.deleted')?.['data']).toEqual({ id })
  })
})

test('emulator Bling 15: above 200 linked products one event says vinculoComplexo instead of one for each', async () => {
  const cup = await create(CUP)
  const kit = { ...CUP, formato: 'E', estrutura: { tipoEstoque: 'V', componentes: [{ produto: { id: cup }, quantidade: 1 }] } }
  await Promise.all(Array.from({ length: 201 }, () => create(kit)))
  await withServer(async (server) => {
    await move(cup, 'B', 5)
    await vi.waitFor(() => expect(server.received).toHaveLength(2))
    const told = server.received.map(({ fields }) => fields).find(({ event }) => event === 'virtual_stock.updated')
    expect(told?.['data']).toMatchObject({ produto: { id: cup }, vinculoComplexo: true })
  })
})

test('emulator Bling 9: only an excluded product is deleted, and of many at once the others are alerts', async () => {
  const [kept, gone] = [await create(CUP), await create({ ...CUP, codigo: 'COD-2' })]
  expect((await app.call(`/produtos/${kept}`, { token, method: 'DELETE' })).status).toBe(400)
  await app.call('/produtos/situacoes', { token, json: { idsProdutos: [gone], situacao: 'E' } })
  const answer = await app.call(`/produtos?idsProdutos[]=${kept}&idsProdutos[]=${gone}`, { token, method: 'DELETE' })
  expect([answer.status, answer.fields]).toMatchObject([200, { data: { alertas: [{ id: kept }] } }])
  expect((await app.call(`/produtos/${gone}`, { token })).status).toBe(404)
})

test('emulator Bling 9: attributes are combined into names of variations', async () => {
  const atributos = [
    { nome: 'Tamanho', opcoes: ['P', 'G'] },
    { nome: 'Cor', opcoes: ['Verde'] },
  ]
  const { fields } = await app.call('/produtos/variacoes/atributos/gerar-combinacoes', { token, json: { atributos } })
  expect(listOf(fieldsOf(fields['data'])['variacoes']).map((one) => fieldsOf(one)['nome'])).toEqual([
    'Tamanho:P;Cor:Verde',
    'Tamanho:G;Cor:Verde',
  ])
})

test('emulator Bling 7: products are found by SKU, GTIN, kind, component and balance of a depósito', async () => {
  const id = await create({ ...CUP, gtin: '7891234567895', categoria: { id: 77 } })
  const kit = await create({ ...CUP, codigo: 'KIT', formato: 'E', estrutura: { componentes: [{ produto: { id }, quantidade: 2 }] } })
  await move(id, 'B', 3)
  expect(await find('criterio=5&codigos[]=COD-4587')).toEqual([id])
  expect(await find('criterio=5&gtins[]=7891234567895')).toEqual([id])
  expect(await find(`criterio=5&idComponente=${id}`)).toEqual([kit])
  expect(await find('criterio=5&tipo=E')).toEqual([kit])
  expect(await find('criterio=5&idCategoria=77')).toEqual([id])
  expect(await find(`criterio=5&filtroSaldoEstoque=1&filtroSaldoEstoqueDeposito=${DEFAULT_DEPOSIT_ID}&codigos[]=COD-4587`)).toEqual([id])
  expect(await find('criterio=5&filtroSaldoEstoque=0&codigos[]=COD-4587')).toEqual([])
})
