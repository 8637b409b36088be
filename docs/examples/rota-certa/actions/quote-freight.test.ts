import assert from 'node:assert/strict'
import path from 'node:path'
import { after, test } from 'node:test'
import { openConnector } from '@tomada/sdk/testing'

const carrier = await openConnector(path.join(import.meta.dirname, '..'))
after(() => carrier.close())

test('prices come in cents and are given as decimal texts', async () => {
  await carrier.replay('quote-freight')
})

test('no service between two places is an empty list, not a fault', async () => {
  carrier.provider.answers.push({ json: { services: [] } })
  const result = await carrier.run('quote-freight', { fromPostalCode: '01001000', toPostalCode: '69900970', weightGrams: 500 })
  assert.deepEqual(result.ok && result.output, { services: [] })
})
