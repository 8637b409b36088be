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

const text = (answer: { fields: Readonly<Record<string, unknown>> }) => String(answer.fields['faultstring'])
const code = (answer: { fields: Readonly<Record<string, unknown>> }) => String(answer.fields['faultcode']).replace('SOAP-ENV:', '')
const os = (name: string, param: Record<string, unknown>) => omie.call('servicos/os', name, param)
const osp = (name: string, param: Record<string, unknown>) => omie.call('servicos/osp', name, param)
const LINE = { cTribServ: '01', cCodServMun: '0107', cCodServLC116: '1.07', cDescServ: 'Suporte', nQtde: 2, nValUnit: 150 }
const create = (head: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  os('IncluirOS', {
    Cabecalho: { cCodIntOS: 'OS-1', nCodCli: customer, dDtPrevisao: '31/12/2099', cEtapa: '10', cCodParc: '000', ...head },
    InformacoesAdicionais: { cCodCateg: '1.01.02', nCodCC: omie.accountId, cCidPrestServ: 'SAO PAULO (SP)' },
    ServicosPrestados: [LINE],
    ...more,
  })

test('6.7 a service order exists once by its integration code; it is read by id, code and number, with its total and its parcel', async () => {
  const made = await create()
  expect(made.fields).toMatchObject({ cCodIntOS: 'OS-1', cNumOS: '000000000000031', cCodStatus: '0' })
  const again = await create()
  expect([code(again), text(again)]).toEqual(['Client-102', expect.stringContaining(`com o nCod [${made.fields['nCodOS']}]`)])
  for (const key of [{ nCodOS: made.fields['nCodOS'] }, { cCodIntOS: 'OS-1' }, { cNumOS: '31' }])
    expect((await os('ConsultarOS', key)).fields).toMatchObject({
      Cabecalho: { nValorTotal: 300, cEtapa: '10' },
      ServicosPrestados: [{ cDescServ: 'Suporte', nSeqItem: 1 }],
      Parcelas: [{ nValor: 300 }],
      InfoCadastro: { cFaturada: 'N', cCancelada: 'N' },
    })
  expect(listOf((await omie.admin('GET', '/ledger?kind=serviceOrder.created&key=OS-1'))['items'])).toHaveLength(1)
})

test('6.7 what is unknown, missing or not allowed is refused', async () => {
  expect(code(await create({ codigo: 1 }))).toBe('Client-5001')
  expect(text(await create({ cCodParc: '' }))).toContain('[cCodParc]')
  expect(text(await create({ cEtapa: '99' }))).toContain('Valores aceitos')
  expect(code(await create({ nCodCli: 5 }))).toBe('Client-103')
  expect(text(await create({}, { ServicosPrestados: [] }))).toContain('sem serviços')
  expect(code(await os('ConsultarOS', { nCodOS: 5 }))).toBe('Client-103')
  expect(code(await os('ListarOS', { pagina: 1 }))).toBe('Client-5113')
})

test('6.7 services are changed, added and taken out; the list is snake around Hungarian records and knows the state', async () => {
  await create()
  await os('AlterarOS', {
    Cabecalho: { cCodIntOS: 'OS-1' },
    ServicosPrestados: [
      { nSeqItem: 1, nValUnit: 200 },
      { ...LINE, cAcaoItem: 'I', cDescServ: 'Visita' },
    ],
  })
  expect((await os('ConsultarOS', { cCodIntOS: 'OS-1' })).fields).toMatchObject({ Cabecalho: { nValorTotal: 700 } })
  await os('AlterarOS', { Cabecalho: { cCodIntOS: 'OS-1' }, ServicosPrestados: [{ nSeqItem: 2, cAcaoItem: 'E' }] })
  await os('TrocarEtapaOS', { cCodIntOS: 'OS-1', cEtapa: '30' })
  expect((await os('ListarOS', { pagina: 1, filtrar_por_etapa: '30', filtrar_por_status: 'N' })).fields).toMatchObject({
    total_de_registros: 1,
    osCadastro: [{ Cabecalho: { nValorTotal: 400, cEtapa: '30' } }],
  })
  expect(code(await os('ListarOS', { pagina: 1, filtrar_por_status: 'F' }))).toBe('Client-5113')
})

test('6.7 invoicing is queued: the NFS-e comes later, with its papers and its receivable', async () => {
  const { fields } = await create()
  expect((await osp('ValidarOS', { cCodIntOS: 'OS-1' })).fields).toMatchObject({ cCodStatus: '0' })
  expect((await osp('FaturarOS', { cCodIntOS: 'OS-1' })).fields).toMatchObject({ nCodOS: fields['nCodOS'], cCodStatus: '0' })
  expect(text(await osp('FaturarOS', { cCodIntOS: 'OS-1' }))).toContain('já faturada')
  const status = () => os('StatusOS', { cCodIntOS: 'OS-1', lRps: true })
  expect((await status()).fields).toMatchObject({ cFaturada: 'S', cEtapa: '60', ListaRpsNfse: [{ nNfse: '', nRps: '211' }] })
  const listed = async () =>
    fieldsOf(listOf((await omie.call('servicos/nfse', 'ListarNFSEs', { nPagina: 1 })).fields['nfseEncontradas'])[0])
  const invoice = Number(fieldsOf((await listed())['Cabecalho'])['nCodNF'])
  expect(code(await omie.call('servicos/osdocs', 'ObterNFSe', { nIdNf: invoice }))).toBe('Client-103')
  await omie.admin('POST', '/clock', { advanceMs: 10_000 })
  expect((await status()).fields).toMatchObject({ ListaRpsNfse: [{ nNfse: '211', cUrlRps: expect.stringContaining('https://') }] })
  expect(await listed()).toMatchObject({ Cabecalho: { cStatusNFSe: 'F', nValorNFSe: 300 }, OrdemServico: { nCodigoOS: fields['nCodOS'] } })
  expect((await omie.call('servicos/osdocs', 'ObterNFSe', { nIdNf: invoice })).fields).toMatchObject({
    cNumNFSe: '211',
    cXmlNFSe: expect.stringContaining('<Numero>211</Numero>'),
  })
  expect((await omie.call('servicos/osdocs', 'ObterRPS', { nIdNf: invoice })).fields).toMatchObject({ cNumRPS: '211' })
  expect((await omie.call('servicos/osdocs', 'ObterRecibo', { nIdRec: invoice })).fields).toMatchObject({ cCodStatus: '0' })
  expect((await omie.call('financas/contareceber', 'ListarContasReceber', { pagina: 1 })).fields).toMatchObject({
    conta_receber_cadastro: [{ nCodOS: fields['nCodOS'], valor_documento: 300 }],
  })
  await osp('CancelarOS', { cCodIntOS: 'OS-1' })
  expect(await listed()).toMatchObject({ Cabecalho: { cStatusNFSe: 'C' } })
})

test('6.7 an order that is cancelled or invoiced is not changed or deleted; a copy of it is another order', async () => {
  await create()
  await osp('CancelarOS', { cCodIntOS: 'OS-1' })
  expect((await os('TrocarEtapaOS', { cCodIntOS: 'OS-1', cEtapa: '20' })).status).toBe(500)
  expect((await os('ExcluirOS', { cCodIntOS: 'OS-1' })).status).toBe(500)
  const copy = await osp('DuplicarOS', { cCodIntOS: 'OS-1' })
  expect((await os('ConsultarOS', { nCodOS: copy.fields['nCodOS'] })).fields).toMatchObject({ InfoCadastro: { cCancelada: 'N' } })
  await osp('AssociarCodIntOS', { nCodOS: copy.fields['nCodOS'], cCodIntOS: 'OS-2' })
  expect((await osp('ObterOS', { cEtapa: '10' })).fields['listaOS']).toHaveLength(2)
  expect((await os('ExcluirOS', { cCodIntOS: 'OS-2' })).fields).toMatchObject({ cCodStatus: '0' })
  expect(code(await os('ConsultarOS', { cCodIntOS: 'OS-2' }))).toBe('Client-103')
})
