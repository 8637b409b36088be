import { expect, test } from 'vitest'
import { causeText, inWords } from './cause-text.ts'

test('what differs from run to run is told by a word, and what has none stays', () => {
  expect(inWords('O pedido ‹id› não existe')).not.toContain('‹id›')
  expect(inWords('Nada ‹disto› muda')).toBe('Nada ‹disto› muda')
  expect(causeText({ message: '', code: 'E42' })).toBe('E42')
})
