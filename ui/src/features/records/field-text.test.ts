import { expect, test } from 'vitest'
import { fieldText } from './field-text.ts'

const FIELD = { name: 'total', displayName: 'Total', filter: false, sort: true, search: false, options: [] }

test('an amount carries the currency that its record names, else the one of its field; a quantity carries none', () => {
  const amount = (currency: string | null, ofRecord: string | null) =>
    fieldText({ ...FIELD, type: 'decimal', currency }, '1234.5', ofRecord, 'pt-BR').replaceAll('\u00A0', ' ')
  expect([amount('BRL', null), amount('BRL', 'USD'), amount(null, 'USD')]).toEqual(['R$ 1.234,50', 'US$ 1.234,50', '1.234,50'])
})

test('a value is shown by its label, and as it came where it has none', () => {
  const type = (value: string) =>
    fieldText({ ...FIELD, type: 'text', currency: null, options: [{ value: 'gold_pro', displayName: 'Premium' }] }, value, null, 'pt-BR')
  expect([type('gold_pro'), type('platinum')]).toEqual(['Premium', 'platinum'])
})
