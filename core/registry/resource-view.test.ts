import { expect, test } from 'vitest'
import { compile, schemaFrom } from '../platform/validate.ts'
import schemas from './registry.schema.json' with { type: 'json' }
import { ORDER_FILES, openShop, ordersResource, shopManifest } from './testing/shop-connector.ts'

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

test('a resource without a view of its own is shown as a grid of its first fields', async () => {
  const registry = await openShop(shopManifest({ resources: [ordersResource()] }), { ...ORDER_FILES, 'lists/orders.json': LIST })
  expect(registry.connector('shop', 'en')?.resources[0]?.view).toMatchObject({ kind: 'grid', columns: ['status', 'total', 'changedAt'] })
  expect(registry.resource('shop', 'constructor')).toBeNull()
  expect(registry.resources().map(({ plugin, resource }) => `${plugin}/${resource.declared.name}`)).toEqual(['shop/orders'])
})
