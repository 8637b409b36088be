import assert from 'node:assert/strict'
import path from 'node:path'
import { after, test } from 'node:test'
import { openConnector } from '@tomada/sdk/testing'

const connector = await openConnector(path.join(import.meta.dirname, '..'))
after(() => connector.close())

test('a widget is created as recorded', async () => {
  await connector.replay('create-widget')
})

test('a name is sent without the spaces around it, and the key of the step goes along', async () => {
  connector.provider.answers.push({
    status: 201,
    json: { id: 7, name: 'Blue', status: 'open', price: '4.90', updatedAt: '2026-11-20T12:00:00Z' },
  })
  const result = await connector.run('create-widget', { name: ' Blue ', price: '4.90' })
  assert.equal(result.ok, true)
  const [request] = connector.provider.requests
  assert.deepEqual(request?.body, { name: 'Blue', price: '4.90' })
  assert.notEqual(request?.headers['idempotency-key'] ?? '', '')
})

test('a price that is no decimal text is refused before anything is sent', async () => {
  const result = await connector.run('create-widget', { name: 'Blue', price: 'cheap' })
  assert.equal(result.ok, false)
  assert.equal(connector.provider.requests.length, 0)
})
