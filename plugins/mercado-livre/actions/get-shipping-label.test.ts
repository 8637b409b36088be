import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')

test('ML-83 a label that can be printed has an address', async () => {
  await mercadoLivre().replay('get-shipping-label')
})

test('ML-83 a shipment that waits for its invoice has no label yet', async () => {
  const { provider, run, actions } = mercadoLivre()
  provider.answers.push({ json: { id: 1, status: 'ready_to_ship', substatus: 'invoice_pending' } })
  const result = await run('get-shipping-label', { shipmentId: '1', format: 'zpl2' })
  expect(result).toMatchObject({ ok: true, output: { ready: false, url: expect.stringContaining('response_type=zpl2') } })
  if (result.ok) expect(actions.outcomeOf('mercado-livre', 'get-shipping-label', result.output)).toBe('notReady')
})
