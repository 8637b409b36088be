import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { describe, expect, test } from 'vitest'
import { atPointer } from '../../core/registry/json-pointer.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import { SCHEMES, type Scheme, useConnectedAccount } from './testing/connected-account.ts'

const byToken = useConnectedAccount('token')
/** A product with variations. */
async function variationParent(): Promise<string> {
  await byToken.play('history', { products: 1 })
  const parent = (await byToken.all('products')).find((record) => atPointer(record.data, '/tipoVariacao') === 'P')
  return parent?.key ?? ''
}

describe.each(SCHEMES)('by %s', (scheme: Scheme) => {
  const account = useConnectedAccount(scheme)
  const run = async (action: string, input: Json): Promise<Json> => {
    const result = await account.capabilities().run(action, input)
    if (!result.ok) throw new Error(`${action}: ${JSON.stringify(result.failure)}`)
    return result.output
  }
  const get = (value: Json, pointer: string) => atPointer(value, pointer) ?? null
  const effects = async (kind: string) => listOf((await account.app().admin('GET', `/ledger?kind=${kind}`))['items']).map(fieldsOf)
  const customer = { nome: 'Maria & João Exemplo', documento: '52998224725', email: 'maria@exemplo.com.br' }
  const order = (numeroEcommerce: string, produtoId: Json) => ({
    numeroEcommerce,
    data: '2026-11-21',
    cliente: customer,
    itens: [{ produtoId, descricao: 'Copo & pires', quantidade: '3', valorUnitario: '19.90' }],
    frete: '5.30',
  })

  test('the account is known by its digits, the same for both generations', async () => {
    await account.unthrottle()
    expect(get(await run('get-company', {}), '/cnpj')).toBe(account.app().accounts[0]?.cnpj)
  })

  test('product, stock, order, invoice: a sale from the catalogue to the authorised invoice', async () => {
    const { id } = fieldsOf(await run('create-product', { sku: 'COPO-1', nome: 'Copo', preco: '19.90' }))
    const produtoId = String(id)
    await run('set-stock', { produtoId, quantidade: '10', deposito: 'Geral' })
    await run('adjust-stock', { produtoId, quantidade: '2.5', operacao: 'S' })
    expect(await run('get-stock', { produtoId })).toMatchObject({ saldo: expect.stringMatching(/^7\.50*$/), sku: 'COPO-1' })
    const created = await run('create-order', order('WEB-1001', produtoId))
    const pedidoId = get(created, '/id')
    const read = await run('get-order', { pedidoId })
    expect(read).toMatchObject({ situacao: 'aberto', total: '65.00', cliente: { documento: '52998224725', nome: 'Maria & João Exemplo' } })
    expect(get(read, '/itens/0')).toMatchObject({ produtoId, sku: 'COPO-1' })
    await run('update-order-status', { pedidoId, situacao: 'pronto_envio' })
    await run('set-order-tracking', { pedidoId, codigo: 'BR1' })
    const nota = get(await run('create-invoice', { pedidoId }), '/id')
    expect(await run('get-order', { pedidoId })).toMatchObject({ situacao: 'pronto_envio', rastreio: 'BR1', notaFiscalId: nota })
    await run('send-invoice', { notaId: nota })
    expect(await run('get-invoice', { notaId: nota })).toMatchObject({ estado: 'processando' })
    await account.app().admin('POST', '/clock', { advanceMs: 5_000 })
    expect(await run('get-invoice', { notaId: nota })).toMatchObject({ estado: 'autorizada', valor: '65.00' })
    expect(await run('get-invoice-document', { notaId: nota })).toMatchObject({
      link: expect.any(String),
      xml: expect.stringContaining('<NFe>'),
    })
  })

  test('an order is found by exactly its number in the shop, and one that only begins like it is not taken for it', async () => {
    const products = get(await run('search-products', {}), '/produtos')
    const produtoId = get(products, '/0/id')
    const made = await run('create-order', order('WEB-20', produtoId))
    await run('create-order', { ...order('WEB-200', produtoId), observacoes: 'outro' })
    const found = await run('find-order', { numeroEcommerce: 'WEB-20' })
    expect(get(found, '/pedido/id')).toBe(get(made, '/id'))
    expect(await run('find-order', { numeroEcommerce: 'WEB-2' })).toEqual({ pedido: null })
  })

  test('the second wish for the same order finds the first: one order in the account', async () => {
    const produtoId = get(await run('search-products', {}), '/produtos/0/id')
    const wish = order('WEB-ONCE', produtoId)
    await account.app().admin('POST', '/faults', [
      {
        match: { method: 'POST', path: scheme === 'oauth' ? '/public-api/v3/pedidos' : '/api2/pedido.incluir.php' },
        kind: 'dropAfterWrite',
      },
    ])
    expect(await account.capabilities().run('create-order', wish)).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
    const found = await account.capabilities().lookup('create-order', wish)
    expect(found).toMatchObject({ ok: true, output: { id: expect.any(String) } })
    const orders = await effects('order.created')
    expect(orders.filter(({ key }) => key === 'WEB-ONCE')).toHaveLength(1)
  })

  test('a contact is made once per document, changed without losing the rest, and refused in Tiny’s words', async () => {
    const documento = '11144477735'
    const id = get(await run('create-contact', { nome: 'Ana', documento, endereco: { cidade: 'São Paulo', uf: 'SP' } }), '/id')
    expect(await account.capabilities().lookup('create-contact', { nome: 'Ana', documento })).toMatchObject({ ok: true, output: { id } })
    await run('update-contact', { contatoId: id, email: 'ana@exemplo.com.br' })
    expect(await run('get-contact', { contatoId: id })).toMatchObject({
      nome: 'Ana',
      email: 'ana@exemplo.com.br',
      endereco: { cidade: 'São Paulo' },
    })
    const again = await account.capabilities().run('create-contact', { nome: 'Ana', documento })
    expect(again).toMatchObject({ ok: false, failure: { message: expect.stringMatching(/já existe um contato/i) } })
  })

  test('twenty prices at once: what Tiny refuses is said per product and holds up none of the others', async () => {
    const known = get(await run('search-products', {}), '/produtos/1/id')
    const result = await run('update-prices', {
      precos: [
        { produtoId: '1', preco: '1.00' },
        { produtoId: known, preco: '33.30' },
      ],
    })
    expect(result).toMatchObject({
      resultados: [
        { ok: false, motivo: expect.stringMatching(/não encontrado/) },
        { ok: true, motivo: null },
      ],
    })
    expect(await run('get-product', { produtoId: known })).toMatchObject({ preco: '33.30' })
    const many = Array.from({ length: 21 }, (_, index) => ({ produtoId: String(index + 1), preco: '1.00' }))
    expect(await account.capabilities().run('update-prices', { precos: many })).toMatchObject({
      ok: false,
      failure: { class: 'permanent' },
    })
  })

  test('a product that is not there is not found, whichever way Tiny says it', async () => {
    expect(await account.capabilities().run('get-product', { produtoId: '1' })).toMatchObject({ ok: false, failure: { class: 'notFound' } })
    expect(await account.capabilities().read('products', '1')).toMatchObject({ ok: false, missing: true })
    expect(await run('find-product', { sku: 'NAO-EXISTE' })).toEqual({ produto: null })
  })
})

test('by token a product with variations is refused, because API v2 would take them away', async () => {
  const result = await byToken.capabilities().run('update-product', { produtoId: await variationParent(), preco: '5.00' })
  expect(result).toMatchObject({ ok: false, failure: { class: 'permanent', message: expect.stringContaining('variations') } })
})
