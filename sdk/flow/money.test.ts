import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as money from './money.ts'

test('an amount is read in every way people and programs write it', () => {
  const cases: Array<[string | number, string]> = [
    ['1.234,56', '1234.56'],
    ['1,234.56', '1234.56'],
    ['R$ 1.234,56', '1234.56'],
    ['R$\u00a01.234,56', '1234.56'],
    ['R$ 1.234', '1234.00'],
    ['-R$ 10,5', '-10.50'],
    ['R$ -10,5', '-10.50'],
    ['1.234.567', '1234567.00'],
    ['1,234,567.8', '1234567.80'],
    ['1234.567', '1234.567'],
    ['0.125', '0.125'],
    ['36.3200000000', '36.3200000000'],
    [' 12,5 ', '12.50'],
    [0.1, '0.10'],
    [-1e-7, '-0.0000001'],
    [1e21, '1000000000000000000000.00'],
  ]
  expect(cases.map(([written]) => [written, money.parse(written)])).toEqual(cases)
})

test('what can be read in two ways is refused, with both of them, until someone says which', () => {
  expect(() => money.parse('1.234')).toThrow(
    `"1.234" may be 1234 or 1.234: read it with money.parse(value, { decimal: ',' }) or { decimal: '.' }`,
  )
  expect(() => money.add(1, '12,345')).toThrow('may be 12345 or 12.345')
  expect([money.parse('1.234', { decimal: '.' }), money.parse('1.234', { decimal: ',' }), money.isAmount('1.234')]).toEqual([
    '1.234',
    '1234.00',
    false,
  ])
})

test('what is not an amount is refused', () => {
  const wrong = [
    '',
    'abc',
    '1.2.3',
    '1,2,3',
    '1.23.456,7',
    '1.234,5,6',
    '12.',
    ',5',
    '1e5',
    '--1',
    '-R$ -1',
    '1 234,56',
    'US$ 1',
    '٣',
    '9'.repeat(61),
  ]
  for (const value of wrong) expect(() => money.add(value), value).toThrow('not an amount')
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1e-300]) expect(() => money.add(value)).toThrow('not an amount')
  expect(() => money.sum([{ a: 1 }, { a: null }], 'a')).toThrow('item 1: not an amount of money: null')
  // A list is no amount, whatever its text would be.
  expect(money.isAmount(['1'])).toBe(false)
  expect(() => money.fromCents(1.5)).toThrow('whole cents')
  expect(() => money.toCents('99999999999999999')).toThrow('too large')
})

test('a result is rounded once, the way it was asked for', () => {
  expect(money.add('0.004', '0.004')).toBe('0.01')
  const halves = ['0.005', '0.015', '0.025', '-0.005', '-0.015']
  const by = (mode: Parameters<typeof money.round>[2]) => halves.map((half) => money.round(half, 2, mode))
  expect(by('half-up')).toEqual(['0.01', '0.02', '0.03', '-0.01', '-0.02'])
  expect(by('half-even')).toEqual(['0.00', '0.02', '0.02', '0.00', '-0.02'])
  expect(by('down')).toEqual(['0.00', '0.01', '0.02', '0.00', '-0.01'])
  expect(by('up')).toEqual(['0.01', '0.02', '0.03', '-0.01', '-0.02'])
  // Rounding to four places first would give 0.01.
  expect(money.round('0.00499995')).toBe('0.00')
  expect([money.divide(1, 3), money.divide('-10.00', '4'), money.divide(1, 0.03)]).toEqual(['0.33', '-2.50', '33.33'])
  expect(() => money.divide(1, 0)).toThrow('divided by zero')
  expect(() => money.percentOf(1, '0,00')).toThrow('divided by zero')
  // Plain JavaScript gets past the types.
  expect(() => Reflect.apply(money.round, null, ['0.005', 2, 'nearest'])).toThrow('not a way of rounding: nearest')
})

test('amounts compare, and are shown as in Brazil', () => {
  expect([money.compare(1, '1.00'), money.compare('R$ 2', 1), money.equals('1,5', 1.5)]).toEqual([0, 1, true])
  expect([money.min(3, '2.5', 4), money.max('-1', '-2'), money.absolute('-R$ 1,00')]).toEqual(['2.50', '-1.00', '1.00'])
  expect([money.format(1234567.5), money.format('-0.01'), money.format('0.004'), money.format(12, '')]).toEqual([
    'R$ 1.234.567,50',
    '-R$ 0,01',
    'R$ 0,00',
    '12,00',
  ])
})

test('sums of cents never drift, however many there are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 })), (list) => {
      const sum = list.reduce((total, one) => total + one, 0)
      expect(money.add(...list.map((one) => one / 100))).toBe(money.fromCents(sum || 0))
      expect(
        money.sum(
          list.map((cents) => ({ cents })),
          ({ cents }) => cents / 100,
        ),
      ).toBe(money.fromCents(sum || 0))
    }),
  )
})

test('what is shown is read back as the same amount', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (cents) => {
      const text = money.fromCents(cents || 0)
      expect(money.parse(money.format(text))).toBe(text)
      expect(money.toCents(money.format(text))).toBe(cents || 0)
      expect(money.toNumber(text)).toBe((cents || 0) / 100)
    }),
  )
})

test('sharing out loses no cent and is as even as cents allow', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }),
      (cents, weights) => {
        fc.pre(weights.some((weight) => weight > 0))
        const shares = money.allocate(money.fromCents(cents || 0), weights)
        expect(money.sum(shares)).toBe(money.fromCents(cents || 0))
        const all = weights.reduce((sum, weight) => sum + weight, 0)
        shares.forEach((share, i) => {
          expect(Math.abs(money.toCents(share) - (cents * (weights[i] ?? 0)) / all)).toBeLessThan(1)
        })
      },
    ),
  )
  expect(money.allocate('-100.00', 3)).toEqual(['-33.34', '-33.33', '-33.33'])
  expect(money.allocate('0.01', [1, 3])).toEqual(['0.00', '0.01'])
  for (const parts of [0, 1.5, -1, 10_001]) expect(() => money.allocate(1, parts)).toThrow('1 to 10000 parts')
  expect(() => money.allocate(1, [1, -1])).toThrow('zero or more')
  expect(() => money.allocate(1, [0])).toThrow('above zero')
})

test('division undoes multiplication', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 1, max: 1000 }), (cents, factor) => {
      expect(money.divide(money.multiply(money.fromCents(cents), factor), factor)).toBe(money.fromCents(cents))
    }),
  )
})
