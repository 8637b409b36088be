import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('an invoice is found by the number of its order in the store', async () => {
  await bling().replay('find-invoice')
})

test('an invoice of another number or store and a cancelled one are not the one; of two the newer is taken', async () => {
  const { provider, run } = bling()
  const row = (id: number, numero: string, loja = 204, situacao = 6) => ({ id, situacao, loja: { id: loja, numero } })
  const data = [row(1, 'L1'), row(2, 'L1'), row(3, 'L10'), row(4, 'L1', 205), row(5, 'L1', 204, 2)]
  provider.answers.push({ json: { data } }, { json: { data: data.slice(2, 3) } })
  expect(await run('find-invoice', { numeroLoja: 'L1', lojaId: 204 })).toMatchObject({
    ok: true,
    output: { nota: { id: '2', estado: 'autorizada' } },
  })
  expect(await run('find-invoice', { numeroLoja: 'L1' })).toMatchObject({ ok: true, output: { nota: null } })
})

test('a full page of other invoices proves nothing', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: Array.from({ length: 100 }, (_, id) => ({ id, loja: { numero: 'X' } })) } })
  expect(await run('find-invoice', { numeroLoja: 'L1' })).toMatchObject({ ok: false, failure: { class: 'permanent' } })
})
