import { expect, test } from 'vitest'
import { FIELD_TYPES, type FormField, fieldsOf, schemaOf } from './form-fields.ts'

test('fields become a schema and the schema becomes the same fields', () => {
  const fields: FormField[] = FIELD_TYPES.map((type, index) => ({
    key: `field${index}`,
    title: `Campo ${index}`,
    type,
    required: index % 2 === 0,
    options: type === 'choice' ? ['a', 'b'] : [],
  }))
  expect(fieldsOf(schemaOf(fields))).toEqual(fields)
  expect(fieldsOf(schemaOf([]))).toEqual([])
  expect(fieldsOf(undefined)).toEqual([])
})

test('a schema that says more than the fields can is left to its JSON', () => {
  expect(fieldsOf({ type: 'object', properties: { a: { type: 'string', pattern: '^x' } } })).toBeNull()
  expect(fieldsOf({ type: 'object', properties: { a: { type: 'object' } } })).toBeNull()
  expect(fieldsOf({ type: 'object', properties: {}, minProperties: 1 })).toBeNull()
  expect(fieldsOf({ type: 'array' })).toBeNull()
  expect(fieldsOf('text')).toBeNull()
})
