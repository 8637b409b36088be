import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('a product is created as active, with its variations and without what has no value', async () => {
  await bling().replay('create-product')
})

test('a product that exists is found by its SKU and given back as the action would', async () => {
  const { provider, lookup, actions } = bling()
  provider.answers.push({ json: { data: [{ id: 7, codigo: 'CUP', situacao: 'A' }] } }, { json: { data: [] } })
  expect(await lookup('create-product', { nome: 'Copo', codigo: 'CUP' })).toMatchObject({ ok: true, output: { id: '7', avisos: [] } })
  expect(await lookup('create-product', { nome: 'Copo', codigo: 'CUP' })).toMatchObject({ ok: true, output: null })
  expect(actions.naturalKey('bling', 'create-product', { nome: 'Copo', codigo: 'CUP' })).toBe('["CUP"]')
})

test('warnings of a success are in the output and in the log', async () => {
  const { provider, run } = bling()
  provider.answers.push({ status: 201, json: { data: { id: 5, warnings: ['GTIN inválido'] } } })
  const result = await run('create-product', { nome: 'Copo', codigo: 'CUP' })
  expect(result).toMatchObject({ ok: true, output: { id: '5', avisos: ['GTIN inválido'] } })
  expect(result.logs).toEqual(['warn: GTIN inválido'])
})
