import { expect, test } from 'vitest'
import { faultText, stepFaultText } from './fault-text.ts'

test('a fault that Tomada finds is told in words, and what a provider says as it says it', () => {
  const network = { code: 'network', message: 'the host refused the connection' }
  expect(faultText(network)).not.toContain('host')
  expect(faultText({ code: 'invalid_input', message: '/id is required' })).toMatch(/ · \/id is required$/)
  expect(faultText({ code: 'provider', message: 'Pedido não encontrado' })).toBe('Pedido não encontrado')
  expect(stepFaultText({ code: 'provider', message: 'Pedido não encontrado', stepName: 'busca' })).toBe('busca: Pedido não encontrado')
})
