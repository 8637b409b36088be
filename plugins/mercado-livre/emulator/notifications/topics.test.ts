import { type CallbackListener, listenForCallbacks } from '@tomada/sdk/emulator/testing/callback-listener'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useMarket } from '../testing/use-market.ts'
import { TOPICS } from './topics.ts'

const market = useMarket()
let shop: CallbackListener
beforeAll(async () => {
  shop = await listenForCallbacks()
})
beforeEach(async () => {
  await market.admin('POST', '/app', { callbackUrl: shop.url, topics: Object.keys(TOPICS) })
  shop.received.length = 0
})
afterAll(() => shop.stop())

const topics = () => shop.received.map(({ fields }) => fields['topic'])

test.each(Object.entries(TOPICS))('emulator Mercado Livre 17: the topic %s names its resource', async (topic, { actions }) => {
  await market.play('notify', { topic, id: '77' })
  expect(shop.received).toHaveLength(1)
  const fields = shop.received[0]?.fields ?? {}
  expect(fields).toMatchObject({ topic, resource: expect.stringContaining('77') })
  expect(fields['actions']).toEqual(actions)
})

test('emulator Mercado Livre 17: a topic nobody subscribed to is not sent', async () => {
  await market.admin('POST', '/app', { topics: ['items'] })
  await market.play('notify', { topic: 'questions' })
  expect(shop.received).toEqual([])
})

test('emulator Mercado Livre 18: a claim is told under its older and its typed topic', async () => {
  await market.play('sell', { notifyTimes: 0 })
  await market.play('claim')
  await expect.poll(topics).toEqual(expect.arrayContaining(['claims', 'post_purchase']))
})

test('emulator Mercado Livre 18: a new price is told as the item and as its prices', async () => {
  const { results } = (await market.get(`/users/${market.sellerId()}/items/search`)).fields
  await market.send(`/items/${Array.isArray(results) ? results[0] : ''}`, { method: 'PUT', json: { price: 10 } })
  await expect.poll(() => topics().sort()).toEqual(['items', 'items_prices'])
})
