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

test('emulator Mercado Livre 7: drift quotes numbers, makes up enum values and leaves fields out', async () => {
  const { orderId } = await app.admin('POST', '/scenario/sell', {})
  const plain = (await app.get(`/orders/${orderId}`, token)).text
  const kinds = { quoted: false, madeUp: false, leftOut: false }
  for (let seed = 0; seed < 20; seed++) {
    await app.admin('POST', '/faults', [{ match: { path: '/orders/*' }, kind: 'schemaDrift', seed: String(seed) }])
    const { text, fields } = await app.get(`/orders/${orderId}`, token)
    kinds.quoted ||= typeof fields['total_amount'] === 'string'
    kinds.madeUp ||= text.includes('_v2"')
    kinds.leftOut ||= Object.keys(JSON.parse(plain)).some((name) => !(name in fields))
  }
  expect(kinds).toEqual({ quoted: true, madeUp: true, leftOut: true })
})

test('emulator Mercado Livre 5: an answer dropped after the write is a write all the same', async () => {
  const { questionId } = await app.admin('POST', '/scenario/ask', {})
  await app.admin('POST', '/faults', [{ match: { method: 'POST', path: '/answers' }, kind: 'dropAfterWrite' }])
  const answer = () => call(`${app.url}/answers`, { token, json: { question_id: questionId, text: 'Sim' } })
  await expect(answer()).rejects.toThrow()
  expect((await answer()).fields['error']).toBe('not_unanswered_question')
})

test('emulator Mercado Livre 4: an unknown route is a 404 in the usual envelope', async () => {
  const answer = await call(`${app.url}/nothing`, { token })
  expect([answer.status, answer.fields['error']]).toEqual([404, 'not_found'])
})
