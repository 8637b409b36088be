import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from './testing/connected-app.ts'

const MINUTE_MS = 60_000
const ME = '/empresas/me/dados-basicos'

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const read = async (accessToken = token) => app.call(ME, { token: accessToken })

test('emulator Bling 5: three calls a second belong to the account, shared by all its tokens', async () => {
  const other = (await app.connect()).accessToken
  const statuses = (await Promise.all([read(), read(other), read(), read(other)])).map(({ status }) => status)
  expect(statuses.sort()).toEqual([200, 200, 200, 429])
  await app.admin('POST', '/clock', { advanceMs: 1000 })
  expect((await read()).status).toBe(200)
})

test('emulator Bling 5: the 429 of the second names its limit and period', async () => {
  await app.admin('POST', '/scenario/otherIntegration', { requests: 3 })
  const answer = await read()
  expect(answer.headers.get('retry-after')).toBeNull()
  expect(answer.fields).toEqual({
    error: {
      type: 'TOO_MANY_REQUESTS',
      message: 'Limite de requisições atingido.',
      description: 'O limite de requisições por segundo foi atingido, tente novamente mais tarde.',
      limit: 3,
      period: 'second',
    },
  })
})

test('emulator Bling 5: one account’s calls leave another account’s budget alone', async () => {
  await app.admin('POST', '/scenario/otherIntegration', { requests: 3 })
  const other = await app.connect(app.companies[1]?.login)
  expect((await read(other.accessToken)).status).toBe(200)
})

test('emulator Bling 5: the daily limit answers with period day until the next day in Brasília', async () => {
  await app.admin('POST', '/limits', { requestsPerDay: 1 })
  await read()
  expect((await read()).fields).toMatchObject({ error: { limit: 1, period: 'day', description: expect.stringContaining('amanhã') } })
  await app.admin('POST', '/clock', { advanceMs: 24 * 60 * MINUTE_MS })
  expect((await read((await app.connect()).accessToken)).status).toBe(200)
})

test('emulator Bling 5: 20 token calls in a minute block the address for an hour', async () => {
  for (let i = 0; i < 19; i++) await app.token({ grant_type: 'refresh_token', refresh_token: 'x' })
  const blocked = await app.token({ grant_type: 'refresh_token', refresh_token: 'x' })
  expect(blocked.status).toBe(403)
  expect((await read()).status).toBe(403)
  await app.admin('POST', '/clock', { advanceMs: 59 * MINUTE_MS })
  expect((await read()).status).toBe(403)
  await app.admin('POST', '/clock', { advanceMs: MINUTE_MS })
  expect((await read()).status).toBe(200)
})

test('emulator Bling 5: 300 errors in ten seconds block the address for ten minutes', async () => {
  for (let i = 0; i < 300; i++) await read('unknown')
  expect((await read()).status).toBe(403)
  await app.admin('POST', '/clock', { advanceMs: 10 * MINUTE_MS })
  expect((await read()).status).toBe(200)
})

test('emulator Bling 5: 600 requests in ten seconds block the address for ten minutes', async () => {
  await app.admin('POST', '/limits', { requestsPerSecond: 1000 })
  for (let i = 0; i < 30; i++) await Promise.all(Array.from({ length: 20 }, () => read()))
  expect((await read()).status).toBe(403)
  await app.admin('POST', '/clock', { advanceMs: 10 * MINUTE_MS })
  expect((await read()).status).toBe(200)
})

test('emulator Bling 5: a blocked address may get a connection reset instead, or blocks may be off', async () => {
  const flood = () => Promise.all(Array.from({ length: 25 }, () => app.token({ grant_type: 'refresh_token' }).catch(() => null)))
  await app.admin('POST', '/limits', { blockedAnswer: 'reset' })
  await flood()
  await expect(read()).rejects.toThrow()
  await app.admin('POST', '/limits', { ipBlocks: false })
  expect((await read()).status).toBe(200)
})
