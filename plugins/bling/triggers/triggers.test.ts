import path from 'node:path'
import { expect, test } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'

const EVENTS = [
  ...['order', 'product', 'stock', 'product_supplier', 'invoice', 'consumer_invoice'].flatMap((resource) =>
    ['created', 'updated', 'deleted'].map((what) => `${resource}.${what}`),
  ),
  'virtual_stock.updated',
]

test('each event that Bling sends starts one trigger, and no trigger waits for an event that it does not send', async () => {
  const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
  const topics = [...(plugin?.triggers.values() ?? [])].flatMap(({ declared }) => declared.topics)
  expect(topics.toSorted()).toEqual(EVENTS.toSorted())
})

test('the recorded webhook of each trigger makes its event, and no other trigger’s', async () => {
  const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
  for (const [name, { output }] of plugin?.triggers ?? []) {
    const { delivery, data } = await readDeliveryFixture('bling', name)
    for (const [other, trigger] of plugin?.triggers ?? []) {
      const event = trigger.tier.kind === 'mapping' ? trigger.tier.mapping.apply(delivery) : null
      const expected = { subject: expect.stringMatching(/^[0-9]+$/), time: '2025-01-10T12:18:46.000Z', data }
      expect([name, other, event]).toEqual([name, other, other === name ? expected : null])
    }
    expect(output.validator.validate(data)).toEqual([])
  }
})

test('an order webhook of the older version, without its status, is read too', async () => {
  const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
  const { delivery } = await readDeliveryFixture('bling', 'order-created')
  const trigger = plugin?.triggers.get('order-created')
  const older = JSON.parse(JSON.stringify(delivery), (key, value) => (key === 'situacao' ? undefined : value))
  const event = trigger?.tier.kind === 'mapping' ? trigger.tier.mapping.apply(older) : null
  expect(trigger?.output.validator.validate(event?.data)).toEqual([])
})
