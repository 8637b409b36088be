import { expect, test } from 'vitest'
import { matches } from './search.ts'

test('a search without accents finds words with them', () => {
  expect(matches('Execuções do Mercado Livre', 'execucoes livre')).toBe(true)
  expect(matches('Execuções', 'fluxos')).toBe(false)
})
