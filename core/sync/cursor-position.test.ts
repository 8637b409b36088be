import { expect, test } from 'vitest'
import { positionAfter } from './sync-window.ts'

const HOUR_MS = 3_600_000
const span = { from: 0, startedAt: 1_000 * HOUR_MS }

test('a quiet resource is asked for from a day back, unless an empty answer is a fault: then from its newest record, however old', () => {
  const newest = 500 * HOUR_MS
  expect(positionAfter({ span, newest })).toBe(span.startedAt - 24 * HOUR_MS)
  expect(positionAfter({ span, newest }, true)).toBe(newest)
  expect(positionAfter({ span, newest: null }, true)).toBe(span.from)
  expect(positionAfter({ span, newest: span.startedAt + HOUR_MS }, true)).toBe(span.startedAt)
})
