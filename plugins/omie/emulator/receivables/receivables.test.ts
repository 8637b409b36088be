import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningOmie, startOmie } from '../testing/running-omie.ts'

let omie: RunningOmie
let customer: number
beforeAll(async () => {
  omie = await startOmie()
})
beforeEach(async () => {
  await omie.admin('POST', '/reset', { seed: 'test' })
  await omie.admin('POST', '/limits', { redundantSeconds: 0, failuresInRow: 0 })
  const listed = await omie.call('geral/clientes', 'ListarClientes', { pagina: 1 })
  customer = Number(fieldsOf(listOf(listed.fields['clientes_cadastro'])[0])['codigo_cliente_omie'])
})
afterAll(() => omie.stop())

const SERVICE = 'financas/contareceber'
const text = (answer: { fields: Readonly<Record<string, unknown>> }) => String(answer.fields['faultstring'])
const code = (answer: { fields: Readonly<Record<string, unknown>> }) => String(answer.fields['faultcode']).replace('SOAP-ENV:', '')
const title = (more: Record<string, unknown> = {}) =>
  omie.call(SERVICE, 'IncluirContaReceber', {
    codigo_lancamento_integracao: 'TIT-1',
    codigo_cliente_fornecedor: customer,
    data_vencimento: '31/12/2099',
    data_previsao: '31/12/2099',
    valor_documento: 100,
    codigo_categoria: '1.01.01',
    id_conta_corrente: omie.accountId,
    ...more,
  })
const consult = async () => (await omie.call(SERVICE, 'ConsultarContaReceber', { codigo_lancamento_integracao: 'TIT-1' })).fields
const effects = async (kind: string, key: string) => listOf((await omie.admin('GET', `/ledger?kind=${kind}&key=${key}`))['items'])

test('6.9 a receivable exists once by its integration code, is read back whole, and stands once in the ledger', async () => {
  const made = await title()
  expect(made.fields).toMatchObject({ codigo_lancamento_integracao: 'TIT-1', codigo_status: '0' })
  const again = await title()
  expect([again.status, code(again)]).toEqual([500, 'Client-102'])
  expect(text(again)).toContain(`com o nCod [${made.fields['codigo_lancamento_omie']}]`)
  expect(await consult()).toMatchObject({
    codigo_cliente_fornecedor: customer,
    valor_documento: 100,
    numero_parcela: '001/001',
    status_titulo: 'A VENCER',
    boleto: { cGerado: 'N' },
    info: { cImpAPI: 'S' },
  })
  expect(await effects('receivable.created', 'TIT-1')).toHaveLength(1)
})

test('6.9 an unknown tag, a missing one, an unknown customer and an unknown title are refused as everywhere else', async () => {
  expect(code(await title({ valor: 1 }))).toBe('Client-5001')
  expect(text(await title({ codigo_categoria: '' }))).toContain('[codigo_categoria]')
  expect(code(await title({ codigo_cliente_fornecedor: 5 }))).toBe('Client-103')
  expect(code(await title({ data_vencimento: '2099-12-31' }))).toBe('Client-104')
  expect(code(await omie.call(SERVICE, 'ConsultarContaReceber', { codigo_lancamento_omie: 5 }))).toBe('Client-103')
  expect(code(await omie.call(SERVICE, 'ListarContasReceber', { pagina: 1 }))).toBe('Client-5113')
})

test('6.9 a title becomes due and late by its date, and is paid in parts', async () => {
  const { fields } = await title({ data_vencimento: '31/12/2099' })
  await omie.call(SERVICE, 'AlterarContaReceber', {
    codigo_lancamento_omie: fields['codigo_lancamento_omie'],
    data_vencimento: '01/01/2020',
  })
  expect((await consult())['status_titulo']).toBe('ATRASADO')
  const pay = (valor: number, codigo_baixa_integracao: string) =>
    omie.call(SERVICE, 'LancarRecebimento', { codigo_lancamento_integracao: 'TIT-1', valor, codigo_baixa_integracao })
  expect((await pay(40, 'B-1')).fields).toMatchObject({ liquidado: 'N', valor_baixado: 40 })
  expect(code(await pay(40, 'B-1'))).toBe('Client-102')
  expect(text(await pay(70, 'B-2'))).toContain('maior que o saldo')
  expect((await pay(60, 'B-2')).fields).toMatchObject({ liquidado: 'S' })
  expect((await consult())['status_titulo']).toBe('RECEBIDO')
  const open = { pagina: 1, filtrar_apenas_titulos_em_aberto: 'S' }
  expect(code(await omie.call(SERVICE, 'ListarContasReceber', open))).toBe('Client-5113')
  await omie.call(SERVICE, 'CancelarRecebimento', { codigo_baixa_integracao: 'B-2' })
  expect((await omie.call(SERVICE, 'ListarContasReceber', open)).fields).toMatchObject({
    total_de_registros: 1,
    conta_receber_cadastro: [{ codigo_lancamento_integracao: 'TIT-1', status_titulo: 'ATRASADO' }],
  })
})

