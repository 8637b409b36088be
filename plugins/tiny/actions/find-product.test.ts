import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('a product is found by its SKU', async () => {
  await tiny().replay('find-product')
})

test('a SKU that only looks alike and a deleted product are not the one; of two the older is taken', async () => {
  const { provider, run } = tiny()
  const row = (id: number, sku: string, situacao = 'A') => ({ id, sku, situacao })
  provider.answers.push(
    { json: { itens: [row(3, 'CUP'), row(1, 'CUP-2'), row(2, 'CUP', 'E'), row(4, 'CUP')] } },
    { json: { itens: [row(2, 'CUP', 'E')] } },
  )
  expect(await run('find-product', { sku: 'CUP' })).toMatchObject({ ok: true, output: { produto: { id: '3' } } })
  expect(await run('find-product', { sku: 'CUP' })).toMatchObject({ ok: true, output: { produto: null } })
})

test('a row that does not say its SKU may be the one, so nothing is said', async () => {
  const { provider, run } = tiny()
  provider.answers.push({ json: { itens: [{ id: 1, situacao: 'A' }] } })
  expect(await run('find-product', { sku: 'CUP' })).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
})
