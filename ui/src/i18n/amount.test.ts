import { expect, test } from 'vitest'
import { moneyText, quantityText } from './amount.ts'

const spaced = (text: string) => text.replaceAll('\u00A0', ' ')

test('money carries its currency, with two places at least and every digit that it has', () => {
  expect(spaced(moneyText('1234567.5', 'BRL', 'pt-BR'))).toBe('R$ 1.234.567,50')
  expect(spaced(moneyText('-9.9', 'BRL', 'pt-BR'))).toBe('-R$ 9,90')
  expect(spaced(moneyText('0.0125', 'BRL', 'pt-BR'))).toBe('R$ 0,0125')
  expect(spaced(moneyText('29.9000', 'USD', 'en'))).toBe('$ 29.90')
  expect(moneyText('12345678901234567890.1', null, 'pt-BR')).toBe('12.345.678.901.234.567.890,10')
})

test('a whole quantity has no places', () => {
  expect(quantityText('275.00', 'pt-BR')).toBe('275')
  expect(quantityText('-1.50', 'pt-BR')).toBe('-1,50')
  expect(quantityText('1200', 'en')).toBe('1,200')
})
