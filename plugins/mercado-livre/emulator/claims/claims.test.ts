import { listOf } from '@tomada/sdk/emulator'
import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

const CLAIMS = '/post-purchase/v1/claims'

let app: ConnectedApp
let token: string
let claimId: unknown
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
  await app.admin('POST', '/scenario/sell', {})
  claimId = (await app.admin('POST', '/scenario/claim', {}))['claimId']
})
afterAll(() => app.stop())

const search = (query: string) => app.get(`${CLAIMS}/search?${query}`, token)
const refund = (percentage: number) =>
  call(`${app.url}${CLAIMS}/${claimId}/expected-resolutions/partial-refund`, { token, json: { percentage } })

test('emulator Mercado Livre 16: a search needs a real filter, and pairs that belong together', async () => {
  expect((await search('limit=10&offset=0&sort=last_updated:desc')).status).toBe(400)
  expect((await search('resource_id=1')).status).toBe(400)
  expect((await search('players.user_id=1')).status).toBe(400)
  expect((await search('order_id=1&pack_id=1')).status).toBe(400)
  const found = await search('status=opened')
  expect(found.fields).toMatchObject({ paging: { total: 1, offset: 0, limit: 30 }, data: [{ id: claimId, type: 'mediations' }] })
})

test('emulator Mercado Livre 16: the window of a search ends below 10,000', async () => {
  expect((await search('status=opened&limit=100&offset=9899')).status).toBe(200)
  expect((await search('status=opened&limit=100&offset=9900')).status).toBe(400)
})

test('emulator Mercado Livre 16: only the percentages on offer can be refunded', async () => {
  const offers = await app.get(`${CLAIMS}/${claimId}/partial-refund/available-offers`, token)
  expect(listOf(offers.fields['available_offers'])).toContainEqual({ percentage: 30 })
  expect((await refund(35)).fields['message']).toBe('Percentage not found 35.0')
  expect((await refund(30)).status).toBe(201)
})
