import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('an order is read with lines and instalments', async () => {
  await bling().replay('get-order')
})

test('ids that are zero stand for none', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: { id: 5, loja: { id: 0 }, notaFiscal: { id: 0 }, itens: [{ produto: { id: 0 } }] } } })
  expect(await run('get-order', { pedidoId: 5 })).toMatchObject({
    ok: true,
    output: { lojaId: null, notaFiscalId: null, itens: [{ produtoId: null }], parcelas: [] },
  })
})
