import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningOmie, startOmie } from './testing/running-omie.ts'

let omie: RunningOmie
beforeAll(async () => {
  omie = await startOmie()
})
beforeEach(() => omie.admin('POST', '/reset', { seed: 'test' }))
afterAll(() => omie.stop())

const off = () => omie.admin('POST', '/limits', { redundantSeconds: 0, failuresInRow: 0 })
const code = (answer: { fields: Readonly<Record<string, unknown>> }) => String(answer.fields['faultcode']).replace('SOAP-ENV:', '')
const text = (answer: { fields: Readonly<Record<string, unknown>> }) => String(answer.fields['faultstring'])
const [products, customers, orders] = ['geral/produtos', 'geral/clientes', 'produtos/pedido']
const ALL = { apenas_importado_api: 'N', filtrar_apenas_omiepdv: 'N' }

test('the address ends in a slash: without it the answer is 301, and a browser sees documentation', async () => {
  const address = `${omie.url}/api/v1/geral/produtos`
  expect(await call(address, { json: {} })).toMatchObject({ status: 301 })
  expect(await call(`${address}/`)).toMatchObject({ status: 200, text: expect.stringContaining('ListarProdutos') })
  expect(text(await call(`${address}/`, { method: 'POST', headers: { 'content-type': 'application/json' } }))).toContain(
    'Invalid JSON Object',
  )
})

test('a call of another service and an unknown tag are refused with 5001, the tag in capitals and the complex type in brackets', async () => {
  expect(code(await omie.call(products, 'ListarClientes', {}))).toBe('Client-5001')
  const refused = await omie.call(orders, 'ListarPedidos', { codigo_cliente: 1 })
  expect([refused.status, text(refused)]).toEqual([
    500,
    'ERROR: Tag [CODIGO_CLIENTE] não faz parte da estrutura do tipo complexo [pvpListarRequest]!',
  ])
  expect(text(await omie.call(customers, 'ListarClientes', { clientesFiltro: { x: 1 } }))).toContain('Tag [X]')
})

test('wrong keys are an access fault, with the status that is set', async () => {
  expect(await omie.call(products, 'ListarProdutos', {}, { appSecret: 'no' })).toMatchObject({ status: 403 })
  await omie.admin('POST', '/limits', { wrongKeyStatus: 500 })
  expect(await omie.call(products, 'ListarProdutos', {}, { appKey: '1' })).toMatchObject({ status: 500 })
})

test('pages: 0 is 1, more than 100 rows are 100 and the pages are counted anew, beyond the end is fault 5113', async () => {
  await omie.play('history', { products: 230 })
  await off()
  const page = await omie.call(products, 'ListarProdutos', { ...ALL, pagina: 0, registros_por_pagina: 500 })
  expect(page.fields).toMatchObject({ pagina: 1, total_de_paginas: 3, registros: 100, total_de_registros: 242 })
  const beyond = await omie.call(products, 'ListarProdutos', { ...ALL, pagina: 4, registros_por_pagina: 100 })
  expect([beyond.status, code(beyond), text(beyond)]).toEqual([500, 'Client-5113', 'ERROR: Não existem registros para a página [4]!'])
  const all = await omie.call('estoque/consulta', 'ListarPosEstoque', { nPagina: 1, nRegPorPagina: 100, cExibeTodos: 'S' })
  expect(all.fields).toMatchObject({ nRegistros: 50, nTotRegistros: 242 })
})

test('what never moved is hidden from positions, and without both switches fewer products come', async () => {
  await off()
  expect((await omie.call('estoque/consulta', 'ListarPosEstoque', { nPagina: 1 })).fields).toMatchObject({ nTotRegistros: 11 })
  expect(code(await omie.call(products, 'ListarProdutos', { pagina: 1 }))).toBe('Client-5113')
  expect((await omie.call(products, 'ListarProdutos', { pagina: 1, ...ALL })).fields).toMatchObject({ total_de_registros: 12 })
})

test('the same query within 60 s is refused, in both wordings, and allowed after them', async () => {
  const ask = () => omie.call(products, 'ListarProdutos', { pagina: 1, ...ALL })
  expect((await ask()).status).toBe(200)
  expect(text(await ask())).toMatch(/Aguarde (60|59) segundos .*\(REDUNDANT\)/)
  await omie.admin('POST', '/limits', { redundantFault: '8020' })
  expect(text(await ask())).toMatch(/tente novamente às|tentar novamente às \d{2}:\d{2}:\d{2}/)
  await omie.admin('POST', '/clock', { advanceMs: 61_000 })
  expect((await ask()).status).toBe(200)
})

test('a fifth call of one method at once is refused with 1880, and 240 of one method in a minute with 429', async () => {
  await omie.admin('POST', '/limits', { redundantSeconds: 0, failuresInRow: 0, answerMs: 200 })
  const five = await Promise.all([1, 2, 3, 4, 5].map((pagina) => omie.call('geral/categorias', 'ListarCategorias', { pagina })))
  expect(five.map((answer) => code(answer)).filter((one) => one === 'Client-1880')).toHaveLength(1)
  await omie.admin('POST', '/limits', { answerMs: 0, callsPerMinute: 10 })
  const many = []
  for (let i = 0; i < 12; i++) many.push((await omie.call('geral/contacorrente', 'ListarContasCorrentes', { pagina: 1 })).status)
  expect(many.filter((status) => status === 429)).toHaveLength(2)
})

