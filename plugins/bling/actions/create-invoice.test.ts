import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('the invoice of an order is made, and its answer has no envelope', async () => {
  await bling().replay('create-invoice')
})

test('an order that has its invoice already gives that one back', async () => {
  const { provider, lookup } = bling()
  provider.answers.push({ json: { data: { id: 5, notaFiscal: { id: 88 } } } }, { json: { data: { id: 5, notaFiscal: { id: 0 } } } })
  expect(await lookup('create-invoice', { pedidoId: 5 })).toMatchObject({ ok: true, output: { id: '88' } })
  expect(await lookup('create-invoice', { pedidoId: 5 })).toMatchObject({ ok: true, output: null })
})

test('an answer without the id leaves the effect unknown', async () => {
  const { provider, run } = bling()
  provider.answers.push({ status: 201, json: { data: {} } })
  expect(await run('create-invoice', { pedidoId: 5 })).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
})
