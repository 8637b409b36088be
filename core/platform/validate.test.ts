import { expect, test } from 'vitest'
import { compile, compileUntrusted, schemaFrom } from './validate.ts'

const person = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: { type: 'string', minLength: 2, pattern: '^[a-z]+$' }, age: { type: 'integer', minimum: 0 } },
}

test('every wrong field is named with the reason in the language of the caller', () => {
  const check = compile(person)
  expect(check.validate({ age: -1, role: 'owner' }, 'en')).toEqual([
    { field: '/name', reason: 'is required' },
    { field: '/role', reason: 'is not a known field' },
    { field: '/age', reason: 'must be 0 or more' },
  ])
  expect(check.validate({ name: 7 }, 'pt-BR')).toEqual([{ field: '/name', reason: 'deve ser texto' }])
  expect(check.validate({ name: 'ana' })).toEqual([])
})

test('two patterns in one schema are each checked with their own', () => {
  const check = compile({ type: 'object', properties: { a: { type: 'string', pattern: '^a$' }, b: { type: 'string', pattern: '^b$' } } })
  expect(check.validate({ a: 'a', b: 'b' })).toEqual([])
  expect(check.validate({ a: 'b', b: 'a' }).map((e) => e.field)).toEqual(['/a', '/b'])
})

test('a query text becomes the number that the schema asks for', () => {
  const query: Record<string, unknown> = { limit: '5' }
  expect(compile({ type: 'object', properties: { limit: { type: 'integer' } } }, { coerce: true }).validate(query)).toEqual([])
  expect(query['limit']).toBe(5)
})

test('a definition taken out of a schema file still finds the others it refers to', () => {
  const file = { $defs: { Id: { type: 'string' }, Thing: { type: 'object', properties: { id: { $ref: '#/$defs/Id' } } } } }
  expect(compile(schemaFrom(file, 'Thing')).validate({ id: 1 })).toHaveLength(1)
})

test('a member called __proto__ is an unknown field', () => {
  expect(compile(person).validate(JSON.parse('{"name":"ana","__proto__":{"polluted":1}}'))).toHaveLength(1)
})

test('C33 a catastrophic pattern costs at most 100 ms of processor', () => {
  for (const pattern of ['^(a+)+$', '^(a|aa)+$', '(x+x+)+y', '^(.*)*$']) {
    const check = compileUntrusted({ type: 'string', pattern })
    const begun = process.threadCpuUsage()
    check.validate(`${'a'.repeat(5000)}!`)
    check.validate(`${'x'.repeat(5000)}`)
    const { user, system } = process.threadCpuUsage(begun)
    expect((user + system) / 1_000).toBeLessThan(100)
  }
})

test('C33 a schema from outside may not fetch, refer outside, use $data or recurse', () => {
  const refused: unknown[] = [
    { $ref: 'https://evil.example/schema.json' },
    { $ref: 'file:///etc/passwd' },
    { $id: 'https://other.example/x', type: 'string' },
    { type: 'number', minimum: { $data: '1/limit' } },
    { $dynamicRef: '#x' },
    { $ref: '#/$defs/a', $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } } } } },
    { $ref: '#/$defs/gone' },
    { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' },
    { type: 'string', pattern: 'a'.repeat(2000) },
    { type: 'string', pattern: '(?=look)ahead' },
    { type: 'string', unknownKeyword: true },
    'text',
    null,
  ]
  for (const schema of refused) expect(() => compileUntrusted(schema), JSON.stringify(schema)).toThrow()
})

test('C33 a schema that is too deep, too large or multiplies by references is refused before it is compiled', () => {
  let deep: Record<string, unknown> = { type: 'string' }
  for (let i = 0; i < 60; i++) deep = { not: deep }
  const doubling: Record<string, unknown> = { d40: { type: 'string' } }
  for (let i = 0; i < 40; i++) doubling[`d${i}`] = { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] }
  const large = { type: 'string', description: 'x'.repeat(300_000) }
  const begun = performance.now()
  for (const schema of [deep, { $ref: '#/$defs/d0', $defs: doubling }, large]) expect(() => compileUntrusted(schema)).toThrow(/schema/)
  expect(performance.now() - begun).toBeLessThan(100)
})

test('C33 a property that is called like a keyword is data of the author, not a reference', () => {
  const check = compileUntrusted({
    type: 'object',
    properties: { pattern: { type: 'string' }, $ref: { type: 'string' } },
    examples: [{ $ref: 'x' }],
  })
  expect(check.validate({ pattern: 'x', $ref: 'y' })).toEqual([])
})