test('ten failures in a row, also of what is not found, block key and method for 30 minutes; a success in between counts from nothing', async () => {
  await omie.admin('POST', '/limits', { redundantSeconds: 0 })
  const miss = (id: number) => omie.call(orders, 'ConsultarPedido', { codigo_pedido: id })
  for (let id = 1; id <= 9; id++) expect(code(await miss(id))).toBe('Client-105')
  await omie.play('sell', {})
  await omie.call(orders, 'ConsultarPedido', { numero_pedido: '13' })
  for (let id = 1; id <= 10; id++) expect((await miss(id)).status).toBe(500)
  const blocked = await miss(11)
  expect([blocked.status, blocked.fields['faultcode']]).toEqual([425, 'MISUSE_API_PROCESS'])
  expect(text(blocked)).toMatch(/Tente novamente em (1800|1799) segundos/)
  expect((await omie.call(orders, 'ListarPedidos', { pagina: 1 })).status).toBe(200)
  await omie.admin('POST', '/clock', { advanceMs: 1_801_000 })
  expect((await miss(12)).status).toBe(500)
})

test('a customer is one by integration code and by document: the id of the other is in the refusal', async () => {
  await off()
  const record = { codigo_cliente_integracao: 'CLI-77', razao_social: 'LOJA', cnpj_cpf: '11222333000181' }
  const made = await omie.call(customers, 'IncluirCliente', record)
  expect(made.fields).toMatchObject({ codigo_status: '0', descricao_status: 'Cliente cadastrado com sucesso!' })
  expect(text(await omie.call(customers, 'IncluirCliente', record))).toBe(
    `ERROR: Cliente já cadastrado para o Código de Integração [CLI-77] com o nCod [${made.fields['codigo_cliente_omie']}] !`,
  )
  expect(text(await omie.call(customers, 'IncluirCliente', { ...record, codigo_cliente_integracao: 'X' }))).toContain(
    'para o CPF/CNPJ [11.222.333/0001-81]',
  )
  expect(code(await omie.call(customers, 'ConsultarCliente', { codigo_cliente_omie: 5 }))).toBe('Client-103')
  expect(code(await omie.call(customers, 'ListarClientes', { clientesFiltro: { cnpj_cpf: '11.222.333/0001-81' } }))).toBe('Client-5113')
})

test('an order: padded number, totals and parcels; a list in one call and an object in the other, which omits what is empty', async () => {
  await off()
  const made = await omie.play('sell', {})
  expect(made['numero_pedido']).toBe('000000000000013')
  const listed = fieldsOf(listOf((await omie.call(orders, 'ListarPedidos', { pagina: 1 })).fields['pedido_venda_produto'])[0])
  const consulted = fieldsOf(
    (await omie.call(orders, 'ConsultarPedido', { codigo_pedido: made['codigo_pedido'] })).fields['pedido_venda_produto'],
  )
  expect(fieldsOf(listed['cabecalho'])).toMatchObject({ enc_motivo: '', codigo_cenario_impostos: '903496335' })
  expect(fieldsOf(consulted['cabecalho'])).not.toHaveProperty('enc_motivo')
  expect(listOf(fieldsOf(listed['lista_parcelas'])['parcela'])).toHaveLength(1)
  const summary = await omie.call(orders, 'ListarPedidos', { pagina: 1, apenas_resumo: 'S' })
  expect(fieldsOf(listOf(summary.fields['pedido_venda_produto'])[0])).not.toHaveProperty('det')
  await omie.play('cancel', {})
  const cancelled = fieldsOf(
    (await omie.call(orders, 'ConsultarPedido', { codigo_pedido: made['codigo_pedido'] })).fields['pedido_venda_produto'],
  )
  expect([fieldsOf(cancelled['cabecalho'])['etapa'], fieldsOf(cancelled['infoCadastro'])['cancelado']]).toEqual(['10', 'S'])
})

test('adjustments: reasons fit their kind, a balance is set, a key is taken once, an unknown place is fault 1070', async () => {
  await off()
  const [product] = listOf((await omie.call(products, 'ListarProdutos', { pagina: 1, ...ALL })).fields['produto_servico_cadastro'])
  const id_prod = fieldsOf(product)['codigo_produto']
  const adjust = {
    codigo_local_estoque: 0,
    id_prod,
    cod_int_ajuste: 'ADJ-9',
    data: '21/11/2026',
    tipo: 'SLD',
    quan: '15',
    valor: 12.5,
    obs: 'x',
    origem: 'AJU',
    motivo: 'INV',
  }
  const post = (more: Record<string, unknown>) => omie.call('estoque/ajuste', 'IncluirAjusteEstoque', { ...adjust, ...more })
  expect(code(await post({ motivo: 'TRF' }))).toBe('Client-105')
  expect(code(await post({ codigo_local_estoque: 12345 }))).toBe('Client-1070')
  expect((await post({})).fields).toMatchObject({ codigo_status: '0' })
  expect(text(await post({}))).toMatch(/Já existe um ajuste de estoque para o código de integração \[ADJ-9\] com o ID \[\d+\]/)
  const position = await omie.call('estoque/consulta', 'PosicaoEstoque', { id_prod, data: '21/11/2026' })
  expect(position.fields).toMatchObject({ saldo: 15, cmc: 12.5 })
})
