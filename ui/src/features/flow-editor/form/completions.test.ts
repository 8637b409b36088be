import { expect, test } from 'vitest'
import type { ContextSource } from '#lib/api/flows.ts'
import { completionsAt } from './completions.ts'

const source = (id: string, name: string, sample: ContextSource['sample'], schema: ContextSource['schema'] = null): ContextSource => ({
  id,
  name,
  title: name,
  schema,
  schemaFrom: 'inferred',
  sample,
  sampleFrom: 'manifest',
  mayNotHaveRun: false,
})
const sources = [
  source('trigger', 'trigger', { body: { total: 10, 'e-mail': 'a@b' } }),
  source(
    's1',
    'pedido',
    { itens: [{ sku: 'A', preco: 9.9 }] },
    { type: 'object', properties: { numero: { type: 'integer', title: 'Número' } } },
  ),
]
const labels = (before: string) => completionsAt(before, sources)?.options.map(({ label }) => label)

test('a path is completed from the samples and the schemas of earlier steps', () => {
  expect(labels('trigger.')).toEqual(['body'])
  expect(labels('1 + trigger.body.to')).toEqual(['total'])
  expect(labels('steps.')).toEqual(['pedido'])
  expect(labels('{{ steps.pedido?.')).toEqual(['numero', 'itens'])
  expect(labels('steps.pedido.itens[0].')).toEqual(['sku', 'preco'])
  expect(labels('steps.pedido["itens"][0]?.p')).toEqual(['sku', 'preco'])
  expect(completionsAt('steps.pedido.nu', sources)).toMatchObject({
    from: 13,
    options: [{ label: 'numero', detail: 'integer', info: 'Número' }, { label: 'itens' }],
  })
})

test('a word is completed to what exists at all, and functions tell what they do', () => {
  expect(labels('tr')).toEqual(expect.arrayContaining(['trigger', 'steps', 'money', 'document']))
  expect(completionsAt('money.', sources)?.options.find(({ label }) => label === 'parse')).toMatchObject({
    kind: 'function',
    detail: expect.stringContaining('Amount'),
  })
  expect(labels('nobody.')).toBeUndefined()
  expect(labels('trigger.nothing.')).toBeUndefined()
})
