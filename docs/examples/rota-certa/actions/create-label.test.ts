import assert from 'node:assert/strict'
import path from 'node:path'
import { after, test } from 'node:test'
import { openConnector } from '@tomada/sdk/testing'

const carrier = await openConnector(path.join(import.meta.dirname, '..'))
after(() => carrier.close())

const ORDER = { orderNumber: 'PED-1', service: 'EXP', recipient: { name: 'Cliente Exemplo', postalCode: '01001000', city: 'São Paulo' } }

test('a label is bought as recorded', async () => {
  await carrier.replay('create-label')
})

test('a label that was bought already is found by the order number and given back as the action would', async () => {
  carrier.provider.answers.push({
    json: { labels: [{ tracking_code: 'RC1', service: 'EXP', price: '18.90', pdf_url: 'https://x.example/1.pdf' }] },
  })
  const found = await carrier.lookup('create-label', ORDER)
  assert.deepEqual(found.ok && found.output, { trackingCode: 'RC1', service: 'EXP', price: '18.90', pdfUrl: 'https://x.example/1.pdf' })
})

test('a postal code of zeros is refused by field, before anything is sent', async () => {
  const result = await carrier.run('create-label', { ...ORDER, recipient: { ...ORDER.recipient, postalCode: '00000000' } })
  assert.equal(result.ok, false)
  assert.equal(carrier.provider.requests.length, 0)
})
