import type { Json } from '@tomada/sdk/flow'
import { expect, test } from 'vitest'
import { initiallyOpen, PAGE, rowId, rowsOf } from './json-rows.ts'

const none = new Map<string, number>()

test('only what is open has lines', () => {
  const value: Json = { a: { b: 1 }, c: [1, 2] }
  expect(rowsOf(value, { open: new Set([rowId([])]), shown: none }, 'root').map((row) => row.key)).toEqual(['root', 'a', 'c'])
  const open = new Set([rowId([]), rowId(['c'])])
  expect(rowsOf(value, { open, shown: none }, 'root').map((row) => row.path)).toEqual([[], ['a'], ['c'], ['c', 0], ['c', 1]])
})

test('a long list is opened a page at a time, and says how much is left', () => {
  const value: Json = Array.from({ length: 250 }, (_, index) => index)
  const rows = rowsOf(value, { open: new Set([rowId([])]), shown: none }, 'root')
  expect(rows).toHaveLength(1 + PAGE + 1)
  expect(rows.at(-1)).toMatchObject({ kind: 'more', count: 150 })
})

test('a small value opens by itself, a large one only at its root', () => {
  expect(initiallyOpen({ a: { b: { c: 1 } } })).toContain(rowId(['a', 'b']))
  const large: Json = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`k${index}`, { x: 1 }]))
  expect([...initiallyOpen(large)]).toEqual([rowId([])])
})

test('a text of megabytes is cut before it is drawn', () => {
  expect(rowsOf('x'.repeat(5_000_000), { open: new Set(), shown: none }, 'root')[0]?.text.length).toBeLessThan(500)
})