test('6.9 a boleto is issued, found, postponed and cancelled; a second one is the same, or refused by a switch', async () => {
  await title()
  const boleto = (name: string, more: Record<string, unknown> = {}) =>
    omie.call('financas/contareceberboleto', name, { cCodIntTitulo: 'TIT-1', ...more })
  expect(code(await boleto('ObterBoleto'))).toBe('Client-103')
  const issued = (await boleto('GerarBoleto')).fields
  expect(issued).toMatchObject({
    cCodStatus: '0',
    cLinkBoleto: expect.stringContaining('https://'),
    cCodBarras: expect.stringMatching(/^\d{47}$/),
  })
  expect((await boleto('GerarBoleto')).fields['cNumBoleto']).toBe(issued['cNumBoleto'])
  await omie.admin('POST', '/limits', { refusesSecondBoleto: true })
  expect((await boleto('GerarBoleto')).status).toBe(500)
  expect((await boleto('ProrrogarBoleto', { dDtVenc: '15/01/2100' })).fields['cNumBoleto']).toBe(issued['cNumBoleto'])
  expect(await consult()).toMatchObject({ data_vencimento: '15/01/2100', boleto: { cGerado: 'S', cNumBoleto: issued['cNumBoleto'] } })
  expect((await boleto('CancelarBoleto')).fields).toMatchObject({ cCodStatus: '0' })
  expect(code(await boleto('ObterBoleto'))).toBe('Client-103')
  const id = String((await consult())['codigo_lancamento_omie'])
  expect(await effects('boleto.issued', id)).toHaveLength(1)
})

test('6.8 a PIX belongs to a title or makes one, exists once by its code, is paid, and takes its title along when it is cancelled', async () => {
  const { fields } = await title()
  const pix = (name: string, param: Record<string, unknown>) => omie.call('financas/pix', name, param)
  const made = await pix('GerarPix', { cCodIntPix: 'PIX-1', nCodTitulo: fields['codigo_lancamento_omie'], vValor: 100 })
  expect(made.fields).toMatchObject({
    cCodStatus: '0',
    nCodTitulo: fields['codigo_lancamento_omie'],
    cCopiaCola: expect.stringContaining('br.gov.bcb.pix'),
  })
  expect(code(await pix('GerarPix', { cCodIntPix: 'PIX-1', vValor: 100 }))).toBe('Client-102')
  expect((await pix('ObterStatusPix', { cCodIntPix: 'PIX-1' })).fields).toMatchObject({ cStatus: 'REGISTRADO', vValor: 100 })
  await omie.play('payReceivable', { receivableId: fields['codigo_lancamento_omie'] })
  expect((await pix('ObterStatusPix', { nIdPix: made.fields['nIdPix'] })).fields).toMatchObject({ cStatus: 'LIQUIDADO' })
  expect((await consult())['status_titulo']).toBe('RECEBIDO')

  const other = (await pix('GerarPix', { cCodIntPix: 'PIX-2', nIdCliente: customer, vValor: 9.9 })).fields
  expect((await pix('CancelarPix', { cCodIntPix: 'PIX-2' })).fields).toMatchObject({ cCodStatus: '0' })
  expect(code(await omie.call(SERVICE, 'ConsultarContaReceber', { codigo_lancamento_omie: other['nCodTitulo'] }))).toBe('Client-103')
  expect((await pix('ListarStatusPix', { nPagina: 1 })).fields).toMatchObject({ nTotRegistros: 2 })
})

test('6.6 an invoiced order has its receivables, and the invoice names them', async () => {
  const order = await omie.play('sell', {})
  await omie.call('produtos/pedidovendafat', 'FaturarPedidoVenda', { nCodPed: order['codigo_pedido'] })
  const listed = (await omie.call(SERVICE, 'ListarContasReceber', { pagina: 1 })).fields['conta_receber_cadastro']
  const [made] = listOf(listed).map(fieldsOf)
  expect(made).toMatchObject({ nCodPedido: order['codigo_pedido'], numero_parcela: '001/001' })
  const invoice = await omie.call('produtos/nfconsultar', 'ConsultarNF', { nIdPedido: order['codigo_pedido'] })
  expect(invoice.fields).toMatchObject({ titulos: [{ nCodTitulo: made?.['codigo_lancamento_omie'] }] })
})
