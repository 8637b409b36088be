import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clean, format as formatDocument, isCnpj, isCpf, personType } from './brazil-documents.ts'
import { add as addTime, daysBetween, format as formatDate, withOffset } from './dates.ts'
import { add, compare, format, fromCents, multiply, subtract, toCents, toNumber } from './money.ts'
import { slug, titleCase, truncate } from './texts.ts'

test('money is added and multiplied exactly, whatever form it comes in', () => {
  expect(add(0.1, 0.2)).toBe('0.30')
  expect(add('1.234,56', 'R$ 10,00', '0.004')).toBe('1244.56')
  expect(subtract('10.00', 0.01, 9.99)).toBe('0.00')
  expect(multiply('19.90', 3)).toBe('59.70')
  expect(multiply('0.005', 1)).toBe('0.01')
  expect(multiply('-0.005', 1)).toBe('-0.01')
  expect([toCents('12.34'), fromCents(1234), toNumber('1.234,5'), compare(1, '1.00')]).toEqual([1234, '12.34', 1234.5, 0])
  expect([format(1234567.5), format('-0.01')]).toEqual(['R$ 1.234.567,50', '-R$ 0,01'])
})

test('what is not an amount is refused', () => {
  for (const value of ['', 'abc', '1.2.3', Number.NaN, Number.POSITIVE_INFINITY, '1e5']) expect(() => add(value)).toThrow('not an amount')
  expect(() => fromCents(1.5)).toThrow('whole cents')
})

test('sums of cents never drift', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 })), (cents) => {
      const sum = cents.reduce((total, one) => total + one, 0)
      expect(add(...cents.map((one) => one / 100))).toBe(fromCents(sum === 0 ? 0 : sum))
    }),
  )
})

test('CPF and both kinds of CNPJ are checked by their digits', () => {
  expect([isCpf('529.982.247-25'), isCpf('52998224724'), isCpf('111.111.111-11')]).toEqual([true, false, false])
  expect([isCnpj('11.222.333/0001-81'), isCnpj('12.ABC.345/01DE-35'), isCnpj('12abc34501de35'), isCnpj('11222333000180')]).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect([personType('52998224725'), personType('11222333000181'), personType('x')]).toEqual(['F', 'J', null])
  expect([formatDocument('52998224725'), formatDocument('12abc34501de35'), clean(' 1-2/3 ')]).toEqual([
    '529.982.247-25',
    '12.ABC.345/01DE-35',
    '123',
  ])
})

test('dates are shown and moved in a timezone', () => {
  const moment = '2026-11-21T02:30:00.000Z'
  expect(formatDate(moment, 'dd/MM/yyyy HH:mm:ss')).toBe('20/11/2026 23:30:00')
  expect(withOffset(moment)).toBe('2026-11-20T23:30:00-03:00')
  expect(withOffset(moment, 'Asia/Kolkata')).toBe('2026-11-21T08:00:00+05:30')
  expect(addTime(moment, { days: 1, hours: -2 })).toBe('2026-11-22T00:30:00.000Z')
  expect(daysBetween('2026-11-01', '2026-11-21T23:00:00Z')).toBe(20)
  expect(() => formatDate('yesterday', 'dd')).toThrow('not a moment')
})

test('texts keep their letters whole', () => {
  expect([slug('Café da Manhã!'), titleCase('JOSÉ DA SILVA'), truncate('a😀b', 2)]).toEqual(['cafe-da-manha', 'José da Silva', 'a😀'])
})
