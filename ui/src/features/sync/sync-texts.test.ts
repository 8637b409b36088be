import { expect, test } from 'vitest'
import { countsText, isOpen, progressShare } from './sync-texts.ts'

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

test('what a sync brought says what there was, and that nothing changed', () => {
  const none = { created: 0, updated: 0, deleted: 0, failed: 0 }
  expect(countsText({ ...none, read: 0 })).toBe('0 lidos, sem mudança')
  expect(countsText({ ...none, read: 1, created: 1 })).toBe('1 lido, 1 novo')
  expect(countsText({ read: 12_000, created: 0, updated: 2, deleted: 1, failed: 3 })).toBe(
    '12.000 lidos, 2 alterados, 1 excluído, 3 com falha',
  )
})
