import { expect, test } from 'vitest'
import type { RunStep } from '#lib/api/runs.ts'
import { barsOf } from './timeline.ts'

const step = (path: string, startedAt: string | null, durationMs: number | null): RunStep => ({
  path,
  stepId: path,
  name: path,
  title: null,
  kind: 'map',
  status: 'done',
  attempts: [],
  error: null,
  lane: null,
  startedAt,
  durationMs,
})

test('every started step has a bar inside the run, however short it was', () => {
  const bars = barsOf(
    [step('a', '2026-11-21T10:00:00.000Z', 100), step('b', '2026-11-21T10:00:00.100Z', 0), step('c', null, null)],
    '2026-11-21T10:00:00.000Z',
  )
  expect(bars.get('a')).toEqual({ left: 0, width: 100 })
  expect(bars.get('b')).toEqual({ left: 99.5, width: 0.5 })
  expect(bars.has('c')).toBe(false)
})
