import assert from 'node:assert/strict'
import path from 'node:path'
import { after, test } from 'node:test'
import { openConnector } from '@tomada/sdk/testing'

const carrier = await openConnector(path.join(import.meta.dirname, '..'))
after(() => carrier.close())

test('a page names the next one, and the last says that there is none', async () => {
  const shipments = [{ id: 'RC000001', status: 'posted' }]
  carrier.provider.answers.push({ json: { shipments, next_cursor: 'RC000001' } }, { json: { shipments: [], next_cursor: null } })
  const first = await carrier.list('shipments')
  assert.deepEqual(first.ok && [first.records.map((record) => record.key), first.done, first.checkpoint], [['RC000001'], false, 'RC000001'])
  const last = await carrier.list('shipments', { checkpoint: 'RC000001' })
  assert.equal(last.ok && last.done, true)
  assert.match(carrier.provider.requests[0]?.path ?? '', /cursor=RC000001/)
})

test('a page that does not speak of the next one is asked for again, not taken for the last', async () => {
  carrier.provider.answers.push({ json: { shipments: [] } })
  const page = await carrier.list('shipments')
  assert.equal(page.ok, false)
  assert.equal(!page.ok && page.failure.class, 'retry')
})
