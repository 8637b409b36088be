import { expect, test } from 'vitest'
import { duration, relativeTime } from './time.ts'

test('a duration is told in the two units that matter', () => {
  expect([0, 840, 1_240, 185_000, 59_999_000, 300_000, 23_400_000, 183_600_000].map((ms) => duration(ms, 'pt-BR'))).toEqual([
    '0 ms',
    '840 ms',
    '1,2 s',
    '3 min 5 s',
    '16 h 40 min',
    '5 min',
    '6 h 30 min',
    '2 d 3 h',
  ])
  expect(duration(null)).toBe('–')
})

test('what happened lately is told relative to now, older things by their date', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  expect(relativeTime('2026-11-23T11:50:00Z', now, 'pt-BR')).toMatch(/^há 10 min/)
  expect(relativeTime('2026-11-01T12:00:00Z', now, 'en')).toContain('11/01/2026')
})
