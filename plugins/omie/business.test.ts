import { listOf } from '@tomada/sdk/emulator'
import { beforeAll, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { useConnectedCompany } from './testing/connected-company.ts'

const company = useConnectedCompany()
beforeAll(() => company.unguard())

const effects = async (kind: string) => listOf((await company.omie().admin('GET', `/ledger?kind=${kind}`))['items'])
const advance = (advanceMs: number) => company.omie().admin('POST', '/clock', { advanceMs })

async function order(more: { [name: string]: string } = {}): Promise<{ [name: string]: Json }> {
  const { id: clienteId } = await company.run('save-customer', { documento: '529.982.247-25', razaoSocial: 'Maria Exemplo' })
  const { id: produtoId } = await company.run('save-product', {
    codigo: 'SKU-1',
    descricao: 'CANECA',
    ncm: '6912.00.00',
    valorUnitario: '29.90',
  })
  const { contas } = await company.run('list-accounts', {})
  const [conta] = Array.isArray(contas) ? contas : []
  const contaId = String(Object(conta)['id'])
  const itens = [{ produtoId: produtoId ?? null, quantidade: '2', valorUnitario: '29.90' }]
  const made = await company.run('create-order', { clienteId: clienteId ?? null, itens, categoria: '1.01.01', contaId, ...more })
  return { ...made, produtoId: String(produtoId) }
}

test('MH-73 a sale goes all the way: customer, product, order, invoice, authorisation, document, tracking', async () => {
  const { id, numero, produtoId } = await order({ codigoIntegracao: 'WEB-1001', numeroCliente: '1001' })
  expect(numero).toBe('13')
  expect(await company.run('get-order', { pedidoId: id ?? null })).toMatchObject({ total: '59.80', situacao: '10', numeroCliente: '1001' })
  expect(await company.run('find-order', { codigoIntegracao: 'WEB-1001' })).toMatchObject({ pedido: { id } })
  await company.run('change-order-stage', { pedidoId: id ?? null, etapa: '50' })
  expect(await company.run('get-order-status', { pedidoId: id ?? null })).toMatchObject({ etapa: '50', faturamento: null, nota: null })

  await company.run('invoice-order', { pedidoId: id ?? null })
  expect(await company.run('get-order-status', { pedidoId: id ?? null })).toMatchObject({ etapa: '60', faturamento: 'processando' })
  await advance(6_000)
  expect(await company.run('get-order-status', { pedidoId: id ?? null })).toMatchObject({
    faturamento: 'autorizado',
    nota: { chave: expect.stringMatching(/^[0-9]{44}$/) },
  })
  const invoice = await company.run('get-invoice', { pedidoId: id ?? null })
  expect(invoice).toMatchObject({ pedidoId: id, total: '59.80', cancelada: false })
  expect(await company.run('get-invoice-document', { notaId: invoice['id'] ?? null })).toMatchObject({
    xml: expect.stringContaining('<nfeProc>'),
  })
  await company.run('set-order-tracking', { pedidoId: id ?? null, codigoRastreio: 'BR123' })
  expect(await company.run('get-stock', { produtoId: produtoId ?? null })).toMatchObject({
    locais: [{ fisico: '-2.00' }, { fisico: '0.00' }],
  })
})

test('MH-73 a denied invoice is a state of its own, with the tax office’s words', async () => {
  await company.omie().admin('POST', '/limits', { deniesInvoices: true })
  const { id } = await order({ codigoIntegracao: 'WEB-1002' })
  await company.run('invoice-order', { pedidoId: id ?? null })
  await advance(6_000)
  expect(await company.run('get-order-status', { pedidoId: id ?? null })).toMatchObject({
    faturamento: 'denegado',
    nota: { mensagem: 'Uso denegado' },
  })
  await company.omie().admin('POST', '/limits', { deniesInvoices: false })
})

test('an order with the same integration code is the same order, however often it is created', async () => {
  const first = await order({ codigoIntegracao: 'WEB-1003' })
  const again = await order({ codigoIntegracao: 'WEB-1003' })
  expect([first['jaExistia'], again['jaExistia'], again['id']]).toEqual([false, true, first['id']])
  expect((await effects('order.created')).filter((entry) => Object(entry)['key'] === 'WEB-1003')).toHaveLength(1)
})

test('a product that was made by hand is changed, not doubled', async () => {
  const { produto } = await company.run('find-product', { codigo: 'CAN-AZ50' })
  const saved = await company.run('save-product', { codigo: 'CAN-AZ50', descricao: 'CANETA', ncm: '9608.10.00', valorUnitario: '43.00' })
  expect(saved).toEqual({ id: Object(produto)['id'], criado: false })
  expect(await company.run('find-product', { codigo: 'CAN-AZ50' })).toMatchObject({
    produto: { descricao: 'CANETA', valorUnitario: '43.00' },
  })
})

test('MH-72 stock is set, added to and taken from at one place', async () => {
  const { id } = await company.run('save-product', { codigo: 'SKU-2', descricao: 'COPO', ncm: '7013.37.00', valorUnitario: '9.90' })
  const produtoId = id ?? null
  await company.run('set-stock', { produtoId, quantidade: '15', custo: '12.50' })
  const add = await company.capabilities().run('adjust-stock', { produtoId, operacao: 'ENT', quantidade: '2.5' }, { effectKey: 'run_a/1' })
  const twice = await company
    .capabilities()
    .run('adjust-stock', { produtoId, operacao: 'ENT', quantidade: '2.5' }, { effectKey: 'run_a/1' })
  expect(add.ok && twice.ok && JSON.stringify(add.output) === JSON.stringify(twice.output)).toBe(true)
  await company.capabilities().run('adjust-stock', { produtoId, operacao: 'SAI', quantidade: '4' }, { effectKey: 'run_a/2' })
  expect(await company.run('get-stock', { codigo: 'SKU-2' })).toMatchObject({
    locais: [{ fisico: '13.50', disponivel: '13.50' }, { fisico: '0.00' }],
  })
})

test('whoever takes the keys back is asked to connect again', async () => {
  await company.omie().play('suspend', { isSuspended: true })
  expect(await company.capabilities().run('get-company', {})).toMatchObject({ ok: false, failure: { class: 'reauthorise' } })
  await company.omie().play('suspend', { isSuspended: false })
  expect(await company.run('get-company', {})).toMatchObject({ id: company.omie().companyId })
})

test('the keys of a connection are nowhere in its recorded calls', async () => {
  const result = await company.capabilities().run('list-categories', {})
  const recorded = JSON.stringify(result.calls)
  expect(recorded).not.toContain(company.omie().appSecret)
  expect(recorded).not.toContain(company.omie().appKey)
})
