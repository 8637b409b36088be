import { beforeAll, expect, test } from 'vitest'
import { echoHashOf, toCanonical } from '../../core/hub/canonical.ts'
import { hubMappings } from '../../core/hub/hub-mappings.ts'
import { expectedEntity } from '../../core/hub/own-writes.ts'
import { atPointer } from '../../core/registry/json-pointer.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import { useConnectedCompany } from './testing/connected-company.ts'

/** What a shop does with its Bling, action by action, against the provider's emulator. */

const MAIN = '14886665514'
const SHOP = '14886665515'

const company = useConnectedCompany()
beforeAll(() => company.unthrottle())

async function run(action: string, input: Json): Promise<{ [name: string]: Json }> {
  const result = await company.capabilities().run(action, input)
  if (!result.ok) throw new Error(`${action}: ${result.failure.message}`)
  const { output } = result
  if (typeof output !== 'object' || output === null || Array.isArray(output)) throw new Error(`${action} gives no object`)
  return output
}
const make = async (action: string, input: Json) => String((await run(action, input))['id'])
/** The contact that the test above created. */
async function buyer(): Promise<{ id: string }> {
  const { contato = null } = await run('find-contact', { numeroDocumento: '52998224725' })
  return { id: String(atPointer(contato, '/id')) }
}
const ledger = async (kind: string) => (await company.app().admin('GET', `/ledger?kind=${kind}`))['items']

test('MH-68 set stock sets what the depósito holds, adjust stock moves it, and the provider holds the same', async () => {
  const produtoId = await make('create-product', { nome: 'Copo', codigo: 'COPO-1', preco: '9.90' })
  await run('set-stock', { produtoId, depositoId: MAIN, quantidade: '10' })
  await run('set-stock', { produtoId, depositoId: MAIN, quantidade: '10' })
  await run('set-stock', { produtoId, depositoId: SHOP, quantidade: '1.5' })
  await run('adjust-stock', { produtoId, depositoId: MAIN, operacao: 'E', quantidade: 3 })
  await run('adjust-stock', { produtoId, depositoId: MAIN, operacao: 'S', quantidade: '0.25' })
  expect(await run('get-stock', { produtoId })).toMatchObject({
    saldoFisico: '14.25',
    depositos: [
      { id: MAIN, saldoFisico: '12.75' },
      { id: SHOP, saldoFisico: '1.50' },
    ],
  })
  const warehouses = await run('list-deposits', {})
  expect(warehouses['depositos']).toMatchObject([{ id: MAIN, padrao: true }, { id: SHOP }])
})

test('a product with variations is created once, found by SKU, changed in part and searched', async () => {
  const input = { nome: 'Camiseta', codigo: 'CAM', preco: '59.90', variacoes: [{ variacao: 'Tamanho:P', codigo: 'CAM-P' }] }
  const produtoId = await make('create-product', input)
  expect(await company.capabilities().lookup('create-product', input)).toMatchObject({ ok: true, output: { id: produtoId } })
  await run('update-product', { produtoId, preco: '49.90' })
  const product = await run('get-product', { produtoId })
  expect(product).toMatchObject({ nome: 'Camiseta', preco: '49.90', variacoes: [{ codigo: 'CAM-P', variacao: 'Tamanho:P' }] })
  expect(await run('find-product', { codigo: 'CAM-P' })).toMatchObject({ produto: { produtoPaiId: produtoId } })
  expect(await run('search-products', { nome: 'camiseta', tipo: 'C' })).toMatchObject({
    produtos: [{ id: produtoId }],
    proximaPagina: null,
  })
})

test('a contact that is changed keeps everything that was not said', async () => {
  const contatoId = await make('create-contact', {
    nome: 'Maria Exemplo',
    tipo: 'F',
    numeroDocumento: '52998224725',
    celular: '11999990000',
    endereco: { geral: { endereco: 'Rua das Flores', municipio: 'São Paulo', uf: 'SP' } },
  })
  await run('update-contact', { contatoId, email: 'maria@exemplo.com.br', endereco: { numero: '12' } })
  expect(await run('get-contact', { contatoId })).toMatchObject({
    nome: 'Maria Exemplo',
    email: 'maria@exemplo.com.br',
    celular: '11999990000',
    endereco: { endereco: 'Rua das Flores', numero: '12', uf: 'SP' },
  })
})

test('what a change of a contact or a product comes back as is what its declaration expects, so that no flow starts of it', async () => {
  const { id: contatoId } = await buyer()
  const change = { contatoId, nome: 'Maria Nova', fantasia: 'Casa da Maria', email: 'Nova@Exemplo.com.br', celular: '11988887777' }
  await comesBackAsExpected('update-contact', 'contacts', contatoId, change)
  const produtoId = await make('create-product', { nome: 'Prato', codigo: 'PRATO-1', preco: '9.90' })
  const product = { produtoId, nome: 'Prato fundo', codigo: 'PRATO-2', preco: '12.50', gtin: '7891234567895', marca: 'Casa' }
  await comesBackAsExpected('update-product', 'products', produtoId, product)
})

