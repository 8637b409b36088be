import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { addDecimals, readDecimal, writeDecimal } from './decimal.ts'

function sum(a: Json, b: Json): Json {
  const [left, right] = [readDecimal(a), readDecimal(b)]
  return left === null || right === null ? null : writeDecimal(addDecimals(left, right))
}

test('decimals add up exactly, and come as text only where a JSON number would lose digits', () => {
  const cases: Array<[Json, Json, Json]> = [
    [0.1, 0.2, 0.3],
    ['10.50', 0.5, 11],
    [1.005, '1', 2.005],
    [-1, 0.25, -0.75],
    ['-0.5', '0.5', 0],
    [9007199254740991, 2, '9007199254740993'],
    ['12345678901234567890.12', '0.03', '12345678901234567890.15'],
    [1e21, 1, '1000000000000000000001'],
    [1e-7, 2e-7, 3e-7],
    [' 7 ', '+1', 8],
  ]
  for (const [a, b, expected] of cases) expect([a, b, sum(a, b)]).toEqual([a, b, expected])
})

test('what is no decimal number is not read as one', () => {
  for (const value of ['', 'x', '1,5', '1.', '.5', '0x10', 'Infinity', '1e999', '9'.repeat(61), null, true, [], {}]) {
    expect([value, readDecimal(value)]).toEqual([value, null])
  }
})
