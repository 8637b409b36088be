import { expect, test } from 'vitest'
import type { Connection, ConnectionStatus } from '#lib/api/connections.ts'
import type { Connector } from '#lib/api/connectors.ts'
import { groupConnections, searchConnectors, suggestTemplates } from './connection-groups.ts'

const account = (id: string, plugin: string, status: ConnectionStatus): Connection => ({
  id,
  plugin,
  authId: 'oauth',
  name: id,
  accountId: null,
  accountLabel: null,
  status,
  statusReason: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  lastTestedAt: null,
})

const connector = (name: string, description = '', keywords: string[] = []): Connector => ({
  name,
  version: '1.0.0',
  displayName: name.toUpperCase(),
  description,
  icon: null,
  categories: [],
  keywords,
  auth: [],
  triggers: [],
  actions: [],
})

test('what needs reconnecting comes first, and connectors without an account are listed apart', () => {
  const { groups, absent } = groupConnections(
    [account('a1', 'alfa', 'connected'), account('b1', 'beta', 'connected'), account('b2', 'beta', 'reconnect_needed')],
    [connector('alfa'), connector('beta'), connector('gama')],
  )
  expect(groups.map((group) => group.plugin)).toEqual(['beta', 'alfa'])
  expect(groups[0]?.connections.map(({ id }) => id)).toEqual(['b2', 'b1'])
  expect(absent.map(({ name }) => name)).toEqual(['gama'])
})

test('an account whose connector was uninstalled is still shown', () => {
  const { groups } = groupConnections([account('x', 'gone', 'connected')], [])
  expect(groups).toEqual([expect.objectContaining({ plugin: 'gone', connector: null })])
})

test('a connector is found by need, with or without accents', () => {
  const erp = connector('erp', 'Emite notas', ['nota fiscal'])
  expect(searchConnectors([erp, connector('loja')], 'nota fiscal')).toEqual([erp])
  expect(searchConnectors([connector('loja', 'Lê anúncios')], 'anuncios')).toHaveLength(1)
  expect(searchConnectors([erp], 'estoque')).toEqual([])
})

test('templates that can be used at once come before those that need another account', () => {
  const template = (id: string, plugins: string[]) => ({
    id,
    name: id,
    description: '',
    category: 'other' as const,
    plugins,
    trigger: { kind: 'manual', plugin: null, capability: null },
    steps: [],
  })
  const found = suggestTemplates(
    [template('both', ['alfa', 'beta']), template('one', ['alfa']), template('other', ['beta']), template('none', [])],
    'alfa',
    [account('a1', 'alfa', 'connected')],
  )
  expect(found.map(({ template: { id }, missing }) => [id, missing])).toEqual([
    ['one', []],
    ['both', ['beta']],
  ])
})
