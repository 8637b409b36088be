import { describe, expect, test } from 'vitest'
import { formSchema, newEffectKey, sentValues, startValues } from './action-form.ts'

const SCHEMA = {
  type: 'object',
  required: ['price'],
  properties: {
    price: { type: ['string', 'number', 'null'], pattern: '^[0-9]{1,10}([.][0-9]{1,4})?$', minimum: 0 },
    quantity: { type: 'integer', minimum: 0 },
    note: { type: ['string', 'null'], maxLength: 200 },
    kind: { type: ['string', 'integer'], enum: ['a', 1] },
  },
}

describe('the form of an action on a record', () => {
  test('shows what may be a number or its digits as a text, and begins with the record', () => {
    const shown = formSchema(SCHEMA)
    expect(shown['properties']).toMatchObject({
      price: { type: 'string' },
      quantity: { type: 'integer' },
      kind: { type: ['string', 'integer'] },
    })
    expect(JSON.stringify(shown)).not.toContain('"minimum":0,"type":"string"')
    expect(startValues(SCHEMA, { price: 49.9, quantity: 3 })).toEqual({ price: '49.9', quantity: 3 })
  })

  test('sends decimals with a point, as they are written in Brazil or not, and nothing for an emptied field', () => {
    const sent = (price: string) => sentValues(SCHEMA, { price, quantity: 4, note: '' })
    expect(sent('1.234,56')).toEqual({ price: '1234.56', quantity: 4 })
    expect(sent(' 49,9 ')).toEqual({ price: '49.9', quantity: 4 })
    expect(sent('49.90')).toEqual({ price: '49.90', quantity: 4 })
    expect(sentValues(SCHEMA, { note: '1,5' })).toEqual({ note: '1,5' })
  })

  test('names each request differently', () => {
    expect(newEffectKey()).toMatch(/^[0-9a-f]{32}$/)
    expect(newEffectKey()).not.toBe(newEffectKey())
  })
})
