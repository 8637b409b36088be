import { expect, test } from 'vitest'
import type { Action } from '../../sdk/manifest.gen.ts'
import { both, ORDER_FILES, ordersResource, shopFaults, shopManifest } from './testing/shop-connector.ts'

const ORDERS = 'https://api.shop.test/orders'
const FILES = {
  ...ORDER_FILES,
  'lists/orders.json': { request: { method: 'GET', url: ORDERS }, paging: { kind: 'none' }, records: '' },
  'hub/order.json': { number: '{{record.id | text}}', lines: { each: '/lines', map: { sku: '{{item.sku}}' } } },
  'actions/rename.json': { request: { method: 'GET', url: `${ORDERS}/{{input.id}}` }, output: {} },
  'schemas/rename.input.json': {
    type: 'object',
    additionalProperties: false,
    properties: { id: { type: 'string', title: both('Id') }, name: { type: 'string', title: both('Name') } },
  },
  'schemas/rename.output.json': { type: 'object', properties: {} },
  'samples/rename.json': { input: { id: '1', name: 'Caneca' }, output: {} },
}
const RENAME: Action = {
  name: 'rename',
  displayName: both('Rename'),
  description: both('Renames an order.'),
  entry: 'actions/rename.json',
  input: 'schemas/rename.input.json',
  output: 'schemas/rename.output.json',
  sample: 'samples/rename.json',
  effect: 'update',
  repeatable: { mode: 'natural' },
}
const WRITES: NonNullable<Action['writes']> = { resource: 'orders', key: '{{input.id}}', set: { name: '{{input.name}}' } }

async function faultsOf(writes: object, more: Partial<Action> = {}, files: object = {}): Promise<string> {
  const resources = [ordersResource({ hub: { entity: 'order', map: 'hub/order.json' } }), ordersResource({ name: 'plain' })]
  const action: Action = { ...RENAME, ...more, writes: { ...WRITES, ...writes } }
  return (await shopFaults(shopManifest({ resources, actions: [action] }), { ...FILES, ...files })).join('\n')
}

test('an action says what of which record it sets', async () => {
  expect(await faultsOf({})).toBe('')
})

test.each([
  ['a record that is no entity', { resource: 'plain' }, '/actions/0/writes/resource: there is no resource plain with hub'],
  ['a resource that is not there', { resource: 'none' }, '/actions/0/writes/resource: there is no resource none with hub'],
  ['always the same record', { key: '7' }, '/actions/0/writes/key: never reads the input'],
  ['a record that the input does not name', { key: '{{input.order}}' }, '/actions/0/writes/key: input.order does not exist'],
  ['a value that is not in the input', { set: { name: '{{input.title}}' } }, '/actions/0/writes/set: input.title does not exist'],
  ['a value from elsewhere', { set: { name: '{{body.name}}' } }, '/actions/0/writes/set: "{{body.name}}" may only read input'],
  ['a member that no entity has', { set: { colour: '{{input.name}}' } }, '/actions/0/writes/set'],
  ['a place of an order', { location: '{{input.name}}' }, '/actions/0/writes/location: only stock is kept in places'],
])('an action that sets %s is refused', async (_what, writes, fault) => {
  expect(await faultsOf(writes)).toContain(fault)
})

test('what only reads sets nothing, and a list of an entity says what it is made of', async () => {
  expect(await faultsOf({}, { effect: 'read' })).toContain('/actions/0/writes: a read changes nothing')
  const files = { 'hub/order.json': { number: '{{record.id | text}}', locations: { each: 'places' } } }
  expect(await faultsOf({}, {}, files)).toContain('hub/order.json /locations: is {each: pointer, map: template over item}')
})
