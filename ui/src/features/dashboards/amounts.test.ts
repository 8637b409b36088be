import { expect, test } from 'vitest'
import { amountsOf, amountText, shortAmount } from './amounts.ts'

const AXIS = ['2026-11-19', '2026-11-20', '2026-11-21']
const TOTAL = { name: 'total', currency: 'BRL' }
const day = (date: string, count: number, total: string, others: Array<[string, number, string]> = []) => ({
  day: date,
  count,
  sums: { total },
  otherCurrencies: others.map(([currency, of, sum]) => ({ currency, count: of, sums: { total: sum } })),
  groups: {},
})
const spaced = (text: string) => text.replaceAll('\u00A0', ' ')

test('amounts of different currencies are never added together: each has its own figure, orders and days', () => {
  const days = [
    day('2026-11-19', 3, '10.50', [['ARS', 1, '9000']]),
    day('2026-11-21', 4, '0.25', [
      ['ARS', 1, '1000'],
      ['USD', 1, '7.5'],
    ]),
  ]
  expect(amountsOf(days, AXIS, TOTAL)).toEqual([
    { currency: 'BRL', count: 4, total: 10.75, byDay: [10.5, 0, 0.25] },
    { currency: 'ARS', count: 2, total: 10_000, byDay: [9000, 0, 1000] },
    { currency: 'USD', count: 1, total: 7.5, byDay: [0, 0, 7.5] },
  ])
})

test('a currency in which nothing was sold is left out, unless nothing was sold at all', () => {
  expect(amountsOf([day('2026-11-20', 2, '0', [['ARS', 2, '50']])], AXIS, TOTAL).map(({ currency }) => currency)).toEqual(['ARS'])
  expect(amountsOf([], AXIS, TOTAL)).toEqual([{ currency: 'BRL', count: 0, total: 0, byDay: [0, 0, 0] }])
})

test('figures of money carry their currency, on the grid of a chart too', () => {
  expect(spaced(amountText('BRL', 'pt-BR')(1234.5))).toBe('R$ 1.234,50')
  expect(spaced(amountText('ARS', 'en')(0.1 + 0.2))).toBe('ARS 0.30')
  expect(amountText(null, 'pt-BR')(1234.5)).toBe('1.234,50')
  expect(spaced(shortAmount('BRL', 'pt-BR')(12_345))).toBe('R$ 12,3 mil')
})
