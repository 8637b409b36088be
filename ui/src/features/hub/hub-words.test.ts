import { expect, test } from 'vitest'
import { amountText, fieldWord, inReadingOrder, keyText, titleOf, valueText } from './hub-words.ts'

test('an entity is called by its name or number, else by its key', () => {
  const records = [{ externalId: '77' }]
  expect(titleOf({ id: 'ent_1', key: 'SKU-1', data: { name: 'Caneca', sku: 'SKU-1' }, records })).toBe('Caneca')
  expect(titleOf({ id: 'ent_1', key: 'SKU-1', data: { name: null, product: { externalId: null, sku: 'SKU-1' } }, records })).toBe('SKU-1')
  expect(titleOf({ id: 'ent_1', key: null, data: {}, records })).toBe('77')
  expect(titleOf({ id: 'ent_1', key: null, data: {}, records: [] })).toBe('ent_1')
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

test('prices carry their currency, with every digit of theirs', () => {
  const spaced = (text: string) => text.replaceAll('\u00A0', ' ')
  expect(spaced(amountText('1234567.5', 'BRL', 'pt-BR'))).toBe('R$ 1.234.567,50')
  expect(spaced(amountText('-9.9', 'BRL', 'pt-BR'))).toBe('-R$ 9,90')
  expect(amountText('189.45', undefined, 'pt-BR')).toBe('189,45')
  expect(amountText(null, 'BRL', 'pt-BR')).toBe('–')
})

test('the key of stock is told as product and place, and an e-mail address stays one', () => {
  expect(keyText('inventory', 'KIT-46@')).toBe('KIT-46')
  expect(keyText('inventory', 'KIT-46@6394403864')).toBe('KIT-46 · 6394403864')
  expect(keyText('customer', 'ana@loja.test')).toBe('ana@loja.test')
  expect(keyText('order', null)).toBe('')
})

test('what people look for first stands first', () => {
  expect(inReadingOrder([{ name: 'other' }, { name: 'price' }, { name: 'name' }]).map(({ name }) => name)).toEqual([
    'name',
    'price',
    'other',
  ])
})
