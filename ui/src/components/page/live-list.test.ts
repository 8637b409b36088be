import { expect, test } from 'vitest'
import { type LiveList, liveList } from './live-list.ts'

interface Row {
  id: string
  state?: string
}
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }))
const live = (now: readonly Row[], shown: readonly Row[] | null, isCut = false): LiveList<Row> =>
  liveList({ rows: now, shown, isCut, idOf: (row) => row.id })

test('new rows wait behind the pill, so that no row moves under the pointer, and what was shown changes in place', () => {
  const now = [...rows('d', 'c'), { id: 'b', state: 'done' }, ...rows('a')]
  expect(live(now, rows('b', 'a'))).toMatchObject({ rows: [{ id: 'b', state: 'done' }, { id: 'a' }], fresh: 2, hasMore: false })
})

test('a row that comes between those that are read waits too, and one that changed its place stays where it is read', () => {
  expect(live(rows('a', 'x', 'c', 'b'), rows('c', 'b', 'a'))).toMatchObject({ rows: rows('c', 'b', 'a'), fresh: 1 })
})

test('older pages are shown as soon as they are loaded', () => {
  expect(live(rows('b', 'a', 'old'), rows('b', 'a'), true)).toMatchObject({ rows: rows('b', 'a', 'old'), fresh: 0 })
})

test('what new rows push out of the fetched page stays for the reader', () => {
  expect(live(rows('e', 'd', 'c'), rows('c', 'b', 'a'), true)).toEqual({
    rows: rows('c', 'b', 'a'),
    fresh: 2,
    hasMore: false,
    pushed: rows('b', 'a'),
  })
})

test('a whole page of new rows replaces nothing: they are counted, and there may be more', () => {
  expect(live(rows('f', 'e', 'd'), rows('b', 'a'), true)).toEqual({ rows: rows('b', 'a'), fresh: 3, hasMore: true, pushed: rows('b', 'a') })
})

test('a row that is gone is dropped, wherever it stood', () => {
  expect(live(rows('c', 'a', 'old'), rows('c', 'b', 'a'), true).rows).toEqual(rows('c', 'a', 'old'))
  expect(live(rows('c', 'old'), rows('c', 'b', 'a'), true).rows).toEqual(rows('c', 'old'))
  expect(live(rows('c'), rows('c', 'b', 'a')).rows).toEqual(rows('c'))
})

test('a whole list of nothing but unknown rows is simply shown', () => {
  expect(live(rows('x'), rows('gone'))).toMatchObject({ rows: rows('x'), fresh: 0 })
  expect(live(rows('x'), null)).toMatchObject({ rows: rows('x'), fresh: 0 })
})
