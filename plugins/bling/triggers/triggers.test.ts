import path from 'node:path'
import { expect, test } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'

test.each(['order-created', 'order-updated'])('the recorded webhook of %s makes its event, and the other trigger none', async (name) => {
  const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
  const { delivery, data } = await readDeliveryFixture('bling', name)
  for (const [other, trigger] of plugin?.triggers ?? []) {
    const event = trigger.tier.kind === 'mapping' ? trigger.tier.mapping.apply(delivery) : null
    expect(event).toEqual(other === name ? { subject: '26967482613', time: '2025-01-10T12:18:46.000Z', data } : null)
  }
  expect(plugin?.triggers.get(name)?.output.validator.validate(data)).toEqual([])
})

test('an order webhook of the older version, without its status, is read too', async () => {
  const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
  const { delivery } = await readDeliveryFixture('bling', 'order-created')
  const trigger = plugin?.triggers.get('order-created')
  const older = JSON.parse(JSON.stringify(delivery), (key, value) => (key === 'situacao' ? undefined : value))
  const event = trigger?.tier.kind === 'mapping' ? trigger.tier.mapping.apply(older) : null
  expect(trigger?.output.validator.validate(event?.data)).toEqual([])
})
