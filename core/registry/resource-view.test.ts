import { expect, test } from 'vitest'
import { compile, schemaFrom } from '../platform/validate.ts'
import schemas from './registry.schema.json' with { type: 'json' }
import { both, ORDER_FILES, openShop, ordersResource, shopManifest } from './testing/shop-connector.ts'

const LIST = { request: { method: 'GET', url: 'https://api.shop.test/orders' }, paging: { kind: 'none' }, records: '' }

test('people see a resource with its fields, its figures and what can be done, in their language', async () => {
  const resource = ordersResource({
    displayName: { en: 'Orders', 'pt-BR': 'Pedidos' },
    fields: {
      status: {
        pointer: '/status',
        type: 'text',
        displayName: { en: 'Status', 'pt-BR': 'Situação' },
        filter: true,
        search: true,
        options: [{ value: 'paid', displayName: { en: 'Paid', 'pt-BR': 'Pago' } }],
      },
    },
    stats: { groupBy: ['status'] },
    view: { kind: 'record', columns: ['status'], status: 'status' },
    hub: { entity: 'order', map: 'hub/order.json' },
  })
  const registry = await openShop(shopManifest({ resources: [resource] }), {
    ...ORDER_FILES,
    'lists/orders.json': LIST,
    'hub/order.json': { number: '{{record.id | text}}' },
  })
  const view = registry.connector('shop', 'pt-BR')
  expect(view?.resources[0]).toMatchObject({
    name: 'orders',
    displayName: 'Pedidos',
    fields: [
      {
        name: 'status',
        displayName: 'Situação',
        type: 'text',
        filter: true,
        sort: false,
        options: [{ value: 'paid', displayName: 'Pago' }],
      },
    ],
    view: { kind: 'record', columns: ['status'], status: 'status', inbox: null, actions: [] },
    stats: { groupBy: ['status'], day: null },
    hub: 'order',
    canReadOne: false,
  })
  expect(compile(schemaFrom(schemas, 'connector')).validate(view)).toEqual([])
})

test('amounts take the currency of their resource, and values their labels from the schema of the records', async () => {
  const line = {
    properties: { kind: { type: 'string', 'x-enumLabels': { kit: { en: 'Kit', 'pt-BR': 'Conjunto' } } }, price: { type: 'number' } },
  }
  const order = {
    type: 'object',
    properties: { id: { type: 'integer' }, status: { type: 'string', 'x-enumLabels': { paid: { en: 'Paid', 'pt-BR': 'Pago' } } } },
  }
  const schema = {
    ...order,
    properties: { ...order.properties, total: {}, changedAt: {}, lines: { type: 'array', items: { type: 'object', ...line } } },
  }
  const columns = [
    { pointer: '/kind', type: 'text' as const, displayName: both('Kind') },
    { pointer: '/price', type: 'decimal' as const, displayName: both('Price') },
  ]
  const resource = ordersResource({
    currency: { code: 'BRL' },
    view: { kind: 'record', columns: ['status'], lists: [{ displayName: both('Lines'), pointer: '/lines', columns }] },
  })
  const registry = await openShop(shopManifest({ resources: [resource] }), {
    ...ORDER_FILES,
    'schemas/order.json': schema,
    'lists/orders.json': LIST,
  })
  const declared = registry.resource('shop', 'orders')?.declared
  expect([declared?.fields['total']?.currency, declared?.fields['changedAt']?.currency]).toEqual(['BRL', undefined])
  expect(registry.connector('shop', 'pt-BR')?.resources[0]).toMatchObject({
    fields: [{ name: 'status', options: [{ value: 'paid', displayName: 'Pago' }] }, { name: 'total', options: [] }, { name: 'changedAt' }],
    view: {
      lists: [
        {
          columns: [
            { pointer: '/kind', options: [{ value: 'kit', displayName: 'Conjunto' }] },
            { pointer: '/price', currency: 'BRL', options: [] },
          ],
        },
      ],
    },
  })
})

test('a resource without a view of its own is shown as a grid of its first fields', async () => {
  const registry = await openShop(shopManifest({ resources: [ordersResource()] }), { ...ORDER_FILES, 'lists/orders.json': LIST })
  expect(registry.connector('shop', 'en')?.resources[0]?.view).toMatchObject({ kind: 'grid', columns: ['status', 'total', 'changedAt'] })
  expect(registry.resource('shop', 'constructor')).toBeNull()
  expect(registry.resources().map(({ plugin, resource }) => `${plugin}/${resource.declared.name}`)).toEqual(['shop/orders'])
})
