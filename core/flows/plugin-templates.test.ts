import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { checkPluginTemplates } from './plugin-templates.ts'

const FILE = path.resolve(import.meta.dirname, '../../plugins/mercado-livre/templates/order-to-bling.json')
const order = JSON.parse(readFileSync(FILE, 'utf8'))

test('a template is offered only when every connector it needs is installed', () => {
  expect(checkPluginTemplates([order], new Set(['mercado-livre', 'bling']))).toHaveLength(1)
  expect(checkPluginTemplates([order], new Set(['mercado-livre']))).toEqual([])
})

test('a template with a fault is refused with its name and the field', () => {
  const { name: _name, ...nameless } = order
  expect(() => checkPluginTemplates([nameless], new Set())).toThrow(/mercado-livre-order-to-bling.*name/)
  const broken = { ...order, definition: { ...order.definition, trigger: { kind: 'teleport' } } }
  expect(() => checkPluginTemplates([broken], new Set())).toThrow(/definition.*trigger/)
})
