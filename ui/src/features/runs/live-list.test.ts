import { expect, test } from 'vitest'
import { liveList } from './live-list.ts'

const rows = (...ids: string[]) => ids.map((id) => ({ id }))

test('new runs wait behind the pill, so that no row moves under the pointer', () => {
  expect(liveList(rows('d', 'c', 'b', 'a'), new Set(['b', 'a']))).toEqual({ rows: rows('b', 'a'), fresh: 2 })
})

test('older pages are shown as soon as they are loaded', () => {
  expect(liveList(rows('b', 'a', 'old'), new Set(['b', 'a']))).toEqual({ rows: rows('b', 'a', 'old'), fresh: 0 })
})

test('a list of nothing but unknown runs is simply shown', () => {
  expect(liveList(rows('x'), new Set(['gone']))).toEqual({ rows: rows('x'), fresh: 0 })
  expect(liveList(rows('x'), null)).toEqual({ rows: rows('x'), fresh: 0 })
})