async function comesBackAsExpected(name: string, resource: string, key: string, input: Json): Promise<void> {
  const { registry, read } = company.capabilities()
  const mapping = hubMappings(registry).mappingOf('bling', resource)
  const set = registry.actionOf('bling', name).writes?.set.render({ input })
  if (mapping === null || typeof set !== 'object' || set === null || Array.isArray(set)) throw new Error(`${name} declares no write`)
  const entity = async () => {
    const result = await read(resource, key)
    if (!result.ok || result.record === null) throw new Error(`${key} cannot be read`)
    return toCanonical(mapping.entity, mapping.toEntity(result.record.data))
  }
  const expected = expectedEntity(mapping.entity, await entity(), set, null)
  await run(name, input)
  const come = await entity()
  expect(expected).toEqual(come)
  expect(echoHashOf(mapping.entity, expected ?? {})).toBe(echoHashOf(mapping.entity, come))
}

test('an order is created, moved through the account’s statuses, and a move that its workflow forbids is refused', async () => {
  const contato = await buyer()
  const itens = [{ descricao: 'Copo', quantidade: '2', valor: '9.90', codigo: 'COPO-1' }]
  const pedidoId = await make('create-order', { numeroLoja: 'V-1', data: '2026-11-21', contato, itens, total: '19.80' })
  const { situacoes } = await run('list-order-statuses', {})
  expect(situacoes).toContainEqual(expect.objectContaining({ id: '12', nome: 'Cancelado' }))
  await run('update-order-status', { pedidoId, situacaoId: '12' })
  await run('update-order-status', { pedidoId, situacaoId: '12' })
  expect(await run('get-order', { pedidoId })).toMatchObject({
    situacaoId: '12',
    total: '19.80',
    itens: [{ codigo: 'COPO-1', quantidade: '2' }],
  })
  expect(await company.capabilities().run('update-order-status', { pedidoId, situacaoId: '9' })).toMatchObject({
    ok: false,
    failure: { class: 'permanent', effect: 'no', message: 'A transição de situação não é permitida' },
  })
})

test('an invoice is made of an order, sent, and followed until the tax office has authorised it', async () => {
  const contato = await buyer()
  const itens = [{ descricao: 'Copo', quantidade: '1', valor: '9.90' }]
  const loja = { id: '204831177' }
  const pedidoId = await make('create-order', { numeroLoja: 'V-2', data: '2026-11-21', contato, itens, loja })
  expect(await run('find-invoice', { numeroLoja: 'V-2' })).toEqual({ nota: null })
  const notaId = await make('create-invoice', { pedidoId })
  expect(await company.capabilities().lookup('create-invoice', { pedidoId })).toMatchObject({ ok: true, output: { id: notaId } })
  expect(await run('get-invoice', { notaId })).toMatchObject({ estado: 'pendente', transmissao: null, valor: '9.90' })
  expect(await run('send-invoice', { notaId })).toMatchObject({ estado: 'processando', xml: expect.stringContaining('<nfeProc') })
  expect(await company.capabilities().lookup('send-invoice', { notaId })).toMatchObject({ ok: true, output: { estado: 'processando' } })
  await company.app().admin('POST', '/clock', { advanceMs: 15_000 })
  const invoice = await run('get-invoice', { notaId })
  expect(invoice).toMatchObject({
    estado: 'autorizada',
    situacao: '6',
    numeroPedidoLoja: 'V-2',
    linkDanfe: expect.stringContaining('https://'),
  })
  expect(await run('find-invoice', { numeroLoja: 'V-2', lojaId: '204831177' })).toMatchObject({
    nota: { id: notaId, estado: 'autorizada' },
  })
  const document = await run('get-invoice-document', { chaveAcesso: invoice['chaveAcesso'] ?? null })
  expect(document).toMatchObject({ nome: `${invoice['chaveAcesso']}.xml`, conteudo: expect.any(String) })
  expect(await ledger('invoice.sent')).toHaveLength(1)
})

test('an invoice that the tax office rejected says so, and may be sent again', async () => {
  await company.play('rejectInvoices')
  const contato = await buyer()
  const pedidoId = await make('create-order', {
    numeroLoja: 'V-3',
    data: '2026-11-21',
    contato,
    itens: [{ descricao: 'Copo', quantidade: 1, valor: 1 }],
  })
  const notaId = await make('create-invoice', { pedidoId })
  await run('send-invoice', { notaId })
  await company.app().admin('POST', '/clock', { advanceMs: 15_000 })
  expect(await run('get-invoice', { notaId })).toMatchObject({ estado: 'rejeitada', transmissao: null })
  expect(await company.capabilities().lookup('send-invoice', { notaId })).toMatchObject({ ok: true, output: null })
  await company.play('rejectInvoices', { rejects: false })
  await run('send-invoice', { notaId })
  await company.app().admin('POST', '/clock', { advanceMs: 15_000 })
  expect(await run('get-invoice', { notaId })).toMatchObject({ estado: 'autorizada' })
})

test('MH-65 whoever withdraws the consent is asked to connect again, and an expired token is renewed unseen', async () => {
  await company.app().admin('POST', '/clock', { advanceMs: 6 * 3_600_000 })
  expect(await company.capabilities().run('get-company', {})).toMatchObject({ ok: true })
  await company.play('revoke')
  expect(await company.capabilities().run('get-company', {})).toMatchObject({ ok: false, failure: { class: 'reauthorise' } })
  await company.reconnect()
  expect(await company.capabilities().run('get-company', {})).toMatchObject({ ok: true })
})

test('a scope that the application lacks is a lasting failure with the provider’s words, and no reason to sign in again', async () => {
  await company.app().admin('POST', '/app', { scopes: ['98309'] })
  await company.reconnect()
  expect(await company.capabilities().run('list-deposits', {})).toMatchObject({
    ok: false,
    failure: { class: 'permanent', message: expect.stringContaining('higher privileges') },
  })
})
