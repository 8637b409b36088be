import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as list from './lists.ts'
import * as pairs from './lists-compare.ts'

const HOSTILE = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype']

test('C29 hostile keys are keys like any other', () => {
  const items = HOSTILE.map((key) => ({ key }))
  for (const made of [list.groupBy(items, 'key'), list.indexBy(items, 'key'), list.countBy(items, 'key')]) {
    expect(Object.keys(made)).toEqual(HOSTILE)
    expect(Object.keys(JSON.parse(JSON.stringify(made)))).toEqual(HOSTILE)
  }
  expect(list.countBy(items, 'key')['valueOf']).toBeUndefined()
  expect(list.pluck([{}], 'constructor.name')).toEqual([null])
  expect(list.pluck([{}], '__proto__')).toEqual([null])
  expect(Reflect.get({}, 'key')).toBeUndefined()
})

test('a fault names the function and what it got', () => {
  expect(() => Reflect.apply(list.groupBy, null, ['text', 'a'])).toThrow('list.groupBy needs a list, not a string')
  expect(() => Reflect.apply(list.chunk, null, [null, 1])).toThrow('list.chunk needs a list, not null')
  expect(() => list.chunk([1], 0)).toThrow('size of 1 or more')
  expect(() => list.groupBy([{ a: {} }], 'a')).toThrow('a key must be a text, a number or true/false, not a object')
  expect(() => list.sumBy([{ a: 1 }, { a: 'x' }], 'a')).toThrow('list.sumBy, item 1: not an amount of money: "x"')
  expect(() => Reflect.apply(list.pluck, null, [[1], 5])).toThrow('a key is the name of a field')
  expect(() => pairs.join([1], [1], (n) => n)).toThrow('key of the right list')
})

test('sorting is stable, Brazilian, and puts what is missing last', () => {
  const names = ['Zé', 'ana', 'Álvaro', null, 'item 10', 'item 9', 'Érica', 2, 10, undefined]
  const sorted = list.sortBy(
    names.map((n) => ({ n })),
    'n',
  )
  expect(sorted.map(({ n }) => n)).toEqual([2, 10, 'Álvaro', 'ana', 'Érica', 'item 9', 'item 10', 'Zé', null, undefined])
  expect(list.sortBy([{ n: 1 }, { n: null }, { n: 2 }], '-n').map(({ n }) => n)).toEqual([2, 1, null])
  const rows = [
    { a: 'é', i: 1 },
    { a: 'E', i: 2 },
    { a: 'e', i: 3 },
  ]
  expect(list.sortBy(rows, 'a').map(({ i }) => i)).toEqual([1, 2, 3])
  expect([list.minBy(rows, '-i')?.i, list.maxBy(rows, 'i')?.i, list.maxBy([], 'x'), list.minBy([], 'x')]).toEqual([3, 3, null, null])
})

test('no function changes the list it is given', () => {
  const items = Object.freeze([Object.freeze({ id: 2 }), Object.freeze({ id: 1 })])
  list.sortBy(items, 'id')
  list.uniqueBy(items, 'id')
  list.groupBy(items, 'id')
  list.chunk(items, 1)
  list.flatten(items)
  list.compact(items)
  pairs.join(items, items, 'id')
  expect(items.map(({ id }) => id)).toEqual([2, 1])
})

test('sums and averages are exact', () => {
  const items = [{ v: 0.1 }, { v: '0.2' }, { v: 'R$ 0,30' }]
  expect([
    list.sumBy(items, 'v'),
    list.averageBy(items, 'v'),
    list.averageBy([], 'v'),
    list.averageBy([{ v: 1 }, { v: 1 }, { v: 0 }], 'v'),
  ]).toEqual([0.6, 0.2, null, 0.6666666667])
})

test('two lists are joined by keys, whether written as numbers or texts', () => {
  const orders = [
    { id: 1, customer: 7 },
    { id: 2, customer: null },
    { id: 3, customer: 9 },
  ]
  const customers = [
    { code: '7', name: 'Ana' },
    { code: 7, name: 'Bia' },
    { code: null, name: 'nobody' },
  ]
  expect(pairs.join(orders, customers, 'customer', 'code').map(({ left, right }) => [left.id, right?.name])).toEqual([
    [1, 'Ana'],
    [1, 'Bia'],
  ])
  expect(pairs.join(orders, customers, 'customer', 'code', { keepLeft: true })).toHaveLength(4)
})

test('pieces put together are the list, and differences and intersections make it up', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.array(fc.nat(20)), fc.integer({ min: 1, max: 7 }), (a, b, size) => {
      expect(list.flatten(list.chunk(a, size))).toEqual(a)
      expect(pairs.difference(a, b).length + pairs.intersection(a, b).length).toBe(a.length)
      expect(
        Object.values(list.groupBy(a, (n) => n))
          .flat()
          .toSorted(),
      ).toEqual(a.toSorted())
      expect(list.unique(a)).toEqual(list.uniqueBy(a, (n) => n))
      expect(list.sortBy(a, (n) => n)).toEqual(a.toSorted((x, y) => x - y))
      expect(list.partition(a, (n) => b.includes(n)).flat().length).toBe(a.length)
    }),
  )
})

test('changes between two states of a list are told apart', () => {
  const before = [
    { id: 1, q: 1 },
    { id: 2, q: 1 },
  ]
  const after = [
    { id: 2, q: 5 },
    { id: 3, q: 1 },
  ]
  expect(pairs.changes(before, after, 'id')).toEqual({
    added: [{ id: 3, q: 1 }],
    removed: [{ id: 1, q: 1 }],
    kept: [{ before: { id: 2, q: 1 }, after: { id: 2, q: 5 } }],
  })
})
