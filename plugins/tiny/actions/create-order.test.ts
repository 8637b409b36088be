import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('an order is created for a known customer and marked with its number in the shop', async () => {
  await tiny().replay('create-order')
})

const WISH = {
  numeroEcommerce: 'WEB-1',
  data: '2026-11-21',
  cliente: { nome: 'Maria', documento: '52998224725' },
  itens: [{ produtoId: '5', descricao: 'Copo', quantidade: '1', valorUnitario: '9.90' }],
}
const CUSTOMER = { json: { itens: [{ id: 7, cpfCnpj: '529.982.247-25', situacao: 'A' }] } }

test('a payload that Tiny has seen is looked up: the order that is there is the answer', async () => {
  const { provider, run } = tiny()
  provider.answers.push(
    CUSTOMER,
    { status: 409, json: { mensagem: 'Esse registro já existe' } },
    { json: { itens: [] } },
    { json: { itens: [{ id: 9, numeroPedido: 12 }] } },
    { json: { id: 9, numeroPedido: 12, numeroOrdemCompra: 'WEB-1', situacao: 0 } },
  )
  expect(await run('create-order', WISH)).toMatchObject({ ok: true, output: { id: '9', numero: '12' } })
})

test('a marker that cannot be set does not fail the order that was created', async () => {
  const { provider, run } = tiny()
  provider.answers.push(
    CUSTOMER,
    { status: 201, json: { id: 9, numeroPedido: '12' } },
    { status: 403, json: { mensagem: 'Sem permissão' } },
  )
  expect(await run('create-order', WISH)).toMatchObject({ ok: true, output: { id: '9', numero: '12' } })
})

test('an item that nobody knows is refused before anything is created', async () => {
  const { provider, run } = tiny()
  provider.answers.push({ json: { itens: [] } })
  const itens = [{ sku: 'NADA', descricao: 'Copo', quantidade: '1', valorUnitario: '9.90' }]
  expect(await run('create-order', { ...WISH, itens })).toMatchObject({ ok: false, failure: { code: 'invalid_input', effect: 'no' } })
  expect(provider.requests).toHaveLength(1)
})
