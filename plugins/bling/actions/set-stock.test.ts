import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('MH-68 the balance of a depósito is set', async () => {
  await bling().replay('set-stock')
})

test('setting is repeatable as it is, and quantities reach Bling as the decimals that were given', async () => {
  const { provider, run, actions } = bling()
  expect(actions.facts('bling', 'set-stock').repeatable).toEqual({ mode: 'natural' })
  provider.answers.push({ status: 201, json: { data: { id: 9 } } })
  await run('set-stock', { produtoId: '1', depositoId: '2', quantidade: '1234567890.1234' })
  expect(provider.requests[0]?.body).toEqual({ produto: { id: 1 }, deposito: { id: 2 }, operacao: 'B', quantidade: 1234567890.1234 })
})
