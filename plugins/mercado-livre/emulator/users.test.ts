import { expect, test } from 'vitest'
import { useMarket } from './testing/use-market.ts'

const market = useMarket()

test('emulator Mercado Livre 9: the older multiget of users takes twenty ids, the newer one has status_code and id', async () => {
  const ids = Array.from({ length: 21 }, () => market.sellerId()).join(',')
  expect(JSON.parse((await market.get(`/users?ids=${ids}`)).text)).toHaveLength(20)
  expect(JSON.parse((await market.get(`/users/bulk?ids=${market.sellerId()}`)).text)).toMatchObject([
    { status_code: 200, id: Number(market.sellerId()) },
  ])
})

test('emulator Mercado Livre 4: private fields of a user are shown to that user alone', async () => {
  expect((await market.get('/users/me')).fields).toHaveProperty('email')
  expect((await market.get(`/users/${market.app().sellers[1]?.userId}`)).fields).not.toHaveProperty('email')
  expect((await market.get(`/users/${market.app().sellers[1]?.userId}/addresses`)).status).toBe(403)
})

test('emulator Mercado Livre 3: ten test users can be made, an eleventh cannot', async () => {
  const make = () => market.send('/users/test_user', { json: { site_id: 'MLB' } })
  for (let i = 0; i < 10; i++) expect((await make()).fields['nickname']).toMatch(/^TESTUSER/)
  expect((await make()).status).toBe(400)
})

test('emulator Mercado Livre 3: a rotated secret ends every grant', async () => {
  const { refreshToken } = await market.app().connect()
  await market.play('secretRotation')
  expect((await market.get('/users/me')).status).toBe(401)
  expect((await market.app().token({ grant_type: 'refresh_token', refresh_token: refreshToken })).fields['error']).toBe('invalid_client')
})

test('emulator Mercado Livre 4: a grant without write may not write, one without offline_access cannot be refreshed', async () => {
  await market.admin('POST', '/app', { scopes: ['read'] })
  const { refreshToken, accessToken } = await market.app().connect()
  expect(refreshToken).toBe('')
  const answer = await market.send('/users/test_user', { token: accessToken, json: { site_id: 'MLB' } })
  expect([answer.status, answer.fields]).toEqual([403, { status: 403, error: 'Invalid scopes', code: 'FORBIDDEN' }])
  await market.admin('POST', '/app', { scopes: ['offline_access', 'read', 'write'] })
})

test('emulator Mercado Livre 1: an unknown scope is invalid_scope', async () => {
  const answer = await market.app().authorize({ scope: 'read everything' })
  expect(market.app().sentBack(answer).get('error')).toBe('invalid_scope')
})
