import path from 'node:path'
import { expect, test } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'

test('the recorded webhook of each trigger makes its event, and no other trigger’s', async () => {
  const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
  expect(plugin?.triggers.size).toBe(16)
  for (const [name, { output }] of plugin?.triggers ?? []) {
    const { delivery, data } = await readDeliveryFixture('omie', name)
    for (const [other, trigger] of plugin?.triggers ?? []) {
      const event = trigger.tier.kind === 'mapping' ? trigger.tier.mapping.apply(delivery) : null
      const expected = { subject: expect.stringMatching(/^[0-9]+$/), time: null, data }
      expect([name, other, event]).toEqual([name, other, other === name ? expected : null])
    }
    expect(output.validator.validate(data)).toEqual([])
  }
})
