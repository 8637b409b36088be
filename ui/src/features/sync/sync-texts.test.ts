import { expect, test } from 'vitest'
import { isOpen, progressShare } from './sync-texts.ts'

test('how far a sync is, is said only when the provider says how many records there are', () => {
  expect(progressShare({ status: 'running', read: 50, total: 200 })).toBe(0.25)
  expect(progressShare({ status: 'running', read: 300, total: 200 })).toBe(1)
  expect(progressShare({ status: 'running', read: 50, total: null })).toBeNull()
  expect(progressShare({ status: 'waiting', read: 0, total: null })).toBe(0)
  expect(progressShare({ status: 'done', read: 5, total: null })).toBe(1)
})

test('a parked sync is not over', () => {
  expect([isOpen({ status: 'parked' }), isOpen({ status: 'failed' })]).toEqual([true, false])
})
