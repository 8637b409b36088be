import { expect, test } from 'vitest'
import { slopeOf } from './memory-slope.ts'

const samples = (...residentMb: number[]) => residentMb.map((mb, index) => ({ minute: index / 2, residentMb: mb, coreMb: mb }))

test('memory that grows by one megabyte each half minute has a slope of two a minute', () => {
  expect(slopeOf(samples(100, 101, 102, 103))).toBeCloseTo(2)
})

test('memory that goes up and down about the same figure has nearly none', () => {
  expect(Math.abs(slopeOf(samples(100, 120, 100, 120, 100, 120, 100)))).toBeLessThan(1)
})

test('too few samples say nothing', () => {
  expect(slopeOf(samples(100))).toBe(0)
})
