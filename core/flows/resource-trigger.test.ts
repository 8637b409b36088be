import { expect, test } from 'vitest'
import type { FlowDefinition, ResourceTrigger } from '../../sdk/flow/definition.ts'
import type { ConnectorCatalogue, DraftSandbox } from './flows.types.ts'
import { checkFlow } from './problems.ts'

const catalogue: ConnectorCatalogue = {
  action: () => null,
  trigger: () => null,
  resource: (plugin, resource) => (plugin === 'shop' && resource === 'orders' ? { displayName: 'Pedidos', output: {}, sample: {} } : null),
  templates: () => [],
}
const sandbox: DraftSandbox = {
  compileFlow: async () => ({ compiled: { script: '', hash: 'h' }, problems: [] }),
  visit: () => Promise.reject(new Error('nothing is visited')),
}
const connections = new Map([
  ['con_shop', { plugin: 'shop', name: 'Loja' }],
  ['con_bank', { plugin: 'bank', name: 'Banco' }],
])

async function codesOf(more: Partial<ResourceTrigger>): Promise<string[]> {
  const trigger = {
    kind: 'resource' as const,
    plugin: 'shop',
    resource: 'orders',
    connectionId: 'con_shop',
    changes: ['created' as const],
    ...more,
  }
  const definition: FlowDefinition = { trigger, steps: {}, edges: {}, settings: {}, layout: {} }
  return (await checkFlow(definition, sandbox, catalogue, connections, [])).problems.map((found) => `${found.field} ${found.code}`)
}

test('a flow that listens to records of a connected account is published', async () => {
  expect(await codesOf({})).toEqual([])
})

test('records that no connector has, and accounts that are missing or of another connector, keep a flow from being published', async () => {
  expect(await codesOf({ resource: 'parcels' })).toEqual(['/resource unknown_resource'])
  expect(await codesOf({ connectionId: '' })).toEqual(['/connectionId connection_missing'])
  expect(await codesOf({ connectionId: 'con_gone' })).toEqual(['/connectionId connection_unknown'])
  expect(await codesOf({ connectionId: 'con_bank' })).toEqual(['/connectionId connection_of_other_connector'])
})
