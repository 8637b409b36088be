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

test('1 the address ends in a slash: without it the answer is 301, and a browser sees documentation', async () => {
  const address = `${omie.url}/api/v1/geral/produtos`
  expect(await call(address, { json: {} })).toMatchObject({ status: 301 })
  expect(await call(`${address}/`)).toMatchObject({ status: 200, text: expect.stringContaining('ListarProdutos') })
  expect(text(await call(`${address}/`, { method: 'POST', headers: { 'content-type': 'application/json' } }))).toContain(
    'Invalid JSON Object',
  )
})

test('1 3 a call of another service and an unknown tag are refused with 5001, the tag in capitals and the complex type in brackets', async () => {
  expect(code(await omie.call(products, 'ListarClientes', {}))).toBe('Client-5001')
  const refused = await omie.call(orders, 'ListarPedidos', { codigo_cliente: 1 })
  expect([refused.status, text(refused)]).toEqual([
    500,
    'ERROR: Tag [CODIGO_CLIENTE] não faz parte da estrutura do tipo complexo [pvpListarRequest]!',
  ])
  expect(text(await omie.call(customers, 'ListarClientes', { clientesFiltro: { x: 1 } }))).toContain('Tag [X]')
})

test('2 wrong keys are an access fault, with the status that is set', async () => {
  expect(await omie.call(products, 'ListarProdutos', {}, { appSecret: 'no' })).toMatchObject({ status: 403 })
  await omie.admin('POST', '/limits', { wrongKeyStatus: 500 })
  expect(await omie.call(products, 'ListarProdutos', {}, { appKey: '1' })).toMatchObject({ status: 500 })
})

test('4 pages: 0 is 1, more than 100 rows are 100 and the pages are counted anew, beyond the end is fault 5113', async () => {
  await omie.play('history', { products: 230 })
  await off()
  const page = await omie.call(products, 'ListarProdutos', { ...ALL, pagina: 0, registros_por_pagina: 500 })
  expect(page.fields).toMatchObject({ pagina: 1, total_de_paginas: 3, registros: 100, total_de_registros: 242 })
  const beyond = await omie.call(products, 'ListarProdutos', { ...ALL, pagina: 4, registros_por_pagina: 100 })
  expect([beyond.status, code(beyond), text(beyond)]).toEqual([500, 'Client-5113', 'ERROR: Não existem registros para a página [4]!'])
  const all = await omie.call('estoque/consulta', 'ListarPosEstoque', { nPagina: 1, nRegPorPagina: 100, cExibeTodos: 'S' })
  expect(all.fields).toMatchObject({ nRegistros: 50, nTotRegistros: 242 })
})

test('9 12 what never moved is hidden from positions, and without both switches fewer products come', async () => {
  await off()
  expect((await omie.call('estoque/consulta', 'ListarPosEstoque', { nPagina: 1 })).fields).toMatchObject({ nTotRegistros: 11 })
  expect(code(await omie.call(products, 'ListarProdutos', { pagina: 1 }))).toBe('Client-5113')
  expect((await omie.call(products, 'ListarProdutos', { pagina: 1, ...ALL })).fields).toMatchObject({ total_de_registros: 12 })
})

test('5 the same query within 60 s is refused, in both wordings, and allowed after them', async () => {
  const ask = () => omie.call(products, 'ListarProdutos', { pagina: 1, ...ALL })
  expect((await ask()).status).toBe(200)
  expect(text(await ask())).toMatch(/Aguarde (60|59) segundos .*\(REDUNDANT\)/)
  await omie.admin('POST', '/limits', { redundantFault: '8020' })
  expect(text(await ask())).toMatch(/tente novamente às|tentar novamente às \d{2}:\d{2}:\d{2}/)
  await omie.admin('POST', '/clock', { advanceMs: 61_000 })
  expect((await ask()).status).toBe(200)
})

