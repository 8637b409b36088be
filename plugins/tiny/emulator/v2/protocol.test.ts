import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(() => app.admin('POST', '/reset', {}))
afterAll(() => app.stop())

const post = (operation: string, form: Record<string, string>) =>
  call(`${app.url}/api2/${operation}`, { form: { token: app.accounts[0]?.token ?? '', ...form } })
const play = (name: string, input: Record<string, unknown> = {}) => app.admin('POST', `/scenario/${name}`, input)
const firstProduct = async () =>
  String(fieldsOf(fieldsOf(listOf((await app.v2('produtos.pesquisa.php', { pesquisa: '' }))['produtos'])[0])['produto'])['id'])

test('1 every business error has status 200, in XML unless JSON is asked for', async () => {
  const asXml = await post('produtos.pesquisa.php', { pesquisa: 'nada disso' })
  expect([asXml.status, asXml.text]).toEqual([200, expect.stringContaining('<codigo_erro>20</codigo_erro>')])
  expect(await app.v2('produtos.pesquisa.php', { token: '' })).toMatchObject({ codigo_erro: 1 })
  expect(await app.v2('produtos.pesquisa.php', { token: 'abc' })).toMatchObject({ codigo_erro: 2 })
  expect(await app.v2('produtos.pesquisa.php', { formato: 'JSON', pesquisa: '' })).toMatchObject({ status: 'OK' })
})

test('2 the same field is a number here and a text there, and an error stands at the root or in the record', async () => {
  const id = await firstProduct()
  const row = fieldsOf(fieldsOf(listOf((await app.v2('produtos.pesquisa.php', { pesquisa: '' }))['produtos'])[0])['produto'])
  const { produto } = await app.v2('produto.obter.php', { id })
  expect([typeof row['id'], typeof row['preco'], typeof fieldsOf(produto)['id'], typeof fieldsOf(produto)['preco']]).toEqual([
    'number',
    'string',
    'string',
    'number',
  ])
  const refused = await app.v2('pedido.incluir.php', { pedido: JSON.stringify({ pedido: { cliente: {}, itens: [] } }) })
  expect(refused).toMatchObject({
    status_processamento: '2',
    registros: { registro: { codigo_erro: '31', erros: [{ erro: 'O nome do contato deve ser informado' }, {}] } },
  })
  expect(listOf(refused['erros'])).toEqual([])
})

test('3 codes: 3 no JSON, 10 a parameter is missing, 23 past the last page, 32 not found, 5 no API in the plan, 8 blocked', async () => {
  expect(await app.v2('pedido.incluir.php', { pedido: '{"pedido":' })).toMatchObject({ codigo_erro: 3 })
  expect(await app.v2('produto.obter.php')).toMatchObject({ codigo_erro: 10 })
  expect(await app.v2('produtos.pesquisa.php', { pesquisa: '', pagina: '9' })).toMatchObject({ codigo_erro: 23 })
  expect(await app.v2('pedido.obter.php', { id: '1' })).toMatchObject({ codigo_erro: 32 })
  expect(await app.v2('pedidos.pesquisa.php')).toMatchObject({ codigo_erro: 10 })
  await play('setAccount', { isBlocked: true })
  expect(await app.v2('info.php')).toMatchObject({ codigo_erro: 8 })
  await play('setAccount', { isBlocked: false, plan: 'comecar' })
  expect(await app.v2('info.php')).toMatchObject({ codigo_erro: 5 })
})

test('3 a batch: 22 with more than twenty records, 9 with a sequence twice, 4 when some were taken, 30 for what is there already', async () => {
  const produto = (sequencia: number, more: object = {}) => ({
    produto: { sequencia, nome: 'Copo', unidade: 'UN', preco: 1, origem: '0', situacao: 'A', tipo: 'P', ...more },
  })
  const send = (produtos: unknown[]) => app.v2('produto.incluir.php', { produto: JSON.stringify({ produtos }) })
  expect(await send(Array.from({ length: 21 }, (_, index) => produto(index + 1)))).toMatchObject({ codigo_erro: 22 })
  expect(await send([produto(1), produto(1)])).toMatchObject({ codigo_erro: 9 })
  const partial = await send([produto(1, { codigo: 'A' }), produto(2, { codigo: 'A' })])
  expect(partial).toMatchObject({
    status_processamento: '4',
    registros: [{ registro: { status: 'OK' } }, { registro: { codigo_erro: '30' } }],
  })
})

test('4 requests and batch calls are counted by the plan, with x-limit-api, and 11 is for too many at once', async () => {
  await play('setAccount', { plan: 'crescer' })
  const answer = await post('info.php', { formato: 'json' })
  expect(answer.headers.get('x-limit-api')).toBe('30')
  for (let i = 1; i < 30; i++) expect(await app.v2('info.php')).toMatchObject({ status: 'OK' })
  expect(await app.v2('info.php')).toMatchObject({ codigo_erro: 6 })
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  const batch = { produto: JSON.stringify({ produtos: [{ produto: { sequencia: 1 } }, { produto: { sequencia: 2 } }] }) }
  for (let i = 0; i < 5; i++) expect(await app.v2('produto.alterar.php', batch)).not.toMatchObject({ codigo_erro: 6 })
  expect(await app.v2('produto.alterar.php', batch)).toMatchObject({ codigo_erro: 6 })
  await app.admin('POST', '/limits', { busyTimes: 1 })
  expect(await app.v2('info.php')).toMatchObject({ codigo_erro: 11 })
  expect(await app.v2('info.php')).toMatchObject({ status: 'OK' })
})

