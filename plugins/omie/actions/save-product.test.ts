import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('save-product asks and gives what was recorded', async () => {
  await omie().replay('save-product')
})

test('a product that a person made on the screen is changed by the id that the refusal tells', async () => {
  const { provider, run } = omie()
  provider.answers.push(fault('SOAP-ENV:Client-102', 'ERROR: Produto já cadastrado para o Código [SKU-1] com o nCod [640524827] !'), {
    json: { codigo_produto: 640524827, codigo_status: '0', descricao_status: 'Produto alterado com sucesso!' },
  })
  const input = { codigo: 'SKU-1', descricao: 'CANECA', ncm: '6912.00.00', valorUnitario: '29.90' }
  expect(await run('save-product', input)).toMatchObject({ ok: true, output: { id: '640524827', criado: false } })
  expect(provider.requests[1]?.body).toMatchObject({ call: 'AlterarProduto', param: [{ codigo_produto: 640524827, valor_unitario: 29.9 }] })
})

test('members without a value are left out: one that Omie does not know makes it refuse the whole call', async () => {
  const { provider, run } = omie()
  provider.answers.push({ json: { codigo_produto: 5, descricao_status: 'Produto cadastrado com sucesso!' } })
  await run('save-product', { codigo: 'SKU-1', descricao: 'CANECA', ncm: '69120000', valorUnitario: '0.30', ean: null, marca: null })
  expect(Object.keys(Object(Object(provider.requests[0]?.body).param[0])).toSorted()).toEqual([
    'codigo',
    'codigo_produto_integracao',
    'descricao',
    'ncm',
    'unidade',
    'valor_unitario',
  ])
})