test('6 a fifth call of one method at once is refused with 1880, and 240 of one method in a minute with 429', async () => {
  await omie.admin('POST', '/limits', { redundantSeconds: 0, failuresInRow: 0, answerMs: 200 })
  const five = await Promise.all([1, 2, 3, 4, 5].map((pagina) => omie.call('geral/categorias', 'ListarCategorias', { pagina })))
  expect(five.map((answer) => code(answer)).filter((one) => one === 'Client-1880')).toHaveLength(1)
  await omie.admin('POST', '/limits', { answerMs: 0, callsPerMinute: 10 })
  const many = []
  for (let i = 0; i < 12; i++) many.push((await omie.call('geral/contacorrente', 'ListarContasCorrentes', { pagina: 1 })).status)
  expect(many.filter((status) => status === 429)).toHaveLength(2)
})

test('7 ten failures in a row, also of what is not found, block key and method for 30 minutes; a success in between counts from nothing', async () => {
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

test('8 a customer is one by integration code and by document: the id of the other is in the refusal', async () => {
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

test('10 an order: padded number, totals and parcels; a list in one call and an object in the other, which omits what is empty', async () => {
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

test('12 adjustments: reasons fit their kind, a balance is set, a key is taken once, an unknown place is fault 1070', async () => {
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

test('9 products likewise: one by integration code and by SKU, changed, read with what was asked for, and gone', async () => {
  await off()
  const record = {
    codigo_produto_integracao: 'P-9',
    codigo: 'SKU-9',
    descricao: 'CANECA',
    unidade: 'UN',
    ncm: '6912.00.00',
    obs_internas: 'x',
  }
  const made = await omie.call(products, 'IncluirProduto', record)
  expect(made.fields).toMatchObject({ codigo_status: '0', codigo_produto_integracao: 'P-9' })
  const id = made.fields['codigo_produto']
  expect(code(await omie.call(products, 'IncluirProduto', record))).toBe('Client-102')
  expect(text(await omie.call(products, 'IncluirProduto', { ...record, codigo_produto_integracao: 'P-10' }))).toContain(`[${id}]`)
  expect((await omie.call(products, 'UpsertProduto', { ...record, descricao: 'CANECA AZUL' })).fields['codigo_produto']).toBe(id)
  expect((await omie.call(products, 'ConsultarProduto', { codigo: 'SKU-9' })).fields).toMatchObject({
    descricao: 'CANECA AZUL',
    imagens: [],
  })
  const listed = async (more: Record<string, unknown>) =>
    fieldsOf(
      listOf(
        (await omie.call(products, 'ListarProdutos', { ...ALL, pagina: 1, produtosPorCodigo: [{ codigo: 'SKU-9' }], ...more })).fields[
          'produto_servico_cadastro'
        ],
      )[0],
    )
  expect(await listed({})).not.toHaveProperty('obs_internas')
  expect(await listed({ exibir_obs: 'S' })).toMatchObject({ obs_internas: 'x' })
  expect((await omie.call(products, 'ExcluirProduto', { codigo_produto: id })).fields).toMatchObject({ codigo_status: '0' })
  expect(code(await omie.call(products, 'ConsultarProduto', { codigo_produto: id }))).toBe('Client-103')
})

test('11 an invoiced order is in stage 60 with an invoice that waits, then authorised with a key of 44 digits, and its stock is gone', async () => {
  await off()
  const made = await omie.play('sell', {})
  const order = async () =>
    fieldsOf((await omie.call(orders, 'ConsultarPedido', { codigo_pedido: made['codigo_pedido'] })).fields['pedido_venda_produto'])
  const [item] = listOf((await order())['det'])
  const id_prod = fieldsOf(fieldsOf(item)['produto'])['codigo_produto']
  const balance = async () =>
    Number((await omie.call('estoque/consulta', 'PosicaoEstoque', { id_prod, data: '21/11/2026' })).fields['saldo'])
  const before = await balance()
  expect((await omie.call('produtos/pedidovendafat', 'FaturarPedidoVenda', { nCodPed: made['codigo_pedido'] })).status).toBe(200)
  expect(fieldsOf((await order())['cabecalho'])['etapa']).toBe('60')
  const invoice = async () => fieldsOf(listOf((await omie.call('produtos/nfconsultar', 'ListarNF', { pagina: 1 })).fields['nfCadastro'])[0])
  expect(fieldsOf((await invoice())['compl'])['cChaveNFe']).toBe('')
  await omie.admin('POST', '/clock', { advanceMs: 6_000 })
  expect(String(fieldsOf((await invoice())['compl'])['cChaveNFe'])).toMatch(/^\d{44}$/)
  expect(fieldsOf((await order())['infoCadastro'])['autorizado']).toBe('S')
  expect(await balance()).toBeLessThan(before)
})

test('13 invoices of goods are listed, of services none while none was sold, and their documents are links and XML', async () => {
  await off()
  const made = await omie.play('sell', {})
  await omie.call('produtos/pedidovendafat', 'FaturarPedidoVenda', { nCodPed: made['codigo_pedido'] })
  await omie.admin('POST', '/clock', { advanceMs: 6_000 })
  const { fields } = await omie.call('produtos/nfconsultar', 'ListarNF', { pagina: 1 })
  const nIdNfe = fieldsOf(fieldsOf(listOf(fields['nfCadastro'])[0])['compl'])['nIdNF']
  const document = (call: string, param: Record<string, unknown>) => omie.call('produtos/dfedocs', call, param)
  expect((await document('ObterNfe', { nIdNfe })).fields).toMatchObject({
    cXmlNfe: expect.stringContaining('<nfeProc>'),
    cPdf: expect.stringContaining('https://'),
  })
  expect((await document('ObterDanfeSimp', { nIdNfe })).fields).toMatchObject({ cPdf: expect.stringContaining('https://') })
  expect((await document('ObterPedVenda', { nIdPed: made['codigo_pedido'] })).fields).toMatchObject({
    cPdf: expect.stringContaining('https://'),
  })
  expect(code(await document('ObterCupom', { nIdNfe: 1 }))).toBe('Client-103')
  for (const call of ['GetUrlDanfe', 'GetUrlNotaFiscal'])
    expect((await omie.call('produtos/notafiscalutil', call, { nCodNF: nIdNfe })).fields).toMatchObject({ dtValUrl: expect.any(String) })
  // Of services only what was invoiced: service-orders.test.ts.
  expect(code(await omie.call('servicos/nfse', 'ListarNFSEs', { nPagina: 1 }))).toBe('Client-5113')
})

test('15 faults: a page instead of JSON, 403, 425, 429, a broken server, a slow answer, a fault with status 200, the other shape', async () => {
  await off()
  const ask = () => omie.call('geral/categorias', 'ListarCategorias', { pagina: 1 })
  const play = (dial: Record<string, unknown>) => omie.admin('POST', '/faults', [{ match: { path: '/*' }, ...dial }])
  await play({ kind: 'html' })
  expect((await ask()).text).toContain('<')
  for (const [status, expected] of [
    [403, 'Client-101'],
    [425, 'MISUSE_API_PROCESS'],
    [429, 'Client-429'],
    [500, 'Server'],
  ] as const) {
    await play({ kind: 'status', status })
    const answer = await ask()
    expect([answer.status, code(answer)]).toEqual([status, expected])
  }
  await play({ kind: 'slow', delayMs: 150 })
  const began = performance.now()
  expect((await ask()).status).toBe(200)
  expect(performance.now() - began).toBeGreaterThanOrEqual(145)
  await play({ kind: 'status', status: 200, body: { faultcode: 'SOAP-ENV:Client-103', faultstring: 'ERROR: x' } })
  expect(await ask()).toMatchObject({ status: 200, fields: { faultstring: 'ERROR: x' } })
  await play({ kind: 'status', status: 500, body: { error_code: 1, error_message: 'Motivo' } })
  expect((await ask()).fields).toEqual({ error_code: 1, error_message: 'Motivo' })
})

test('16 the same id is a number here and a text there; flags are S and N, dates dd/mm/aaaa, and what is empty is an empty text', async () => {
  await off()
  const made = await omie.play('sell', {})
  const [company] = listOf((await omie.call('geral/empresas', 'ListarEmpresas', { pagina: 1 })).fields['empresas_cadastro'])
  const listed = fieldsOf(listOf((await omie.call(orders, 'ListarPedidos', { pagina: 1 })).fields['pedido_venda_produto'])[0])
  const [head, info] = [fieldsOf(listed['cabecalho']), fieldsOf(listed['infoCadastro'])]
  expect(typeof fieldsOf(company)['codigo_empresa']).toBe('string')
  expect([typeof head['codigo_empresa'], typeof head['codigo_cliente'], typeof head['codigo_cenario_impostos']]).toEqual([
    'number',
    'number',
    'string',
  ])
  expect(Number(made['codigo_pedido'])).toBeGreaterThan(2 ** 31)
  expect(info).toMatchObject({
    cancelado: 'N',
    dInc: expect.stringMatching(/^\d{2}\/\d{2}\/\d{4}$/),
    hInc: expect.stringMatching(/^\d{2}(:\d{2}){2}$/),
  })
  expect(head['enc_motivo']).toBe('')
})

test('6.8 an order form’s lists come page by page in their own dialects; cities and sellers are searched', async () => {
  await off()
  const rows = async (service: string, name: string, list: string, param: Record<string, unknown> = { pagina: 1 }) =>
    listOf((await omie.call(service, name, param)).fields[list]).map(fieldsOf)
  expect(await rows('produtos/formaspagvendas', 'ListarFormasPagVendas', 'cadastros')).toContainEqual(
    expect.objectContaining({ cCodigo: '999' }),
  )
  expect(await rows('geral/parcelas', 'ListarParcelas', 'cadastros')).toContainEqual(
    expect.objectContaining({ nCodigo: '002', nParcelas: 2 }),
  )
  expect(await rows('geral/contacorrente', 'ListarResumoContasCorrentes', 'conta_corrente_lista')).toHaveLength(2)
  expect(await rows('geral/vendedores', 'ListarVendedores', 'cadastro', { filtrar_por_nome: 'balcao' })).toMatchObject([{ nome: 'Balcão' }])
  expect(await rows('geral/projetos', 'ListarProjetos', 'cadastro')).toHaveLength(1)
  expect(await rows('geral/departamentos', 'ListarDepartamentos', 'departamentos')).toHaveLength(2)
  expect(await rows('geral/cenarios', 'ListarCenarios', 'cenariosEncontrados', { nPagina: 1 })).toMatchObject([{ padrao: true }])
  const cities = await rows('geral/cidades', 'PesquisarCidades', 'lista_cidades', { filtrar_cidade_contendo: 'são', filtrar_por_uf: 'SP' })
  expect(cities).toMatchObject([{ cCod: 'SAO PAULO (SP)', nCodIBGE: '3550308' }])
  expect(code(await omie.call('geral/cidades', 'PesquisarCidades', { filtrar_por_cidade: 'X' }))).toBe('Client-5113')
})

test('6.1 tags of a customer are added, listed and taken away', async () => {
  await off()
  const [first] = listOf((await omie.call(customers, 'ListarClientes', { pagina: 1 })).fields['clientes_cadastro']).map(fieldsOf)
  const nCodCliente = first?.['codigo_cliente_omie']
  const ask = (name: string, more = {}) => omie.call('geral/clientetag', name, { nCodCliente, ...more })
  await ask('IncluirTags', { tags: [{ tag: 'VIP' }] })
  expect((await ask('ListarTags')).fields['tagsLista']).toMatchObject([{ tag: 'Cliente' }, { tag: 'VIP' }])
  await ask('ExcluirTags', { tags: [{ tag: 'Cliente' }] })
  expect((await ask('ListarTags')).fields['tagsLista']).toMatchObject([{ tag: 'VIP' }])
  expect((await ask('ExcluirTodas')).fields).toMatchObject({ cCodStatus: '0' })
  expect((await ask('ListarTags')).fields['tagsLista']).toEqual([])
})
