import { type Step, stepNamesOf } from '@tomada/sdk/flow'
import { expect, test } from 'vitest'
import { foundText } from './found-text.ts'

test('the search in a flow looks into the fields, where steps go by the names that people read', () => {
  const order: Step = { kind: 'map', name: 'pedido', value: 1 }
  const step: Step = {
    kind: 'http',
    name: 'avisar',
    method: 'POST',
    url: 'https://loja.test/aviso',
    body: { type: 'json', value: { total: '{{ steps.$s1.total }}' } },
  }
  const names = stepNamesOf({ steps: { s1: order, s2: step } })
  expect(foundText(step, names, 'LOJA.test')).toBe('https://loja.test/aviso')
  expect(foundText(step, names, 'steps.pedido')).toBe('{{ steps.pedido.total }}')
  expect(foundText(step, names, 'avisar')).toBeNull()
  expect(foundText(step, names, ' ')).toBeNull()
})
