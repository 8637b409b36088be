import { expect, test } from 'vitest'
import { fieldWord, titleOf, valueText } from './hub-words.ts'

test('an entity is called by its name or number, else by its key', () => {
  expect(titleOf({ id: 'ent_1', key: 'SKU-1', data: { name: 'Caneca', sku: 'SKU-1' } })).toBe('Caneca')
  expect(titleOf({ id: 'ent_1', key: 'SKU-1', data: { name: null, product: { externalId: null, sku: 'SKU-1' } } })).toBe('SKU-1')
  expect(titleOf({ id: 'ent_1', key: null, data: {} })).toBe('ent_1')
})

test('values of every shape are told in one line, and a field without words keeps its name', () => {
  expect(
    valueText([
      { sku: 'A', quantity: '2' },
      { sku: 'B', quantity: '1' },
    ]),
  ).toBe('A · 2; B · 1')
  expect(fieldWord('somethingElse')).toBe('somethingElse')
})
