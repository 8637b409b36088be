import { expect, test } from 'vitest'
import { mappingOf, plannedColumns, withReading, withUse } from './import-plan.ts'

const MAPPING = [
  { column: 0, to: 'key' as const },
  { column: 2, to: 'field' as const, field: 'preco', type: 'number' as const },
]

test('columns are shown as they are mapped, and what was not named is left out again', () => {
  const columns = plannedColumns(['SKU', 'Cor', 'Preço'], MAPPING)
  expect(columns.map(({ use }) => use)).toEqual(['key', 'none', 'number'])
  expect(mappingOf(columns)).toEqual(MAPPING)
})

test('a table has one key: another column that becomes it takes it from the former one', () => {
  const columns = withUse(plannedColumns(['SKU', 'Cor', 'Preço'], MAPPING), 1, 'key')
  expect(columns.map(({ use }) => use)).toEqual(['text', 'key', 'number'])
})

test('another separator lets the decimal mark be found out anew', () => {
  const reading = { format: 'csv' as const, encoding: 'utf-8' as const, delimiter: ';' as const, decimalMark: ',' as const }
  expect(withReading(reading, { delimiter: ',' })).toEqual({ format: 'csv', encoding: 'utf-8', delimiter: ',' })
  expect(withReading(reading, { encoding: 'windows-1252' })).toEqual({ ...reading, encoding: 'windows-1252' })
})
