import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')

test.each(['change-item-status', 'block-asker', 'send-claim-message', 'report-shipment'])(
  '%s asks and gives what was recorded',
  async (action) => {
    await mercadoLivre().replay(action)
  },
)

test('a listing without stock is not activated, and the reason is the provider’s own', async () => {
  const { provider, run } = mercadoLivre()
  const message = 'Is not possible to activate an item without stock.'
  provider.answers.push({
    status: 400,
    json: { message: 'Validation error', error: 'validation_error', status: 400, cause: [{ message }] },
  })
  expect(await run('change-item-status', { itemId: 'MLB1', status: 'active' })).toMatchObject({
    ok: false,
    failure: { class: 'permanent', effect: 'no', message },
  })
})
