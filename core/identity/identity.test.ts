import { beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, TEST_PASSWORD, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer, TEST_BASE_URL, type TestServer } from '../testing/test-server.ts'
import type { Me } from './identity.gen.ts'
import { identityRoutes } from './identity.routes.ts'
import type { IdentityService } from './identity.service.ts'

const database = useTestDatabase()
const clock = new FakeClock()
let identity: IdentityService
let server: TestServer
let north: TestWorkspace
let south: TestWorkspace

const setUp = {
  owner: { name: 'Ana', email: 'Owner@north.test', password: TEST_PASSWORD },
  workspace: { name: 'north', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
}

async function call<T = Record<string, never>>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(server.origin + path, {
    method,
    headers: {
      origin: TEST_BASE_URL,
      'accept-language': 'en',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, json: (text === '' ? {} : JSON.parse(text)) as T & { code?: string } }
}

const cookieOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ')
const signIn = (email: string, password = TEST_PASSWORD, headers: Record<string, string> = {}) =>
  call<Me>('POST', '/api/session', { email, password }, headers)

beforeAll(async () => {
  identity = createTestIdentity(database(), clock)
  server = await startTestServer({
    routes: identityRoutes(identity, { demoAvailable: () => true }),
    callerOf: identity.callerOf,
    clock,
    config: { trustedProxies: ['127.0.0.1'] },
  })
})

test('the first visitor becomes the owner, and of two at once exactly one does', async () => {
  expect((await call('GET', '/api/setup')).json).toEqual({ needed: true, demoAvailable: true })
  const badZone = await call('POST', '/api/setup', { ...setUp, workspace: { ...setUp.workspace, timezone: 'Mars/Base' } })
  expect(badZone.status).toBe(422)
  const answers = await Promise.all(Array.from({ length: 5 }, () => call<Me>('POST', '/api/setup', setUp)))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
  const made = answers.find(({ status }) => status === 201)
  expect(made?.json).toMatchObject({
    user: { email: 'owner@north.test', name: 'Ana' },
    role: 'owner',
    workspace: { name: 'north', isDemo: false },
  })
  expect((await call('GET', '/api/setup')).json).toMatchObject({ needed: false })
  const cookie = cookieOf(made?.headers ?? new Headers())
  expect((await call<Me>('GET', '/api/me', undefined, { cookie })).json.workspaces).toHaveLength(1)
  const { rows } = await database().truth.query('SELECT count(*)::int AS n FROM users')
  expect(rows[0].n).toBe(1)
  south = await createTestWorkspace(database(), identity, 'south')
  north = await createTestWorkspace(database(), identity, 'north2')
})

test('signing in sets a cookie that scripts cannot read, and signing out ends the session at once', async () => {
  const answer = await signIn(' OWNER@south.test ')
  expect(answer.status).toBe(200)
  expect(answer.headers.getSetCookie()[0]).toMatch(/^tomada_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/)
  const cookie = cookieOf(answer.headers)
  expect((await call('GET', '/api/me', undefined, { cookie })).status).toBe(200)
  expect((await call('DELETE', '/api/session', undefined, { cookie })).status).toBe(204)
  expect((await call('GET', '/api/me', undefined, { cookie })).status).toBe(401)
})

test('the cookie is stored as a hash only, and each sign-in gets a new one', async () => {
  const first = cookieOf((await signIn('viewer@south.test')).headers)
  const second = cookieOf((await signIn('viewer@south.test', TEST_PASSWORD, { cookie: first })).headers)
  expect(second).not.toBe(first)
  expect((await call('GET', '/api/me', undefined, { cookie: first })).status).toBe(401)
  const { rows } = await database().truth.query('SELECT * FROM sessions')
  expect(JSON.stringify(rows)).not.toContain(second.split('=')[1])
})

test('a wrong password and an unknown e-mail get the same answer in about the same time', async () => {
  const timed = async (email: string) => {
    const begun = performance.now()
    const answer = await signIn(email, 'wrong password')
    const { instance: _reference, ...problem } = { instance: '', ...answer.json }
    return { ms: performance.now() - begun, status: answer.status, problem }
  }
  const known = await timed('editor@south.test')
  const unknown = await timed('nobody@south.test')
  expect(known.status).toBe(401)
  expect(unknown.problem).toEqual(known.problem)
  expect(unknown.ms).toBeGreaterThan(known.ms / 4)
})

test('C32 ten wrong passwords block the account for that address, whatever headers and spellings say, also in parallel', async () => {
  const guess = (i: number) =>
    signIn(i % 2 === 0 ? 'operator@south.test' : ' OPERATOR@south.test', `guess ${i} guess`, {
      'x-forwarded-for': `203.0.113.9, 127.0.0.1`,
      'x-real-ip': `198.51.100.${i}`,
      forwarded: `for=198.51.100.${i}`,
    })
  const guesses = await Promise.all(Array.from({ length: 14 }, (_, i) => guess(i)))
  expect(guesses.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), ...Array(4).fill(429)])
  const right = await signIn('operator@south.test', TEST_PASSWORD, { 'x-forwarded-for': '203.0.113.9' })
  expect(right.status).toBe(429)
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(60)
  expect((await signIn('operator@south.test', TEST_PASSWORD, { 'x-forwarded-for': '203.0.113.77' })).status).toBe(200)
  clock.advance(15 * 60 * 1000)
  expect((await signIn('operator@south.test', TEST_PASSWORD, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200)
})

test('C32 one address that guesses many accounts is blocked', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.50' }
  const statuses: number[] = []
  for (let i = 0; i < 55; i++) statuses.push((await signIn(`person${i}@south.test`, 'a wrong password', headers)).status)
  expect(statuses.filter((status) => status === 429).length).toBe(5)
}, 40_000)

test('C25 a request with a cookie from another site, or from nowhere known, changes nothing', async () => {
  const cookie = cookieOf((await signIn('owner@south.test')).headers)
  const rename = (headers: Record<string, string>) =>
    fetch(`${server.origin}/api/me`, {
      method: 'PATCH',
      body: '{"name":"Evil"}',
      headers: { 'content-type': 'application/json', cookie, ...headers },
    }).then((a) => a.status)
  const foreign: Array<Record<string, string>> = [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { referer: 'https://evil.test/page' },
    { origin: `${TEST_BASE_URL}.evil.test` },
    { referer: 'not an address' },
    {},
  ]
  for (const headers of foreign) expect([headers, await rename(headers)]).toEqual([headers, 403])
  expect(await rename({ origin: TEST_BASE_URL })).toBe(200)
  expect(await rename({ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:5173' })).toBe(200)
  const form = await fetch(`${server.origin}/api/me/password`, {
    method: 'POST',
    body: new URLSearchParams({ a: '1' }),
    headers: { cookie, origin: TEST_BASE_URL },
  })
  expect(form.status).toBe(415)
})

test('C25 a foreign page cannot sign a visitor in as somebody else', async () => {
  expect((await signIn('owner@south.test', TEST_PASSWORD, { origin: 'https://evil.test' })).status).toBe(403)
})

test('a session ends after a week without use and after thirty days in any case', async () => {
  const idle = cookieOf((await signIn('viewer@south.test')).headers)
  const used = cookieOf((await signIn('viewer@south.test')).headers)
  const ask = async (cookie: string) => (await call('GET', '/api/me', undefined, { cookie })).status
  for (let day = 0; day < 29; day++) {
    clock.advance(24 * 60 * 60 * 1000)
    expect(await ask(used)).toBe(200)
  }
  expect(await ask(idle)).toBe(401)
  clock.advance(2 * 24 * 60 * 60 * 1000)
  expect(await ask(used)).toBe(401)
  expect(await identity.sweepExpired()).toBeGreaterThan(0)
})

test('C24 a new password ends every other session and token, and the old password no longer works', async () => {
  const here = cookieOf((await signIn('editor@south.test')).headers)
  const there = cookieOf((await signIn('editor@south.test')).headers)
  const tokens = (
    await call<{ accessToken: string; refreshToken: string }>('POST', '/auth/login', {
      email: 'editor@south.test',
      password: TEST_PASSWORD,
    })
  ).json
  const wrong = await call(
    'POST',
    '/api/me/password',
    { currentPassword: 'not my password', newPassword: 'another long one' },
    { cookie: here },
  )
  expect(wrong.status).toBe(401)
  const changed = await call(
    'POST',
    '/api/me/password',
    { currentPassword: TEST_PASSWORD, newPassword: 'another long one' },
    { cookie: here },
  )
  expect(changed.status).toBe(204)
  const status = async (headers: Record<string, string>) => (await call('GET', '/api/me', undefined, headers)).status
  expect(await status({ cookie: cookieOf(changed.headers) })).toBe(200)
  expect(await status({ cookie: there })).toBe(401)
  expect(await status({ cookie: here })).toBe(401)
  expect(await status({ authorization: `Bearer ${tokens.accessToken}` })).toBe(401)
  expect((await call('POST', '/auth/refresh_token', { refreshToken: tokens.refreshToken })).status).toBe(401)
  expect((await signIn('editor@south.test')).status).toBe(401)
  expect((await signIn('editor@south.test', 'another long one')).status).toBe(200)
})

test('a person changes their name and language and moves to another of their workspaces', async () => {
  const owner = north.members.owner
  await identity.members.add(
    { ...callerOf(south), role: 'owner' },
    { name: 'x', email: owner.email, role: 'viewer', password: TEST_PASSWORD },
  )
  const cookie = cookieOf((await signIn(owner.email)).headers)
  expect((await call<Me>('PATCH', '/api/me', { name: 'Bia', locale: 'en' }, { cookie })).json.user).toMatchObject({
    name: 'Bia',
    locale: 'en',
  })
  const moved = await call<Me>('POST', '/api/session/workspace', { workspaceId: south.tenantId }, { cookie })
  expect(moved.json).toMatchObject({ workspace: { id: south.tenantId }, role: 'viewer' })
  expect((await call<Me>('GET', '/api/me', undefined, { cookie })).json.workspace.id).toBe(south.tenantId)
  const foreign = await call('POST', '/api/session/workspace', { workspaceId: '00000000-0000-4000-8000-00000000dead' }, { cookie })
  expect(foreign.status).toBe(404)
})

test('members: an admin adds and changes people, only an owner touches owners, and the last owner stays', async () => {
  clock.advance(1000)
  const fresh = await createTestWorkspace(database(), identity, 'east')
  const { owner, admin, viewer } = fresh.members
  const as = (person: { headers: Record<string, string> }, method: string, path: string, body?: unknown) =>
    call(method, path, body, person.headers)
  const added = await as(admin, 'POST', '/api/members', { name: 'Caio', email: 'Caio@east.test', role: 'editor', password: TEST_PASSWORD })
  expect([added.status, added.json]).toEqual([201, expect.objectContaining({ email: 'caio@east.test', role: 'editor' })])
  expect(
    (await as(admin, 'POST', '/api/members', { name: 'Caio', email: 'caio@east.test', role: 'editor', password: TEST_PASSWORD })).json.code,
  ).toBe('already_member')
  expect((await as(admin, 'PATCH', `/api/members/${viewer.userId}`, { role: 'operator' })).status).toBe(200)
  expect((await as(admin, 'PATCH', `/api/members/${viewer.userId}`, { role: 'owner' })).status).toBe(403)
  expect((await as(admin, 'PATCH', `/api/members/${owner.userId}`, { role: 'viewer' })).status).toBe(403)
  expect((await as(admin, 'DELETE', `/api/members/${owner.userId}`)).status).toBe(403)
  expect((await as(owner, 'DELETE', `/api/members/${owner.userId}`)).json.code).toBe('last_owner')
  expect((await as(owner, 'PATCH', `/api/members/${owner.userId}`, { role: 'admin' })).json.code).toBe('last_owner')
  expect((await as(owner, 'PATCH', `/api/members/${admin.userId}`, { role: 'owner' })).status).toBe(200)
  const leaving = await Promise.all([
    as(owner, 'DELETE', `/api/members/${owner.userId}`),
    as(admin, 'DELETE', `/api/members/${admin.userId}`),
  ])
  expect(leaving.map(({ status }) => status).sort()).toEqual([204, 409])
})

test('C24 a member who is removed is out at once', async () => {
  const target = await createTestWorkspace(database(), identity, 'west')
  const cookie = target.members.operator.headers
  expect((await call('GET', '/api/me', undefined, cookie)).status).toBe(200)
  expect((await call('DELETE', `/api/members/${target.members.operator.userId}`, undefined, target.members.owner.headers)).status).toBe(204)
  expect((await call('GET', '/api/me', undefined, cookie)).status).toBe(401)
  expect((await call('POST', '/auth/login', { email: target.members.operator.email, password: TEST_PASSWORD })).json.code).toBe(
    'no_workspace',
  )
})

test('C24 a suspended workspace and a disabled account are shut out at once', async () => {
  const { tenantId, members } = await createTestWorkspace(database(), identity, 'suspended')
  const status = async (person: { headers: Record<string, string> }) => (await call('GET', '/api/me', undefined, person.headers)).status
  await database().truth.query('UPDATE users SET disabled_at = now() WHERE id = $1', [members.viewer.userId])
  expect([await status(members.viewer), await status(members.editor)]).toEqual([401, 200])
  expect((await signIn(members.viewer.email)).json.code).toBe('wrong_credentials')
  await database().truth.query('UPDATE workspaces SET suspended_at = now() WHERE tenant_id = $1', [tenantId])
  expect(await status(members.editor)).toBe(401)
  expect((await signIn(members.editor.email)).json.code).toBe('no_workspace')
})

test('an admin changes name and timezone of the workspace; what was and what is stand in the audit log, and nobody else may', async () => {
  const { tenantId, members } = await createTestWorkspace(database(), identity, 'renamed')
  const change = (body: object, who = members.admin) => call<{ code?: string }>('PATCH', '/api/workspace', body, who.headers)
  expect((await change({ name: 'Outra' }, members.editor)).status).toBe(403)
  for (const timezone of ['Brasil', '+03:00', 'America/Nowhere']) expect((await change({ timezone })).json.code, timezone).toBe('invalid')
  expect((await change({ name: '   ' })).json.code).toBe('invalid')
  expect((await change({ name: ' Loja do Norte ', timezone: 'America/Manaus' })).json).toEqual({
    ...{ id: tenantId, name: 'Loja do Norte', timezone: 'America/Manaus', locale: 'pt-BR', isDemo: false },
  })
  expect((await change({ name: 'Loja do Norte' })).status).toBe(200)
  const me = await call<{ workspace: unknown }>('GET', '/api/me', undefined, members.viewer.headers)
  expect(me.json.workspace).toMatchObject({ name: 'Loja do Norte', timezone: 'America/Manaus' })
  const { rows } = await database().truth.query(
    `SELECT user_id, changes FROM audit_log WHERE tenant_id = $1 AND act = 'workspace.changed'`,
    [tenantId],
  )
  expect(rows).toEqual([
    {
      user_id: members.admin.userId,
      changes: [
        { name: 'name', before: 'renamed', after: 'Loja do Norte', isSecret: false },
        { name: 'timezone', before: 'America/Sao_Paulo', after: 'America/Manaus', isSecret: false },
      ],
    },
  ])
})

test('C38 ML-76 the audit log tells who changed whom from what to what, and cannot be changed or deleted', async () => {
  const { tenantId, members } = await createTestWorkspace(database(), identity, 'audited')
  const { owner, viewer } = members
  clock.advance(1000)
  await call('PATCH', `/api/members/${viewer.userId}`, { role: 'operator' }, owner.headers)
  const page = await call<{
    items: Array<{ act: string; subject: string; userId: string; createdAt: string; changes: unknown }>
    nextCursor: string | null
  }>('GET', '/api/audit?limit=1', undefined, owner.headers)
  expect(page.json.items[0]).toMatchObject({
    act: 'member.role_changed',
    subject: viewer.userId,
    userId: owner.userId,
    userName: expect.any(String),
    changes: [{ name: 'role', before: 'viewer', after: 'operator', isSecret: false }],
  })
  expect((await call('GET', `/api/audit?cursor=${page.json.nextCursor}`, undefined, owner.headers)).status).toBe(200)
  const found = async (query: string) => (await call<typeof page.json>('GET', `/api/audit?${query}`, undefined, owner.headers)).json.items
  expect((await found('search=ROLE_CHANGED')).map(({ act }) => act)).toEqual(['member.role_changed'])
  expect((await found(`search=${viewer.userId}`)).map(({ subject }) => subject)).toContain(viewer.userId)
  expect(await found('search=100%25')).toEqual([])
  expect(await found(`userId=${viewer.userId}`)).toEqual([])
  expect((await found('act=member')).map(({ act }) => act)).toContain('member.role_changed')
  expect([await found('act=mem'), await found('act=member.role_chang')]).toEqual([[], []])
  const at = page.json.items[0]?.createdAt ?? ''
  expect((await found(`from=${at}`)).map(({ act }) => act)).toEqual(['member.role_changed'])
  expect((await found(`to=${at}`)).map(({ act }) => act)).not.toContain('member.role_changed')
  for (const sql of [`UPDATE audit_log SET act = 'x.y'`, 'DELETE FROM audit_log', 'TRUNCATE audit_log']) {
    await expect(database().forTenant(tenantId, (trx) => trx.raw(sql))).rejects.toThrow(/permission denied/)
  }
})

function callerOf(workspace: TestWorkspace) {
  const { owner } = workspace.members
  return { userId: owner.userId, tenantId: workspace.tenantId, role: 'owner' as const, via: 'cookie' as const, sessionId: '' }
}
