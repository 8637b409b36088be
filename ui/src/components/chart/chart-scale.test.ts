import { expect, test } from 'vitest'
import { shownLabels, ticksUpTo } from './chart-scale.ts'
import { csvOf } from './csv.ts'

test('the grid of a chart has round steps and reaches the highest value', () => {
  expect(ticksUpTo(7).map(({ value }) => value)).toEqual([0, 2, 4, 6, 8])
  expect(ticksUpTo(1234).map(({ value }) => value)).toEqual([0, 500, 1000, 1500])
  expect(ticksUpTo(0.4).at(-1)?.value).toBeCloseTo(0.4)
  expect(ticksUpTo(1, 'things').map(({ value }) => value)).toEqual([0, 1])
  expect(ticksUpTo(0).map(({ value }) => value)).toEqual([0, 1])
})

test('the grid of a time has the steps of a clock', () => {
  expect(ticksUpTo(7980, 'seconds').map(({ value }) => value)).toEqual([0, 3600, 7200, 10_800])
  expect(ticksUpTo(100_000, 'milliseconds').map(({ value }) => value)).toEqual([0, 30_000, 60_000, 90_000, 120_000])
  expect(ticksUpTo(1500, 'milliseconds').map(({ value }) => value)).toEqual([0, 500, 1000, 1500])
  expect(ticksUpTo(700_000, 'seconds').map(({ value }) => value / 86_400)).toEqual([0, 5, 10])
})

test('labels of an axis leave room for each other and the newest is always written', () => {
  expect([...shownLabels(7, 700, 60)]).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect([...shownLabels(30, 300, 60)]).toEqual([5, 11, 17, 23, 29])
})

test('a table as CSV keeps commas, quotes and line breaks, and nothing in it is a formula for a spreadsheet', () => {
  expect(
    csvOf(
      ['Dia', 'Texto'],
      [
        ['01/11', 'a "b", c'],
        ['02/11', '=1+1'],
      ],
    ),
  ).toBe('\uFEFFDia,Texto\r\n01/11,"a ""b"", c"\r\n02/11,\'=1+1\r\n')
  expect(csvOf(['n'], [[-5]])).toBe('\uFEFFn\r\n-5\r\n')
})
