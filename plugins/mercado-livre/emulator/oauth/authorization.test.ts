import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, makePkce, REDIRECT_URI, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(() => app.admin('POST', '/reset', {}))
afterAll(() => app.stop())

const seller = () => app.sellers[0]?.login ?? ''

test('emulator Mercado Livre 1: the consent page names the accounts and sends the browser back with code and state', async () => {
  const asked = await app.authorize()
  expect(asked.status).toBe(200)
  expect(asked.text).toContain(seller())
  expect(asked.text).toContain('lang="pt-BR"')

  const consented = await app.authorize({ emulator_approve: seller() })
  expect(consented.status).toBe(302)
  expect(consented.headers.get('location')).toContain(`${REDIRECT_URI}?`)
  expect(app.sentBack(consented).get('code')).toMatch(new RegExp(`^TG-[0-9a-f]{24}-${app.sellers[0]?.userId}$`))
  expect(app.sentBack(consented).get('state')).toBe('st4te')
})

test('emulator Mercado Livre 1: the form of the consent page approves, and its cancel button denies', async () => {
  const address = `${app.url}/authorization?${new URLSearchParams({ response_type: 'code', client_id: app.clientId, redirect_uri: REDIRECT_URI, state: 's' })}`
  const submit = (decision: string) =>
    fetch(address, { method: 'POST', body: new URLSearchParams({ login: seller(), decision }), redirect: 'manual' })
  const allowed = await submit('allow')
  expect(new URL(allowed.headers.get('location') ?? '').searchParams.get('code')).toMatch(/^TG-/)
  const denied = await submit('deny')
  expect(new URL(denied.headers.get('location') ?? '').searchParams.get('error')).toBe('access_denied')
})

test('emulator Mercado Livre 1: a redirect address that differs by one character is refused without a redirect', async () => {
  const answer = await app.authorize({ redirect_uri: `${REDIRECT_URI}/`, emulator_approve: seller() })
  expect(answer.status).toBe(400)
  expect(answer.headers.get('location')).toBeNull()
})

test('emulator Mercado Livre 1: an application that requires PKCE refuses an authorisation without a challenge', async () => {
  await app.admin('POST', '/app', { pkceRequired: true })
  expect((await app.authorize({ emulator_approve: seller() })).status).toBe(400)
  const { challenge } = makePkce()
  const answer = await app.authorize({ emulator_approve: seller(), code_challenge: challenge, code_challenge_method: 'S256' })
  expect(answer.status).toBe(302)
  await app.admin('POST', '/app', { pkceRequired: false })
})

test('emulator Mercado Livre 1: a wrong or missing PKCE verifier gets no token', async () => {
  const { challenge } = makePkce()
  const consent = async () => {
    const answer = await app.authorize({ emulator_approve: seller(), code_challenge: challenge, code_challenge_method: 'S256' })
    return app.sentBack(answer).get('code') ?? ''
  }
  const exchange = { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI }
  const wrong = await app.token({ ...exchange, code: await consent(), code_verifier: 'something else' })
  expect([wrong.status, wrong.fields['error']]).toEqual([400, 'invalid_grant'])
  const missing = await app.token({ ...exchange, code: await consent() })
  expect([missing.status, missing.fields['error']]).toEqual([400, 'invalid_request'])
})

test('emulator Mercado Livre 1: auto-approve consents without a click', async () => {
  await app.admin('POST', '/app', { autoApprove: true })
  expect(app.sentBack(await app.authorize()).get('code')).toMatch(/^TG-/)
  await app.admin('POST', '/app', { autoApprove: false })
})

test('emulator Mercado Livre 3: an operator cannot consent', async () => {
  const operator = app.sellers.find(({ login }) => login.endsWith('_OPERADOR'))?.login ?? ''
  const answer = await app.authorize({ emulator_approve: operator })
  expect(app.sentBack(answer).get('error')).toBe('invalid_operator_user_id')
})
