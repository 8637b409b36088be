import path from 'node:path'
import { expect, test } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'

const KINDS = {
  events: ['atualizacao_pedido', 'estoque', 'inclusao_pedido', 'nota_fiscal', 'rastreio'],
  integration: ['estoque', 'precos', 'produto', 'situacao_pedido'],
}

test.each(Object.entries(KINDS))(
  'each kind that Tiny sends to %s starts one trigger, and none waits for a kind that it does not send',
  async (webhook, kinds) => {
    const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
    const declared = [...(plugin?.triggers.values() ?? [])].filter((trigger) => trigger.declared.webhook === webhook)
    expect(declared.flatMap((trigger) => trigger.declared.topics).toSorted()).toEqual(kinds)
  },
)

test('the recorded webhook of each trigger makes its event, valid by its schema', async () => {
  const { plugin } = await loadPlugin(path.join(import.meta.dirname, '..'))
  for (const [name, trigger] of plugin?.triggers ?? []) {
    const { delivery, data } = await readDeliveryFixture('tiny', name)
    const event = trigger.tier.kind === 'mapping' ? trigger.tier.mapping.apply(delivery) : null
    expect([name, event]).toMatchObject([name, { subject: expect.stringMatching(/^[0-9]+$/), data }])
    expect([name, trigger.output.validator.validate(event?.data)]).toEqual([name, []])
  }
})
