import { expect, test } from 'vitest'
import type { Connection } from '#lib/api/connections.ts'
import type { Connector } from '#lib/api/connectors.ts'
import type { FlowTemplate } from '#lib/api/flows.ts'
import { categoriesOf, needsOf, shownTemplates } from './template-gallery.ts'

const template = (id: string, category: FlowTemplate['category'], plugins: string[]): FlowTemplate => ({
  id,
  name: `Modelo ${id}`,
  description: 'Faz algo útil',
  category,
  plugins,
  trigger: { kind: 'manual', plugin: null, capability: null },
  steps: [],
})
const connector = (name: string, displayName: string, hasAuth = true): Connector => {
  const none: unknown = { name, displayName, auth: hasAuth ? [{ id: 'a' }] : [], triggers: [], actions: [] }
  return none as Connector
}
const connection = (plugin: string): Connection => {
  const one: unknown = { id: plugin, plugin }
  return one as Connection
}

const CONNECTORS = [connector('shop', 'Loja Boa'), connector('erp', 'ERP Forte'), connector('files', 'Arquivos', false)]
const TEMPLATES = [template('a', 'stock', ['shop', 'erp']), template('b', 'orders', ['shop', 'files']), template('c', 'orders', ['gone'])]
const needs = (one: FlowTemplate) => needsOf(one, CONNECTORS, [connection('shop')])

test('each connector of a template is connected, to be connected, without an account, or not installed', () => {
  expect(TEMPLATES.map((one) => needs(one).map(({ name, state }) => `${name}: ${state}`))).toEqual([
    ['Loja Boa: connected', 'ERP Forte: missing'],
    ['Loja Boa: connected', 'Arquivos: free'],
    ['gone: absent'],
  ])
})

test('templates are found by their words and by their connectors, the ones ready to use first', () => {
  const found = (search: string, category = '') => shownTemplates(TEMPLATES, { search, category }, needs).map(({ id }) => id)
  expect(found('')).toEqual(['b', 'a', 'c'])
  expect(found('forte')).toEqual(['a'])
  expect(found('modelo util', 'orders')).toEqual(['b', 'c'])
  expect(categoriesOf(TEMPLATES)).toEqual(['orders', 'stock'])
})
