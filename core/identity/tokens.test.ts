import { createHmac } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, TEST_PASSWORD, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer, TEST_BASE_URL, type TestServer } from '../testing/test-server.ts'
import { identityRoutes } from './identity.routes.ts'

const database = useTestDatabase()
const clock = new FakeClock()
let server: TestServer
let workspace: TestWorkspace

interface Tokens {
  accessToken: string
  refreshToken: string
  expiresIn: number
  tokenType: string
}

beforeAll(async () => {
  const identity = createTestIdentity(database(), clock)
  server = await startTestServer({ routes: identityRoutes(identity), callerOf: identity.callerOf, clock })
  workspace = await createTestWorkspace(database(), identity, 'north')
})

async function post(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(server.origin + path, {
    method: 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    json: (text === '' ? {} : JSON.parse(text)) as Tokens & { refreshToken: string | null },
  }
}

const login = async (more: object = {}) =>
  (await post('/auth/login', { email: workspace.members.editor.email, password: TEST_PASSWORD, ...more })).json
const refresh = (refreshToken: string) => post('/auth/refresh_token', { refreshToken })
const statusOfMe = async (token: string) =>
  (await fetch(`${server.origin}/api/me`, { headers: { authorization: `Bearer ${token}` } })).status

test('OLE-36 an API client signs in, calls with its token, and a changed, unsigned, foreign or expired token is refused', async () => {
  const { accessToken, refreshToken, expiresIn, tokenType } = await login()
  expect([expiresIn, tokenType]).toEqual([900, 'Bearer'])
  expect(await statusOfMe(accessToken)).toBe(200)
  const [head = '', payload = '', signature = ''] = accessToken.split('.')
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const sign = (text: string, secret: string) => `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = [
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    `${head}.${encode({ ...claims, sub: workspace.members.owner.userId })}.${signature}`,
    sign(`${head}.${payload}`, 'another secret that is long enough...'),
    sign(`${head}.${encode({ ...claims, iss: 'https://evil.test' })}`, 'test-access-secret-0123456789-abcdef'),
    sign(
      `${head}.${encode({ sub: claims.sub, sid: claims.sid, iss: claims.iss, aud: claims.aud })}`,
      'test-access-secret-0123456789-abcdef',
    ),
    refreshToken,
    'text',
    '',
  ]
  for (const token of forged) expect([token.slice(0, 20), await statusOfMe(token)]).toEqual([token.slice(0, 20), 401])
  clock.advance(15 * 60 * 1000 + 1000)
  expect(await statusOfMe(accessToken)).toBe(401)
})

test('a wrong Authorization header is refused even beside a valid cookie', async () => {
  const { headers } = workspace.members.editor
  expect((await fetch(`${server.origin}/api/me`, { headers })).status).toBe(200)
  expect((await fetch(`${server.origin}/api/me`, { headers: { ...headers, authorization: 'Basic eDp5' } })).status).toBe(401)
})

test('MV-04 a refresh token renews an expired access token, from the body, a header or a cookie', async () => {
  const first = await login()
  clock.advance(20 * 60 * 1000)
  const second = (await refresh(first.refreshToken)).json
  expect(await statusOfMe(second.accessToken)).toBe(200)
  const third = await post('/auth/refresh_token', undefined, { 'x-refresh-token': second.refreshToken })
  expect(await statusOfMe(third.json.accessToken)).toBe(200)
  const inCookie = await post('/auth/login', { email: workspace.members.editor.email, password: TEST_PASSWORD, useCookie: true })
  expect(inCookie.json.refreshToken).toBeNull()
  const [cookie = ''] = inCookie.headers.getSetCookie()
  expect(cookie).toMatch(/^tomada_refresh=[\w.-]+; Path=\/auth; .*HttpOnly; SameSite=Strict; Secure$/)
  const cookieHeader = cookie.split(';')[0] ?? ''
  expect((await post('/auth/refresh_token', {}, { cookie: cookieHeader, origin: 'https://evil.test' })).status).toBe(403)
  const renewed = await post('/auth/refresh_token', {}, { cookie: cookieHeader, origin: TEST_BASE_URL })
  expect(await statusOfMe(renewed.json.accessToken)).toBe(200)
  expect(renewed.headers.getSetCookie()).toHaveLength(1)
})

test('MV-06 a refresh token works once; used again it ends the whole family, the access token too', async () => {
  const first = await login()
  const second = (await refresh(first.refreshToken)).json
  expect((await refresh(first.refreshToken)).status).toBe(401)
  expect((await refresh(second.refreshToken)).status).toBe(401)
  expect(await statusOfMe(second.accessToken)).toBe(401)
  const other = await login()
  expect(await statusOfMe(other.accessToken)).toBe(200)
})

test('MV-06 of many uses of one refresh token at once at most one succeeds', async () => {
  const { refreshToken } = await login()
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)))
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
  expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(7)
})

test('WE-05 after logout that session is over and others go on', async () => {
  const leaving = await login()
  const staying = await login()
  expect((await post('/auth/logout', undefined, { authorization: `Bearer ${leaving.accessToken}` })).status).toBe(204)
  expect((await refresh(leaving.refreshToken)).status).toBe(401)
  expect(await statusOfMe(leaving.accessToken)).toBe(401)
  expect((await refresh(staying.refreshToken)).status).toBe(200)
})

test('WE-06 WE-07 after logout-all every session and token of the user is refused at once, access tokens included', async () => {
  const one = await login()
  const two = await login()
  const answer = await post('/auth/logout-all', undefined, { authorization: `Bearer ${one.accessToken}` })
  expect(answer.status).toBe(204)
  for (const { accessToken, refreshToken } of [one, two]) {
    expect(await statusOfMe(accessToken)).toBe(401)
    expect((await refresh(refreshToken)).status).toBe(401)
  }
  expect((await fetch(`${server.origin}/api/me`, { headers: workspace.members.editor.headers })).status).toBe(401)
  expect((await fetch(`${server.origin}/api/me`, { headers: workspace.members.viewer.headers })).status).toBe(200)
})

test('WE-07 raising the token version alone refuses older access tokens at once', async () => {
  const { accessToken } = await login()
  await database().truth.query('UPDATE users SET token_version = token_version + 1 WHERE id = $1', [workspace.members.editor.userId])
  expect(await statusOfMe(accessToken)).toBe(401)
})
