import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('a product is found by its SKU', async () => {
  await bling().replay('find-product')
})

test('a SKU that only looks alike and an excluded product are not the one; of two the older is taken', async () => {
  const { provider, run } = bling()
  const row = (id: number, codigo: string, situacao = 'A') => ({ id, codigo, situacao })
  provider.answers.push(
    { json: { data: [row(3, 'CUP'), row(1, 'CUP-2'), row(2, 'CUP', 'E'), row(4, 'CUP')] } },
    { json: { data: [row(2, 'CUP', 'E')] } },
  )
  expect(await run('find-product', { codigo: 'CUP' })).toMatchObject({ ok: true, output: { produto: { id: '3' } } })
  expect(await run('find-product', { codigo: 'CUP' })).toMatchObject({ ok: true, output: { produto: null } })
})

test('a full page of other products proves nothing, so the step fails instead of saying that there is none', async () => {
  const { provider, run } = bling()
  provider.answers.push({
    json: { data: Array.from({ length: 100 }, (_, index) => ({ id: index + 1, codigo: `P${index}`, situacao: 'A' })) },
  })
  expect(await run('find-product', { codigo: 'CUP' })).toMatchObject({ ok: false, failure: { class: 'permanent', effect: 'no' } })
})
