import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateTypes } from './types.ts'

let root = ''

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tomada-gen-'))
  await mkdir(path.join(root, 'core/orders'), { recursive: true })
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function typesFor(schema: unknown): Promise<string> {
  await writeFile(path.join(root, 'core/orders/orders.schema.json'), JSON.stringify(schema))
  const files = await generateTypes(root)
  expect(files.map((file) => file.path)).toEqual(['core/orders/orders.gen.ts'])
  return files[0]?.text ?? ''
}

test('every definition becomes one exported type, also when a reference carries a description', async () => {
  const text = await typesFor({
    $defs: {
      order: { type: 'object', required: ['buyer'], properties: { buyer: { $ref: '#/$defs/buyer', description: 'who pays' } } },
      buyer: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    },
  })
  expect(text.match(/export .*/g)).toEqual(['export interface Order {', 'export interface Buyer {'])
  expect(text).toContain('buyer: Buyer')
})

test('a reference beside other keywords is refused by name, because its target would be lost', async () => {
  await expect(typesFor({ $defs: { a: { $ref: '#/$defs/b', type: 'object' }, b: { type: 'object' } } })).rejects.toThrow(
    'stands beside type; write allOf instead',
  )
})
