import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('balances are read in all and by depósito', async () => {
  await bling().replay('get-stock')
})

test('a product at zero or below is found by asking again, and only then is there none', async () => {
  const { provider, run } = bling()
  const row = { produto: { id: 5, codigo: 'CUP' }, saldoFisicoTotal: -2, saldoVirtualTotal: -2.5, depositos: [] }
  provider.answers.push({ json: { data: [] } }, { json: { data: [] } }, { json: { data: [row] } })
  expect(await run('get-stock', { produtoId: 5 })).toMatchObject({ ok: true, output: { saldoFisico: '-2.00', saldoVirtual: '-2.50' } })
  const filters = provider.requests.map(({ path }) => new URL(`http://x${path}`).searchParams.get('filtroSaldoEstoque'))
  expect(filters).toEqual(['1', '0', '2'])
  provider.answers.push({ json: { data: [] } }, { json: { data: [] } }, { json: { data: [] } })
  expect(await run('get-stock', { produtoId: 5 })).toMatchObject({ ok: false, failure: { class: 'notFound' } })
})
