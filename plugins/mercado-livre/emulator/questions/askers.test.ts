import { listOf } from '@tomada/sdk/emulator'
import { expect, test } from 'vitest'
import { useMarket } from '../testing/use-market.ts'

const market = useMarket()

test('emulator Mercado Livre 14: a blocked user asks no more, until unblocked', async () => {
  const { itemId } = await market.play('ask')
  const buyer = await market.app().connect(market.app().sellers[1]?.login)
  const asker = market.app().sellers[1]?.userId
  const ask = () => market.send('/questions', { token: buyer.accessToken, json: { item_id: itemId, text: 'Tem?' } })
  const list = `/users/${market.sellerId()}/questions_blacklist`
  expect((await ask()).status).toBe(201)
  expect((await market.send(list, { json: { user_id: asker } })).status).toBe(201)
  expect((await ask()).status).toBe(403)
  const blocked = await market.get(`/block-api/search/users/${market.sellerId()}?type=blocked_by_questions`)
  expect(blocked.fields['users']).toEqual([{ id: Number(asker) }])
  expect((await market.send(`${list}/${asker}`, { method: 'DELETE' })).status).toBe(200)
  expect((await ask()).status).toBe(201)
})

test('emulator Mercado Livre 14: a deleted question is found neither by id nor by search', async () => {
  const { questionId } = await market.play('ask')
  expect((await market.send(`/questions/${questionId}`, { method: 'DELETE' })).status).toBe(200)
  expect((await market.get(`/questions/${questionId}?api_version=4`)).status).toBe(404)
  expect((await market.get('/my/received_questions/search')).fields['total']).toBe(0)
})

test('emulator Mercado Livre 14: offsets reach the first 1000 questions, newest first when asked so', async () => {
  await market.play('ask', { text: 'primeira' })
  await market.play('ask', { text: 'segunda' })
  const path = `/questions/search?seller_id=${market.sellerId()}&api_version=4&status=UNANSWERED`
  const newest = await market.get(`${path}&sort_fields=date_created&sort_types=DESC&limit=1`)
  expect(listOf(newest.fields['questions'])).toMatchObject([{ text: 'segunda', from: { id: expect.any(Number) } }])
  expect((await market.get(`${path}&limit=50&offset=950`)).status).toBe(200)
  expect((await market.get(`${path}&limit=50&offset=951`)).status).toBe(400)
})
