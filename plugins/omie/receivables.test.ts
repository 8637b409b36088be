import { listOf } from '@tomada/sdk/emulator'
import { beforeAll, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { useConnectedCompany } from './testing/connected-company.ts'

const company = useConnectedCompany()
beforeAll(() => company.unguard())

const effects = async (kind: string) => listOf((await company.omie().admin('GET', `/ledger?kind=${kind}`))['items'])

async function customer(): Promise<{ clienteId: Json; contaId: string }> {
  const { id } = await company.run('save-customer', { documento: '529.982.247-25', razaoSocial: 'Maria Exemplo' })
  return { clienteId: id ?? null, contaId: String(company.omie().accountId) }
}

const receivable = async (codigoIntegracao: string) => ({
  ...(await customer()),
  valor: '150.00',
  vencimento: '2099-12-31',
  categoria: '1.01.01',
  codigoIntegracao,
})

test('a receivable is created once, gets its boleto, is paid by PIX and counts as received', async () => {
  const first = await company.run('create-receivable', await receivable('TIT-1'))
  const again = await company.run('create-receivable', await receivable('TIT-1'))
  expect([first['jaExistia'], again['jaExistia'], again['id']]).toEqual([false, true, first['id']])
  expect(await effects('receivable.created')).toHaveLength(1)
  const tituloId = first['id'] ?? null

  expect(await company.run('get-boleto', { tituloId })).toEqual({ boleto: null })
  const { boleto } = await company.run('issue-boleto', { tituloId })
  expect(await company.run('get-boleto', { tituloId })).toEqual({ boleto })
  expect(await company.run('get-receivable', { tituloId })).toMatchObject({ situacao: 'aberto', temBoleto: true, valor: '150.00' })

  const pix = await company.run('create-pix', { valor: '150.00', tituloId })
  expect(await company.run('get-pix-status', { pixId: pix['id'] ?? null })).toMatchObject({ situacao: 'registrado' })
  await company.omie().play('payReceivable', { receivableId: tituloId })
  expect(await company.run('get-pix-status', { pixId: pix['id'] ?? null })).toMatchObject({ situacao: 'liquidado' })
  expect(await company.run('get-receivable', { tituloId })).toMatchObject({ situacao: 'recebido' })
})

test('a payment is registered once per integration code, and in parts', async () => {
  const { id: tituloId } = await company.run('create-receivable', await receivable('TIT-2'))
  const pay = (valor: string, codigoIntegracao: string) =>
    company.run('receive-payment', { tituloId: tituloId ?? null, valor, codigoIntegracao })
  const first = await pay('50.00', 'B-1')
  expect(first).toMatchObject({ liquidado: false, jaExistia: false })
  expect(await pay('50.00', 'B-1')).toMatchObject({ id: first['id'], jaExistia: true })
  expect(await pay('100.00', 'B-2')).toMatchObject({ liquidado: true })
  expect(await company.run('get-receivable', { tituloId: tituloId ?? null })).toMatchObject({ situacao: 'recebido' })
})

test('a service order goes all the way to its NFS-e, and the city’s refusal is a state of its own, with its words', async () => {
  const create = async (codigoIntegracao: string) =>
    company.run('create-service-order', {
      ...(await customer()),
      servicos: [{ descricao: 'Suporte', quantidade: '2', valorUnitario: '150.00', codigoLc116: '1.07', codigoMunicipal: '0107' }],
      categoria: '1.01.02',
      cidade: 'SAO PAULO (SP)',
      codigoIntegracao,
    })
  const { id, numero } = await create('OS-1')
  expect(await create('OS-1')).toMatchObject({ id, numero, jaExistia: true })
  const status = (ordemId: Json) => company.run('get-service-order-status', { ordemId })
  expect(await status(id ?? null)).toMatchObject({ faturamento: null, total: '300.00' })
  await company.run('invoice-service-order', { ordemId: id ?? null })
  expect(await status(id ?? null)).toMatchObject({ faturamento: 'processando' })
  await company.omie().admin('POST', '/clock', { advanceMs: 6_000 })
  expect(await status(id ?? null)).toMatchObject({ faturamento: 'autorizado', nota: { numero: expect.any(String) } })

  await company.omie().admin('POST', '/limits', { deniesInvoices: true })
  const other = await create('OS-2')
  await company.run('invoice-service-order', { ordemId: other['id'] ?? null })
  await company.omie().admin('POST', '/clock', { advanceMs: 6_000 })
  expect(await status(other['id'] ?? null)).toMatchObject({
    faturamento: 'rejeitado',
    nota: { mensagem: expect.stringContaining('inválido') },
  })
})
