import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')
const INPUT = { shipmentId: '20676482441', xml: '<nfeProc versao="4.00"></nfeProc>' }

test('ML-83 the invoice goes as XML, as it is', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ status: 201, json: { id: 20676482441 } })
  expect(await run('send-shipment-invoice', INPUT)).toMatchObject({ ok: true, output: { shipmentId: '20676482441' } })
  expect(provider.requests).toMatchObject([
    {
      method: 'POST',
      path: '/shipments/20676482441/invoice_data?siteId=MLB',
      headers: { 'content-type': 'application/xml' },
      body: INPUT.xml,
    },
  ])
})

test('an XML without its protocol is refused before anything is sent', async () => {
  const { provider, run } = mercadoLivre()
  expect(await run('send-shipment-invoice', { ...INPUT, xml: '<NFe xmlns="x">qualquer</NFe>' })).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input', at: '/xml' },
  })
  expect(provider.requests).toEqual([])
})
