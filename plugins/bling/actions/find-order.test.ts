import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')
const row = (id: number, numeroLoja: string, loja: number) => ({
  id,
  numero: id,
  numeroLoja,
  data: '2026-11-21',
  total: 4.9,
  contato: { id: 1 },
  situacao: { id: 6, valor: 0 },
  loja: { id: loja },
})

test('an order is found by its number in the store', async () => {
  await bling().replay('find-order')
})

test('an order of another store, or with a number that only looks alike, is not the one', async () => {
  const { provider, run } = bling()
  const data = [row(1, 'LOJA-987', 205), row(2, 'LOJA-9871', 204), row(3, 'LOJA-987', 0)]
  provider.answers.push({ json: { data } }, { json: { data } })
  expect(await run('find-order', { numeroLoja: 'LOJA-987', lojaId: 204 })).toMatchObject({ ok: true, output: { pedido: null } })
  expect(await run('find-order', { numeroLoja: 'LOJA-987' })).toMatchObject({ ok: true, output: { pedido: { id: '3', lojaId: null } } })
})

test('of two orders with the same number the older one is taken, always the same', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: [row(20, 'A', 0), row(10, 'A', 0)] } })
  expect(await run('find-order', { numeroLoja: 'A' })).toMatchObject({ ok: true, output: { pedido: { id: '10' } } })
})

test('a number with signs of its own is sent as it is', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: [] } })
  await run('find-order', { numeroLoja: 'A&limite=1#ç' })
  expect(new URL(`http://x${provider.requests[0]?.path}`).searchParams.get('numerosLojas[]')).toBe('A&limite=1#ç')
})
