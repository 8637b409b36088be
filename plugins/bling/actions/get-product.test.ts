import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('a product is read with its variations', async () => {
  await bling().replay('get-product')
})

test('a product that is not there is not found, and values outside of the documented ones come as they are', async () => {
  const { provider, run } = bling()
  provider.answers.push({
    status: 404,
    json: { error: { type: 'RESOURCE_NOT_FOUND', description: 'O recurso requisitado não foi encontrado.' } },
  })
  expect(await run('get-product', { produtoId: 1 })).toMatchObject({ ok: false, failure: { class: 'notFound' } })
  provider.answers.push({ json: { data: { id: 1, nome: 'Copo', situacao: 'E', estrutura: { tipoEstoque: '', lancamentoEstoque: '' } } } })
  expect(await run('get-product', { produtoId: 1 })).toMatchObject({
    ok: true,
    output: { id: '1', situacao: 'E', variacoes: [], preco: null },
  })
})
