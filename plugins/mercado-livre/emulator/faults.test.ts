import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from './testing/connected-app.ts'

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

const me = () => app.get('/users/me', token)
const fault = (settings: Record<string, unknown>) => app.admin('POST', '/faults', [{ match: { path: '/users/*' }, ...settings }])

test.each([
  [429, 'too_many_requests'],
  [500, 'internal_server_error'],
  [502, 'bad_gateway'],
  [503, 'service_not_available'],
  [504, 'gateway_timeout'],
])('emulator Mercado Livre 5: a played %d has the body of the sheet and no Retry-After', async (status, error) => {
  await fault({ kind: 'status', status })
  const answer = await me()
  expect([answer.status, answer.fields['error'], answer.fields['status']]).toEqual([status, error, status])
  expect(answer.headers.get('retry-after')).toBeNull()
  expect((await me()).status).toBe(200)
})

test('emulator Mercado Livre 5: the gateway’s 429 can be plain text', async () => {
  await fault({ kind: 'status', status: 429, body: 'local_rate_limited' })
  expect((await me()).text).toBe('local_rate_limited')
})

test('emulator Mercado Livre 5: a connection can drop after the write was applied, so a lost refresh has spent its token', async () => {
  const { refreshToken } = await app.connect()
  const refresh = () => app.token({ grant_type: 'refresh_token', refresh_token: refreshToken })
  await app.admin('POST', '/faults', [{ match: { method: 'POST', path: '/oauth/token' }, kind: 'dropAfterWrite' }])
  await expect(refresh()).rejects.toThrow()
  expect((await refresh()).fields['error']).toBe('invalid_grant')
})

test('emulator Mercado Livre 7: drift quotes numbers and adds fields, and keeps the id', async () => {
  await fault({ kind: 'schemaDrift', seed: 'drift' })
  const whole = await me()
  expect(String(whole.fields['id'])).toBe(app.sellers[0]?.userId)
  expect(Object.keys(whole.fields).some((name) => name.startsWith('x_'))).toBe(true)
})

test('emulator Mercado Livre 4: an unknown route is a 404 in the usual envelope', async () => {
  const answer = await call(`${app.url}/nothing`, { token })
  expect([answer.status, answer.fields['error']]).toEqual([404, 'not_found'])
})
