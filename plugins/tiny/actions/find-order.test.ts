import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('an order is found by its number in the shop', async () => {
  await tiny().replay('find-order')
})

test('an order that was created but not marked is found among the orders of its day and customer', async () => {
  const { provider, run } = tiny()
  provider.answers.push(
    { json: { itens: [] } },
    { json: { itens: [] } },
    { json: { itens: [{ id: 8 }, { id: 9 }] } },
    { json: { id: 8, numeroOrdemCompra: 'WEB-10', situacao: 0 } },
    { json: { id: 9, numeroOrdemCompra: 'WEB-1', situacao: 0 } },
  )
  const input = { numeroEcommerce: 'WEB-1', data: '2026-11-21', documento: '52998224725' }
  expect(await run('find-order', input)).toMatchObject({ ok: true, output: { pedido: { id: '9', situacao: 'aberto' } } })
  expect(provider.requests[2]?.path).toContain('dataInicial=2026-11-21&dataFinal=2026-11-21&cpfCnpj=52998224725')
})

test('a full page of orders of one customer and day proves nothing, so nothing is created', async () => {
  const { provider, run } = tiny()
  const many = Array.from({ length: 100 }, (_, index) => ({ id: index + 1 }))
  provider.answers.push({ json: { itens: [] } }, { json: { itens: [] } }, { json: { itens: many } })
  const input = { numeroEcommerce: 'WEB-1', data: '2026-11-21', documento: '52998224725' }
  expect(await run('find-order', input)).toMatchObject({ ok: false, failure: { class: 'permanent', effect: 'no' } })
})
