import { expect, test } from 'vitest'
import type { Bulk } from '#lib/api/bulk.ts'
import { remainingMs } from './bulks.ts'

const bulk = (part: Partial<Bulk>): Bulk => ({
  id: 'blk_1',
  action: 'retry',
  total: 100,
  done: 0,
  refused: 0,
  isCut: false,
  status: 'running',
  askedAt: '2026-11-21T12:00:00Z',
  endedAt: null,
  ...part,
})
const at = (seconds: number) => Date.parse('2026-11-21T12:00:00Z') + seconds * 1000

test('how long work on many runs still takes is told from its pace, refused ones included', () => {
  expect(remainingMs(bulk({ done: 20, refused: 5 }), at(10))).toBe(30_000)
})

test('nothing is told before there is a pace, nor when it is over', () => {
  expect(remainingMs(bulk({ done: 1 }), at(10))).toBeNull()
  expect(remainingMs(bulk({ done: 20 }), at(1))).toBeNull()
  expect(remainingMs(bulk({ done: 100, status: 'done' }), at(10))).toBeNull()
})
