import { expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { hintsOf } from './record-hints.ts'
import { pluginWebhook, TENANT } from './testing/hook-server.ts'

const connections = [{ tenantId: TENANT, connectionId: 'con_1' }]
const hook = {
  ...pluginWebhook({}),
  resources: [
    { name: 'orders', topics: ['orders', 'invoices'], deletedTopics: ['orders.deleted'], keyBy: ['/invoice/orderId', '/resource'] },
  ],
}
const keyIn = (body: { [name: string]: string | number | { [name: string]: string | number } }, topic = 'orders') =>
  hintsOf(hook, topic, body, connections, systemClock).map((hint) => hint.key)

test('a record is named by the first place of the delivery that holds a key: an id, or a path that ends in it', () => {
  expect(keyIn({ resource: '/orders/2000001?attempt=2' })).toEqual(['2000001'])
  expect(keyIn({ resource: 2000001 })).toEqual(['2000001'])
  expect(keyIn({ invoice: { orderId: 12 }, resource: '/invoices/900' }, 'invoices')).toEqual(['12'])
  expect(keyIn({ invoice: { orderId: '' }, resource: '/orders/13' })).toEqual(['13'])
  expect(keyIn({ invoice: {}, elsewhere: '/orders/13' })).toEqual([])
})

test('a topic of another resource names no record of this one, and one of deletions says that the record is gone', () => {
  expect(keyIn({ resource: '/claims/5' }, 'claims')).toEqual([])
  expect(hintsOf(hook, 'orders.deleted', { resource: '/orders/5' }, connections, systemClock)).toMatchObject([{ key: '5', isDelete: true }])
})
