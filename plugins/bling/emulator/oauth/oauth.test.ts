import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, REDIRECT_URI, startConnectedApp } from '../testing/connected-app.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const ME = '/empresas/me/dados-basicos'

let app: ConnectedApp
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(() => app.admin('POST', '/reset', {}))
afterAll(() => app.stop())

const login = () => app.companies[0]?.login ?? ''
const newCode = async () => app.sentBack(await app.authorize({ emulator_approve: login() })).get('code') ?? ''
const exchange = (code: string) => app.token({ grant_type: 'authorization_code', code })
const refresh = (token: unknown) => app.token({ grant_type: 'refresh_token', refresh_token: String(token) })
const oauthError = (type: string, description: string) => ({ error: { type, message: type, description } })

test('emulator Bling 1: redirect_uri and scope of the request are ignored, the registered ones count', async () => {
  const answer = await app.authorize({ emulator_approve: login(), redirect_uri: 'https://elsewhere.example/', scope: '1' })
  expect(answer.headers.get('location')).toContain(`${REDIRECT_URI}?code=`)
  expect(app.sentBack(answer).get('state')).toBe('st4te')
})

test('emulator Bling 1: denial, an inactive application and an account in arrears come back as error redirects', async () => {
  const form = new URLSearchParams({ decision: 'deny' })
  const address = `${app.url}/Api/v3/oauth/authorize?response_type=code&client_id=${app.clientId}`
  const denied = await fetch(address, { method: 'POST', body: form, redirect: 'manual' })
  expect(new URL(denied.headers.get('location') ?? '').searchParams.get('error')).toBe('access_denied')

  await app.admin('POST', '/scenario/companyStatus', { mayAuthorize: false })
  const refused = app.sentBack(await app.authorize({ emulator_approve: login() }))
  expect([refused.get('error'), refused.has('error_description'), refused.has('error_uri')]).toEqual(['UNAUTHORIZED_ERROR', true, true])

  await app.admin('POST', '/app', { isActive: false })
  expect(app.sentBack(await app.authorize()).get('error')).toBe('app_inativo')
  await app.admin('POST', '/app', { isActive: true })
})

test('emulator Bling 1: a wrong client id shows a page instead of redirecting', async () => {
  const answer = await app.authorize({ client_id: 'x' })
  expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
})

test('emulator Bling 2: a code lives 60 s', async () => {
  const code = await newCode()
  await app.admin('POST', '/clock', { advanceMs: 60_000 })
  const answer = await exchange(code)
  expect([answer.status, answer.fields]).toEqual([400, oauthError('invalid_grant', 'The authorization code has expired')])
})

test('emulator Bling 2: a code used twice is refused and the user’s tokens die', async () => {
  const code = await newCode()
  const first = await exchange(code)
  const accessToken = String(first.fields['access_token'])
  expect((await app.call(ME, { token: accessToken })).status).toBe(200)
  const second = await exchange(code)
  expect(second.fields).toMatchObject({ error: { type: 'VALIDATION_ERROR', message: 'Invalid authorization code' } })
  expect((await app.call(ME, { token: accessToken })).status).toBe(401)
  expect((await refresh(first.fields['refresh_token'])).fields).toMatchObject({ error: { type: 'invalid_grant' } })
})

test('emulator Bling 3: the token route takes client credentials in the Basic header only', async () => {
  const form = { grant_type: 'authorization_code', code: await newCode(), client_id: app.clientId, client_secret: app.clientSecret }
  const answer = await call(`${app.url}/Api/v3/oauth/token`, { form })
  expect(answer.fields).toEqual(oauthError('invalid_client', 'The client credentials are invalid'))
  const wrong = await app.token(form, { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` })
  expect(wrong.fields).toEqual(oauthError('invalid_client', 'The client credentials are invalid'))
  expect((await exchange(form.code)).status).toBe(200)
})

test('emulator Bling 3: tokens live 21600 s, refreshes rotate, and a reused refresh token is invalid_grant', async () => {
  const { accessToken, refreshToken } = await app.connect()
  expect(accessToken).toMatch(/^[0-9a-f]{40}$/)
  await app.admin('POST', '/clock', { advanceMs: 21_600_000 })
  const expired = await app.call(ME, { token: accessToken })
  expect([expired.status, expired.fields]).toEqual([401, oauthError('invalid_token', 'The access token provided has expired')])
  const renewed = await refresh(refreshToken)
  expect(renewed.fields).toMatchObject({ expires_in: 21600, token_type: 'Bearer' })
  expect((await refresh(refreshToken)).fields).toMatchObject({ error: { type: 'invalid_grant' } })
})

test('emulator Bling 3: a refresh token is good for 30 days', async () => {
  const { refreshToken } = await app.connect()
  await app.admin('POST', '/clock', { advanceMs: 30 * DAY_MS })
  expect((await refresh(refreshToken)).status).toBe(400)
})

test('emulator Bling 3: of two refreshes at once exactly one wins', async () => {
  const { refreshToken } = await app.connect()
  const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
})

test('emulator Bling 3: enable-jwt gives a token of 1500 to 3000 characters, which needs the header on every call', async () => {
  const code = await newCode()
  const { fields } = await app.token({ grant_type: 'authorization_code', code }, { 'enable-jwt': '1' })
  const token = String(fields['access_token'])
  expect(token.split('.')).toHaveLength(3)
  expect(token.length).toBeGreaterThan(1500)
  expect(token.length).toBeLessThan(3000)
  expect((await app.call(ME, { token, headers: { 'enable-jwt': '1' } })).status).toBe(200)
  expect((await app.call(ME, { token })).status).toBe(401)
})

test('emulator Bling 4: a missing or malformed header is 400, an unknown token 401', async () => {
  const missing = await app.call(ME, {})
  expect([missing.status, missing.fields]).toEqual([400, oauthError('invalid_request', 'Malformed auth header')])
  expect((await app.call(ME, { headers: { authorization: 'Token x' } })).status).toBe(400)
  const unknown = await app.call(ME, { token: 'x' })
  expect([unknown.status, unknown.fields]).toEqual([401, oauthError('invalid_token', 'The access token provided is invalid')])
})

test('emulator Bling 4: changing the application’s scopes revokes everyone, and a token without the scope gets 403', async () => {
  const before = await app.connect()
  const { scopes } = await app.admin('POST', '/app', {})
  await app.admin('POST', '/app', { scopes: ['98309'] })
  expect((await app.call(ME, { token: before.accessToken })).status).toBe(401)
  const after = await app.connect()
  const refused = await app.call('/contatos', { token: after.accessToken })
  expect([refused.status, refused.fields]).toMatchObject([403, { error: { type: 'insufficient_scope' } }])
  await app.admin('POST', '/app', { scopes })
})

test('emulator Bling 4: the token of an inactive company gets Empresa inativa', async () => {
  const { accessToken } = await app.connect()
  await app.admin('POST', '/scenario/companyStatus', { isActive: false })
  expect((await app.call(ME, { token: accessToken })).fields).toEqual({
    error: { type: 'UNAUTHORIZED_ERROR', message: 'Empresa inativa', description: 'A empresa vinculada ao token esta inativa.' },
  })
})

test('emulator Bling 16: companyId is the id of empresas/me/dados-basicos', async () => {
  const { accessToken } = await app.connect()
  const { fields } = await app.call(ME, { token: accessToken })
  expect(fields).toMatchObject({ data: { id: app.companies[0]?.id, nome: 'Papelaria Girassol Ltda' } })
  expect(app.companies[0]?.id).toMatch(/^[0-9a-f]{32}$/)
})
