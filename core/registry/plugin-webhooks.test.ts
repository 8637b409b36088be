import { beforeAll, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import type { PluginWebhookSource } from '../intake/intake.types.ts'
import { createLogger } from '../platform/logger.ts'
import { atPointer } from './json-pointer.ts'
import { pluginWebhooks } from './plugin-webhooks.ts'
import { openRegistry } from './registry.service.ts'
import { PROJECT_ROOT } from './testing/plugin-folder.ts'

let webhooks: PluginWebhookSource
beforeAll(async () => {
  const registry = await openRegistry({ root: PROJECT_ROOT, modified: 'warn', logger: createLogger({ level: 'silent' }) })
  webhooks = pluginWebhooks(registry, async () => null)
})

const NOTIFICATION: Record<string, Json> = {
  _id: 'f9f08571-1f65-4c46-9e0a-c0f43faas1557e',
  resource: '/orders/2195160686',
  user_id: 468424240,
  topic: 'orders_v2',
  application_id: 5503910054141466,
  attempts: 1,
  sent: '2026-10-30T16:19:20.129Z',
  received: '2026-10-30T16:19:20.106Z',
}

/** Triggers that a notification fires, with the event data each makes. */
function fired(notification: Record<string, Json>): Record<string, Json> {
  const found = webhooks.byPath('/meli/webhooks')
  const topic = atPointer(notification, found?.webhook.topicBy ?? '')
  const listening = (found?.triggers ?? []).filter((trigger) => typeof topic === 'string' && trigger.topics.includes(topic))
  const events = listening.map((trigger): [string, Json] => [
    trigger.name,
    trigger.map.kind === 'mapping' ? trigger.map.apply(notification) : null,
  ])
  return Object.fromEntries(events.filter(([, data]) => data !== null))
}

test('ML-33 a notification with the documented fields is read: record id, account, application, message id', () => {
  const { webhook } = webhooks.byPath('/meli/webhooks') ?? {}
  expect(fired(NOTIFICATION)).toEqual({
    'order-changed': {
      resource: '/orders/2195160686',
      resourceId: '2195160686',
      topic: 'orders_v2',
      userId: '468424240',
      sent: '2026-10-30T16:19:20.129Z',
      received: '2026-10-30T16:19:20.106Z',
    },
  })
  expect(webhook?.connectionBy?.pointers.map((pointer) => atPointer(NOTIFICATION, pointer))).toEqual([468424240])
  expect(webhook?.applicationBy).toEqual({ pointer: '/application_id', equals: 'clientId' })
  expect(webhook?.dedupe).toEqual({ by: 'pointers', pointers: ['/_id', '/id'], windowSeconds: 604800 })
  expect(webhook?.reply).toEqual({ status: 200 })
  expect(webhooks.byName('mercado-livre', 'notifications')).toBe(webhooks.byPath('/meli/webhooks'))
})

test('ML-33 a seller id in quotes and times as milliseconds are read the same', () => {
  const odd = { ...NOTIFICATION, user_id: '468424240', sent: 1793377160129, received: '1793377160106' }
  expect(fired(odd)).toEqual(fired(NOTIFICATION))
})

test.each([
  ['orders_v2', '/orders/2195160686', 'order-changed', '2195160686'],
  ['items', '/items/MLB12345678', 'item-changed', 'MLB12345678'],
  ['questions', '/questions/3957150025', 'question-received', '3957150025'],
  ['shipments', '/shipments/20676482441', 'shipment-changed', '20676482441'],
])('ML-34 the topic %s fires exactly its own trigger', (topic, resource, trigger, resourceId) => {
  const events = fired({ ...NOTIFICATION, topic, resource })
  expect(Object.keys(events)).toEqual([trigger])
  expect(atPointer(events[trigger], '/resourceId')).toBe(resourceId)
})

test.each([
  ['orders_v2', '/items/MLB12345678'],
  ['orders_v2', '/orders/1/billing_info'],
  ['orders_v2', '/orders/1?access_token=x'],
  ['orders_v2', 'https://evil.example/orders/1'],
  ['items', '/items/MLB1/prices'],
  ['something_new', '/collections/1'],
])('ML-34 a notification of topic %s about %s fires nothing', (topic, resource) => {
  expect(fired({ ...NOTIFICATION, topic, resource })).toEqual({})
})

test('a notification that is not what was promised fires nothing and breaks nothing', () => {
  for (const resource of [null, 7, ['/orders/1'], { a: 1 }, `/orders/${'9'.repeat(5000)}`])
    expect(fired({ ...NOTIFICATION, resource })).toEqual({})
})