test('5 stock by depósito, and a queue that is empty once it was read; the category tree is a bare list', async () => {
  const idProduto = await firstProduct()
  const move = (tipo: string, quantidade: number) =>
    app.v2('produto.atualizar.estoque.php', { estoque: JSON.stringify({ estoque: { idProduto, tipo, quantidade, deposito: 'Geral' } }) })
  await move('B', 10)
  await move('E', 5)
  expect(await move('S', 2.5)).toMatchObject({ registros: { registro: { saldoEstoque: 12.5, registroCriado: true } } })
  expect(await app.v2('lista.atualizacoes.estoque', { dataAlteracao: '01/01/2020 00:00:00' })).toMatchObject({
    produtos: [{ produto: { id: idProduto, saldo: '12.5000000000' } }],
  })
  expect(await app.v2('lista.atualizacoes.estoque', { dataAlteracao: '01/01/2020 00:00:00' })).toMatchObject({ codigo_erro: 20 })
  const tree = await post('produtos.categorias.arvore.php', { formato: 'json' })
  expect(fieldsOf(JSON.parse(tree.text))['retorno']).toEqual([expect.objectContaining({ descricao: 'Casa' })])
})

test('6 orders: numbers in sequence, slugs written and descriptions read, names that are too long refused, stock posted and given back', async () => {
  const idProduto = await firstProduct()
  const pedido = (more: object = {}) => ({
    pedido: {
      cliente: { nome: 'Maria' },
      itens: [{ item: { id_produto: idProduto, descricao: 'Copo', unidade: 'UN', quantidade: 1, valor_unitario: 5 } }],
      numero_pedido_ecommerce: 'WEB-1',
      situacao: 'aprovado',
      ...more,
    },
  })
  const create = async (more?: object) => app.v2('pedido.incluir.php', { pedido: JSON.stringify(pedido(more)) })
  const [one, two] = [
    fieldsOf(fieldsOf((await create())['registros'])['registro']),
    fieldsOf(fieldsOf((await create())['registros'])['registro']),
  ]
  expect(Number(two['numero'])).toBe(Number(one['numero']) + 1)
  expect(await create({ cliente: { nome: 'x'.repeat(31) } })).toMatchObject({ registros: { registro: { codigo_erro: '31' } } })
  const id = String(one['id'])
  expect(await app.v2('pedido.obter.php', { id })).toMatchObject({
    pedido: { situacao: 'Aprovado', id_nota_fiscal: '0', itens: [{ item: { valor_unitario: '5.0000000000' } }] },
  })
  expect(await app.v2('pedidos.pesquisa.php', { numeroEcommerce: 'WEB' })).toMatchObject({
    pedidos: [{ pedido: { numero_ecommerce: 'WEB-1' } }, {}],
  })
  expect(await app.v2('pedido.lancar.estoque.php', { id })).toMatchObject({ status: 'OK' })
  expect(await app.v2('pedido.lancar.estoque.php', { id })).toMatchObject({ codigo_erro: 31 })
  expect(await app.v2('pedido.estornar.estoque.php', { id })).toMatchObject({ status: 'OK' })
  for (const marcadores of ['loja', 'urgente']) await app.v2('pedido.marcadores.incluir', { idPedido: id, marcadores })
  await app.v2('pedido.marcadores.remover', { idPedido: id, marcadores: 'loja' })
  expect(await app.v2('pedido.obter.php', { id })).toMatchObject({ pedido: { marcadores: [{ marcador: { descricao: 'urgente' } }] } })
  expect(await app.v2('gerar.ordem.producao.pedido.php', { id })).toMatchObject({ status: 'OK' })
})

test('7 a contact’s document exists once; an invoice is authorised later, and its XML is XML whatever is asked for', async () => {
  const contato = { sequencia: '1', nome: 'Ana', situacao: 'A', cpf_cnpj: '529.982.247-25' }
  const create = () => app.v2('contato.incluir.php', { contato: JSON.stringify({ contatos: [{ contato }] }) })
  expect(await create()).toMatchObject({ registros: [{ registro: { status: 'OK' } }] })
  expect(await create()).toMatchObject({ registros: [{ registro: { codigo_erro: '30' } }] })
  await play('history', { orders: 1 })
  const row = fieldsOf(fieldsOf(listOf((await app.v2('pedidos.pesquisa.php', { dataInicial: '01/01/2000' }))['pedidos'])[0])['pedido'])
  const made = await app.v2('gerar.nota.fiscal.pedido.php', { id: String(row['id']) })
  const id = String(fieldsOf(fieldsOf(made['registros'])['registro'])['idNotaFiscal'])
  expect(await app.v2('nota.fiscal.obter.link.php', { id })).toMatchObject({ codigo_erro: 34 })
  await app.v2('nota.fiscal.emitir.php', { id })
  expect(await app.v2('nota.fiscal.obter.php', { id })).toMatchObject({ nota_fiscal: { situacao: '4' } })
  await app.admin('POST', '/clock', { advanceMs: 5_000 })
  expect(await app.v2('nota.fiscal.obter.php', { id })).toMatchObject({ nota_fiscal: { situacao: '6' } })
  expect((await post('nota.fiscal.obter.xml.php', { formato: 'json', id })).text).toContain('<nfeProc')
})

test('8 an & that was not encoded ends the JSON: code 3', async () => {
  const body = `token=${app.accounts[0]?.token}&formato=json&pedido={"pedido":{"cliente":{"nome":"Maria & João"}}}`
  const answer = await fetch(`${app.url}/api2/pedido.incluir.php`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  })
  expect(await answer.json()).toMatchObject({ retorno: { codigo_erro: 3 } })
})
