import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('only what is said is sent, by PATCH', async () => {
  await bling().replay('update-product')
})

test('a change of nothing is refused before anything is sent', async () => {
  const { provider, run } = bling()
  expect(await run('update-product', { produtoId: '1', nome: null })).toMatchObject({ ok: false, failure: { code: 'invalid_input' } })
  expect(provider.requests).toEqual([])
})
