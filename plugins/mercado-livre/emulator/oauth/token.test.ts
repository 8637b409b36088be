import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, REDIRECT_URI, startConnectedApp } from '../testing/connected-app.ts'

const HOUR_MS = 3_600_000

const SPENT_GRANT = {
  message: 'Error validating grant. Your authorization code or refresh token may be expired or it was already used',
  error: 'invalid_grant',
  status: 400,
  cause: [],
}

let app: ConnectedApp
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(() => app.admin('POST', '/reset', {}))
afterAll(() => app.stop())

async function newCode(): Promise<string> {
  return app.sentBack(await app.authorize({ emulator_approve: app.sellers[0]?.login ?? '' })).get('code') ?? ''
}

const exchange = (code: string) => app.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI })
const refresh = (token: unknown) => app.token({ grant_type: 'refresh_token', refresh_token: String(token) })

test('emulator Mercado Livre 2: a code becomes a six-hour token pair, once', async () => {
  const code = await newCode()
  const first = await exchange(code)
  expect(first.status).toBe(200)
  expect(first.fields).toMatchObject({ token_type: 'bearer', expires_in: 21600, scope: 'offline_access read write' })
  expect(first.fields['access_token']).toMatch(new RegExp(`^APP_USR-${app.clientId}-\\d{6}-[0-9a-f]{32}-\\d+$`))
  expect(first.fields['refresh_token']).toMatch(/^TG-[0-9a-f]{24}-\d+$/)
  const second = await exchange(code)
  expect([second.status, second.fields]).toEqual([400, SPENT_GRANT])
})

test('emulator Mercado Livre 2: a code is good for ten minutes', async () => {
  const code = await newCode()
  await app.admin('POST', '/clock', { advanceMs: 10 * 60_000 })
  expect((await exchange(code)).fields).toEqual(SPENT_GRANT)
})

test('emulator Mercado Livre 2: parameters count in the form body only', async () => {
  const code = await newCode()
  const query = new URLSearchParams({ grant_type: 'authorization_code', client_id: app.clientId, client_secret: app.clientSecret, code })
  expect((await call(`${app.url}/oauth/token?${query}`)).status).toBe(404)
  expect((await call(`${app.url}/oauth/token?${query}`, { method: 'POST' })).status).toBe(404)
  expect((await call(`${app.url}/oauth/token`, { json: Object.fromEntries(query) })).fields['error']).toBe('invalid_request')
})

test('emulator Mercado Livre 2: the access token dies after 21600 s of emulator time', async () => {
  const { accessToken } = await app.connect()
  await app.admin('POST', '/clock', { advanceMs: 6 * HOUR_MS - 60_000 })
  expect((await app.get('/users/me', accessToken)).status).toBe(200)
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  expect((await app.get('/users/me', accessToken)).status).toBe(401)
})

test('emulator Mercado Livre 2: every refresh rotates, and a used refresh token is refused', async () => {
  const { refreshToken } = await app.connect()
  const second = await refresh(refreshToken)
  expect(second.status).toBe(200)
  expect(second.fields['refresh_token']).not.toBe(refreshToken)
  expect((await refresh(refreshToken)).fields).toEqual(SPENT_GRANT)
  expect((await refresh(second.fields['refresh_token'])).status).toBe(200)
})

test('emulator Mercado Livre 2: of two refreshes at once exactly one wins', async () => {
  const { refreshToken } = await app.connect()
  const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
})

test('emulator Mercado Livre 2: a wrong secret is invalid_client', async () => {
  const answer = await app.token({ grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'wrong' })
  expect([answer.status, answer.fields['error']]).toEqual([400, 'invalid_client'])
})

test('emulator Mercado Livre 2: a second consent of the same seller ends the refresh token of the first', async () => {
  const first = await app.connect()
  await app.connect()
  expect((await refresh(first.refreshToken)).fields).toEqual(SPENT_GRANT)
})

test('emulator Mercado Livre 3: a revoked grant and a changed password end both tokens', async () => {
  for (const scenario of ['revoke', 'passwordChange']) {
    const { accessToken, refreshToken } = await app.connect()
    await app.admin('POST', `/scenario/${scenario}`, {})
    expect((await app.get('/users/me', accessToken)).status).toBe(401)
    expect((await refresh(refreshToken)).fields['error']).toBe('invalid_grant')
  }
})

test('emulator Mercado Livre 3: the seller can revoke through the API', async () => {
  const { accessToken, refreshToken } = await app.connect()
  const path = `/users/${app.sellers[0]?.userId}/applications/${app.clientId}`
  expect((await call(`${app.url}${path}`, { method: 'DELETE', token: accessToken })).status).toBe(200)
  expect((await refresh(refreshToken)).fields['error']).toBe('invalid_grant')
})

test('emulator Mercado Livre 3: a grant without any call for four months is gone', async () => {
  const { refreshToken } = await app.connect()
  await app.admin('POST', '/clock', { advanceMs: 123 * 24 * HOUR_MS })
  expect((await refresh(refreshToken)).fields['error']).toBe('invalid_grant')
})

test('emulator Mercado Livre 3: a blocked application gets 401 unauthorized_scopes for all its sellers', async () => {
  const { accessToken } = await app.connect()
  await app.admin('POST', '/scenario/blockApplication', {})
  const answer = await app.get('/users/me', accessToken)
  expect([answer.status, answer.fields['error']]).toEqual([401, 'unauthorized_scopes'])
})
