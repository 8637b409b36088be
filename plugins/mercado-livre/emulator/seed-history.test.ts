import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { expect, test } from 'vitest'
import { useMarket } from './testing/use-market.ts'

const market = useMarket()

const search = (query: Record<string, string>) =>
  market.get(`/orders/search?${new URLSearchParams({ seller: market.sellerId(), sort: 'date_asc', ...query })}`)

test('emulator Mercado Livre 11: the window of an orders search ends at 10,000, and dates open another', async () => {
  await market.play('history', { orders: 10_100, days: 300 })
  const first = await search({})
  expect(first.fields['paging']).toEqual({ total: 10_100, offset: 0, limit: 50 })
  expect((await search({ offset: '9950' })).status).toBe(200)
  expect((await search({ offset: '9951' })).status).toBe(400)
  const last = listOf((await search({ offset: '9950' })).fields['results'])
    .map(fieldsOf)
    .at(-1)
  const rest = await search({ 'order.date_created.from': String(last?.['date_created']) })
  expect(fieldsOf(rest.fields['paging'])['total']).toBe(101)
})

test('a history of orders, listings and questions holds whole records, all with ids of their own, and tells nobody', async () => {
  await market.admin('POST', '/limits', { requestsPerMinute: 1_000_000 })
  await market.play('history', { orders: 200, listings: 120, questions: 150, days: 30 })
  const ids = new Set<unknown>()
  for (let offset = 0; offset < 200; offset += 50) {
    for (const order of listOf((await search({ offset: String(offset) })).fields['results']).map(fieldsOf)) {
      ids.add(order['id'])
      expect(listOf(order['order_items']).length).toBeGreaterThan(0)
    }
  }
  expect(ids.size).toBe(200)
  const listings = await market.get(`/users/${market.sellerId()}/items/search?limit=1`)
  expect(Number(fieldsOf(listings.fields['paging'])['total'])).toBeGreaterThanOrEqual(120)
  expect((await market.get('/my/received_questions/search')).fields['total']).toBe(150)
  expect(listOf((await market.admin('GET', '/callbacks'))['items'])).toEqual([])
})

test('emulator Mercado Livre 11: the search filters by creation, last update and closing date', async () => {
  await market.play('history', { orders: 10, days: 10 })
  // Between two of them: both ends of a range belong to it.
  const to = new Date(Date.now() - 5.5 * 86_400_000).toISOString()
  for (const name of ['date_created', 'date_last_updated', 'date_closed']) {
    const older = fieldsOf((await search({ [`order.${name}.to`]: to })).fields['paging'])['total']
    const newer = fieldsOf((await search({ [`order.${name}.from`]: to })).fields['paging'])['total']
    expect(Number(older) + Number(newer), name).toBe(10)
    expect(Number(older)).toBeGreaterThan(3)
  }
})
