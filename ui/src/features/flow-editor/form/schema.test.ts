import { describe, expect, test } from 'vitest'
import { choicesOf, kindOf, propertiesOf, resolve, startOf, variantOf, variantsOf } from './schema.ts'

describe('reading a schema into a form', () => {
  test('each basic type has its control', () => {
    expect(kindOf({ type: 'string' })).toBe('string')
    expect(kindOf({ type: ['integer', 'null'] })).toBe('number')
    expect(kindOf({ type: 'boolean' })).toBe('boolean')
    expect(kindOf({ enum: ['a'] })).toBe('enum')
    expect(kindOf({ type: 'object', properties: {} })).toBe('object')
    expect(kindOf({ type: 'array', items: {} })).toBe('array')
    expect(kindOf({})).toBe('any')
    expect(kindOf({ type: 'string', 'x-secret': true })).toBe('secret')
  })

  test('only what may be a text has several lines: an e-mail address has one, however long', () => {
    expect(kindOf({ type: 'string', maxLength: 320 })).toBe('string')
    expect(kindOf({ type: 'string', maxLength: 500, format: 'email' })).toBe('string')
    expect(kindOf({ type: 'string', maxLength: 350 })).toBe('text')
    expect(kindOf({ type: 'string', 'x-multiline': true })).toBe('text')
    expect(kindOf({ type: ['string', 'integer'] })).toBe('string')
  })

  test('a oneOf of constants is a choice with labels, a oneOf of shapes is a choice of shapes', () => {
    expect(choicesOf({ oneOf: [{ const: 'F', title: 'Física' }, { const: 'J' }] })).toEqual([
      { value: 'F', label: 'Física' },
      { value: 'J', label: 'J' },
    ])
    const shapes = variantsOf({
      oneOf: [
        { title: 'Sem', properties: { tipo: { const: 'sem' } } },
        { title: 'Com', properties: { tipo: { const: 'com' }, valor: {} } },
      ],
    })
    expect(shapes.map((shape) => shape.label)).toEqual(['Sem', 'Com'])
    expect(variantOf(shapes, { tipo: 'com' })).toBe(1)
    expect(variantOf(shapes, undefined)).toBe(-1)
  })

  test('references and allOf are followed, also when they have siblings', () => {
    const root = { $defs: { money: { type: 'number', title: 'Valor' } } }
    expect(resolve({ $ref: '#/$defs/money', description: 'em reais' }, root)).toEqual({
      type: 'number',
      title: 'Valor',
      description: 'em reais',
    })
    const both = resolve({ allOf: [{ properties: { a: {} }, required: ['a'] }, { properties: { b: {} } }], type: 'object' }, root)
    expect(propertiesOf(both).map(([key]) => key)).toEqual(['a', 'b'])
  })

  test('a reference to itself ends', () => {
    const root = { $defs: { loop: { $ref: '#/$defs/loop' } } }
    expect(resolve({ $ref: '#/$defs/loop' }, root)).toEqual({})
  })

  test('a chosen shape starts with its constants and defaults', () => {
    expect(startOf({ type: 'object', properties: { tipo: { const: 'com' }, n: { default: 1 }, x: {} } }, {})).toEqual({ tipo: 'com', n: 1 })
  })
})
