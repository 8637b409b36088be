import path from 'node:path'
import { expect, test } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'

test.each(['order-changed', 'item-changed', 'question-received', 'shipment-changed'])(
  'ML-34 the recorded notification of %s makes its event',
  async (name) => {
    const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
    const trigger = plugin?.triggers.get(name)
    const { delivery, data } = await readDeliveryFixture('mercado-livre', name)
    const event = trigger?.tier.kind === 'mapping' ? trigger.tier.mapping.apply(delivery) : null
    expect(event).toMatchObject({ data, time: '2026-10-30T16:19:20.129Z' })
    expect(trigger?.output.validator.validate(data)).toEqual([])
  },
)
