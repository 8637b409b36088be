import { expect, test } from 'vitest'
import { toIso } from './clock.ts'

test('an instant is written as a date object writes it, in whatever order they come', () => {
  const around = [0, 1, 9, 10, 99, 100, 999, 1000, 1764000000000, 1764000000007, 1764000059999, 1764000000042, -1, -1000, -62198755200000]
  const odd = [253402300799999, 253402300800000, 1764000000000.5, 1764000000007, 8.64e15]
  for (const at of [...around, ...odd, ...around]) expect(toIso(at)).toBe(new Date(at).toISOString())
  expect(() => toIso(Number.NaN)).toThrow(RangeError)
})
