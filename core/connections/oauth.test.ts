import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { TEST_BASE_URL } from '../testing/test-server.ts'
import { redirectProblem, redirectSentence } from './redirect-check.ts'
import { useLab } from './testing/lab.ts'

const lab = useLab()
const pathOf = (url: URL) => url.pathname + url.search

test('ML-02 C19 authorisation carries state and an S256 challenge, to the exact redirect address', async () => {
  const { authorizeUrl } = await lab().consent()
  expect(authorizeUrl.origin).toBe(lab().provider.origin)
  const query = Object.fromEntries(authorizeUrl.searchParams)
  expect(query).toMatchObject({
    response_type: 'code',
    client_id: 'client-1',
    redirect_uri: `${TEST_BASE_URL}/oauth/callback`,
    scope: 'read write',
    code_challenge_method: 'S256',
  })
  expect(query['state']).toMatch(/^[\w-]{43}$/)
  expect(query['code_challenge']).toMatch(/^[\w-]{43}$/)
})

test('ML-04 the callback exchanges the code, stores the tokens encrypted and makes a connection of the account', async () => {
  const id = await lab().connect('2001')
  const { body } = await lab().call('GET', '/api/connections')
  expect(body).toMatchObject({
    items: [
      {
        id,
        plugin: 'shop',
        name: 'Loja: Shop 2001',
        accountId: '2001',
        accountLabel: 'Shop 2001',
        status: 'connected',
        statusReason: null,
      },
    ],
  })
  const exchange = lab().provider.tokenCalls.at(-1)
  expect(exchange?.headers).toMatchObject({ 'x-token-header': '1', 'content-type': 'application/x-www-form-urlencoded' })
  expect(exchange?.form).toMatchObject({
    grant_type: 'authorization_code',
    client_id: 'client-1',
    redirect_uri: `${TEST_BASE_URL}/oauth/callback`,
  })
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200, json: { id: 2001, echo: '***' } })
  expect(lab().notified).toContain(id)
  const routes = await lab().main.connections.connectionsOf('shop', '2001')
  expect(routes).toMatchObject([{ tenantId: lab().workspace.tenantId, connectionId: id, appId: 'client-1' }])
})

test('ML-04 a second sign-in to the same account updates its connection, and does not make another one', async () => {
  const id = await lab().connect('2001')
  expect(await lab().connect('2001')).toBe(id)
  const { body } = await lab().call('GET', '/api/connections')
  expect(body).toMatchObject({ items: [{ id }] })
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
})

test('an account that was connected by another scheme is of the new one after its sign-in, and its calls work', async () => {
  const id = await lab().connect('2002')
  await lab().db.truth.query(`UPDATE connections SET auth_id = 'key' WHERE id = $1`, [id])
  expect(await lab().connect('2002')).toBe(id)
  const { rows } = await lab().db.truth.query('SELECT auth_id FROM connections WHERE id = $1', [id])
  expect(rows).toEqual([{ auth_id: 'oauth' }])
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
})

test('ML-02 a forged, missing, reused or foreign state is refused, and its code is not sent anywhere', async () => {
  const { callback } = await lab().consent()
  const code = callback.searchParams.get('code')
  const before = lab().provider.tokenCalls.length
  const attempts: Array<[string, Awaited<ReturnType<ReturnType<typeof lab>['call']>>]> = []
  const attempt = async (name: string, path: string, person = lab().admin) =>
    attempts.push([name, await lab().call('GET', path, undefined, person)])
  await attempt('forged', `/oauth/callback?code=${code}&state=${'a'.repeat(43)}`)
  await attempt('empty', `/oauth/callback?code=${code}&state=`)
  await attempt('missing', `/oauth/callback?code=${code}`)
  await attempt('nothing', '/oauth/callback')
  await attempt('other session of the workspace', pathOf(callback), lab().workspace.members.owner)
  await attempt('other workspace', pathOf(callback), lab().other.members.admin)
  for (const [name, answer] of attempts) expect([name, answer.status, /data-fault="state"/.test(answer.text)]).toEqual([name, 400, true])
  expect(lab().provider.tokenCalls.length).toBe(before)

  expect((await lab().call('GET', pathOf(callback))).status).toBe(200)
  const exchanged = lab().provider.tokenCalls.length
  expect((await lab().call('GET', pathOf(callback))).status).toBe(400)
  expect(lab().provider.tokenCalls.length).toBe(exchanged)
})

test('ML-02 of ten callbacks with one state at once, one is taken', async () => {
  const { callback } = await lab().consent()
  const before = lab().provider.tokenCalls.length
  const answers = await Promise.all(Array.from({ length: 10 }, () => lab().call('GET', pathOf(callback))))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)])
  expect(lab().provider.tokenCalls.length - before).toBe(1)
})

test('ML-02 a state is good for ten minutes', async () => {
  const { callback } = await lab().consent()
  lab().clock.advance(601_000)
  expect((await lab().call('GET', pathOf(callback))).status).toBe(400)
})

test('ML-02 a forged or reused code is refused by the provider, and nothing is stored', async () => {
  const used = (await lab().consent()).callback
  await lab().call('GET', pathOf(used))
  const count = async () => (await lab().db.truth.query('SELECT count(*)::int AS n FROM connections')).rows[0].n
  const before = await count()
  for (const code of [used.searchParams.get('code'), 'forged']) {
    const { callback } = await lab().consent()
    callback.searchParams.set('code', code ?? '')
    const answer = await lab().call('GET', pathOf(callback))
    expect([answer.status, /data-fault="code"/.test(answer.text)]).toEqual([400, true])
    expect(answer.text).not.toContain('canary')
  }
  expect(await count()).toBe(before)
})

test('ML-02 a code that was stolen before the exchange is worth nothing without the verifier', async () => {
  const { authorizeUrl, callback } = await lab().consent()
  const stolen = {
    grant_type: 'authorization_code',
    client_id: 'client-1',
    client_secret: lab().provider.clientSecret,
    redirect_uri: `${TEST_BASE_URL}/oauth/callback`,
  }
  const body = new URLSearchParams({
    ...stolen,
    code: callback.searchParams.get('code') ?? '',
    code_verifier: authorizeUrl.searchParams.get('state') ?? '',
  })
  expect((await fetch(`${lab().provider.origin}/oauth/token`, { method: 'POST', body })).status).toBe(400)
  const { rows } = await lab().db.truth.query('SELECT state_hash, verifier_cipher FROM oauth_states')
  const state = authorizeUrl.searchParams.get('state') ?? ''
  expect(rows.some((row) => row.state_hash === createHash('sha256').update(state).digest('hex'))).toBe(true)
  expect(JSON.stringify(rows)).not.toContain(state)
})

test('ML-04 someone who says no sees a friendly page in their language, and nothing changes', async () => {
  const { callback } = await lab().consent({}, { deny: true })
  const before = lab().provider.tokenCalls.length
  const answer = await lab().call('GET', pathOf(callback), undefined, lab().admin, { 'accept-language': 'pt-BR' })
  expect(answer.status).toBe(403)
  expect(answer.text).toContain('<html lang="pt-BR">')
  expect(answer.text).toContain('Você não autorizou o acesso')
  expect(lab().provider.tokenCalls.length).toBe(before)
  const again = (await lab().consent({}, { deny: true })).callback
  expect((await lab().call('GET', pathOf(again))).text).toContain('You did not authorise')
})

test('C31 the page runs its own script only, tells its opener at our origin only, and shows foreign text as text', async () => {
  const { callback } = await lab().consent()
  callback.searchParams.set('error', 'app_inativo')
  callback.searchParams.set('error_description', '"><script>alert(1)</script><img src=x onerror=alert(1)>')
  const answer = await lab().call('GET', pathOf(callback))
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = answer.headers.get('content-security-policy') ?? ''
  const script = /<script>(.*?)<\/script>/s.exec(answer.text)?.[1] ?? ''
  expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe/)
  expect(answer.headers.get('cross-origin-opener-policy')).toBe('unsafe-none')
  expect(answer.text.match(/<script/g)).toHaveLength(1)
  expect(answer.text).not.toContain('<img')
  expect(answer.text).toContain('&#60;script&#62;alert(1)')
  expect(answer.text).toContain(`data-origin="${TEST_BASE_URL}"`)
})

test('ML-03 the address that the connector claims redirects to the consent page, and its own callback takes its own states only', async () => {
  const start = await lab().call('GET', '/shop/oauth/start')
  expect(start.status).toBe(302)
  const location = new URL(start.headers.get('location') ?? '')
  expect(Object.fromEntries(location.searchParams)).toMatchObject({
    client_id: 'client-1',
    redirect_uri: `${TEST_BASE_URL}/oauth/callback`,
    code_challenge_method: 'S256',
  })
  lab().provider.account = '2100'
  const back = new URL((await fetch(location, { redirect: 'manual' })).headers.get('location') ?? '')
  expect((await lab().call('GET', `/shop/oauth/callback${back.search}`)).status).toBe(200)
  const foreign = (await lab().consent({ plugin: 'other' })).callback
  expect((await lab().call('GET', `/shop/oauth/callback${foreign.search}`)).status).toBe(400)
})

test('two windows for one account that end at once make one connection', async () => {
  lab().provider.account = '2150'
  const windows = [await lab().consent(), await lab().consent(), await lab().consent()]
  const pages = await Promise.all(windows.map(({ callback }) => lab().call('GET', pathOf(callback))))
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(new Set(pages.map(({ text }) => /data-connection="(con_\w+)"/.exec(text)?.[1])).size).toBe(1)
  expect((await lab().db.truth.query(`SELECT 1 FROM connections WHERE account_id = '2150' OR provisional`)).rows).toHaveLength(1)
})

test('connecting again as somebody else leaves the connection alone', async () => {
  const id = await lab().connect('2200')
  lab().provider.account = '2201'
  const { callback } = await lab().consent({ connectionId: id })
  const answer = await lab().call('GET', pathOf(callback))
  expect([answer.status, /data-fault="other_account"/.test(answer.text)]).toEqual([409, true])
  expect(await lab().callApi(id)).toMatchObject({ ok: true, json: { id: 2200 } })
  expect((await lab().db.truth.query('SELECT 1 FROM connections WHERE provisional')).rows).toEqual([])
})

test('two workspaces may connect the same account, and a message for it reaches both', async () => {
  const first = await lab().connect('2300')
  const person = lab().other.members.admin
  const { callback } = await lab().consent({}, { person })
  await lab().call('GET', pathOf(callback), undefined, person)
  const routes = await lab().main.connections.connectionsOf('shop', '2300')
  expect(routes.map(({ tenantId }) => tenantId).sort()).toEqual([lab().workspace.tenantId, lab().other.tenantId].sort())
  expect(routes.some(({ connectionId }) => connectionId === first)).toBe(true)
})

test("a workspace's own OAuth app is used instead of the installation's, its secret is never given back", async () => {
  const path = '/api/oauth-apps/shop'
  const redirect = { redirectUri: `${TEST_BASE_URL}/oauth/callback`, redirectProblem: null, isBlocked: false, mayChangeInstallation: false }
  expect((await lab().call('GET', path)).body).toEqual({ source: 'installation', clientId: 'client-1', ...redirect })
  const saved = await lab().call('PUT', path, { clientId: 'own-client', clientSecret: 'own-secret-canary' })
  expect(saved.body).toEqual({ source: 'workspace', clientId: 'own-client', ...redirect })
  expect(saved.text).not.toContain('canary')
  const started = await lab().call('POST', '/api/connections/oauth/start', { plugin: 'shop', authId: 'oauth' })
  expect(started.text).toContain('client_id=own-client')
  expect(await lab().main.connections.applications('shop')).toEqual([
    { tenantId: lab().workspace.tenantId, clientId: 'own-client', secrets: ['own-secret-canary'] },
    { tenantId: null, clientId: 'client-1', secrets: [lab().provider.clientSecret] },
  ])
  expect((await lab().call('GET', path, undefined, lab().other.members.admin)).body).toMatchObject({ source: 'installation' })
  expect((await lab().call('DELETE', path)).body).toMatchObject({ source: 'installation', clientId: 'client-1' })
})

test('ML-60 the owner of the first workspace sets the app of all workspaces; its secret moves with the keys and is never given back', async () => {
  const path = '/api/oauth-apps/shop'
  const app = { clientId: 'everybody', clientSecret: 'everybody-secret-canary', scope: 'installation' }
  const owner = lab().workspace.members.owner
  expect((await lab().call('PUT', path, app)).status).toBe(403)
  expect((await lab().call('PUT', path, app, lab().other.members.owner)).status).toBe(403)
  expect((await lab().call('GET', path, undefined, owner)).body).toMatchObject({ mayChangeInstallation: true })
  const saved = await lab().call('PUT', path, app, owner)
  expect(saved.body).toMatchObject({ source: 'installation', clientId: 'everybody' })
  expect(saved.text).not.toContain('canary')
  expect((await lab().call('GET', path, undefined, lab().other.members.admin)).body).toMatchObject({
    source: 'installation',
    clientId: 'everybody',
  })
  expect(await lab().main.connections.applications('shop')).toContainEqual({
    tenantId: null,
    clientId: 'everybody',
    secrets: ['everybody-secret-canary'],
  })
  const { rows } = await lab().db.truth.query('SELECT * FROM plugin_oauth_apps')
  expect(JSON.stringify(rows)).not.toContain('canary')
  expect((await lab().call('DELETE', `${path}?scope=installation`, undefined, owner)).body).toMatchObject({ clientId: 'client-1' })
})

test('ML-60 a connector that speaks to several providers has an OAuth app for each of them', async () => {
  const path = '/api/oauth-apps/shop'
  expect((await lab().call('GET', `${path}?auth=partner`)).body).toMatchObject({ source: 'none', clientId: null })
  expect((await lab().call('PUT', path, { clientId: 'first', clientSecret: 'first-secret-canary' })).status).toBe(200)
  const saved = await lab().call('PUT', `${path}?auth=partner`, { clientId: 'client-1', clientSecret: lab().provider.clientSecret })
  expect(saved.body).toMatchObject({ source: 'workspace', clientId: 'client-1' })
  expect((await lab().call('GET', path)).body).toMatchObject({ clientId: 'first' })
  expect((await lab().call('GET', `${path}?auth=key`)).status).toBe(404)
  for (const [authId, client] of [
    ['oauth', 'first'],
    ['partner', 'client-1'],
  ])
    expect((await lab().call('POST', '/api/connections/oauth/start', { plugin: 'shop', authId })).text).toContain(`client_id=${client}`)
  expect((await lab().main.connections.applications('shop')).map(({ clientId }) => clientId)).toEqual(['first', 'client-1', 'client-1'])

  await lab().main.connections.rotateKeys()
  lab().provider.account = '2500'
  const { callback } = await lab().consent({ authId: 'partner' })
  const page = await lab().call('GET', callback.pathname + callback.search)
  const id = /data-connection="(con_\w+)"/.exec(page.text)?.[1] ?? ''
  const credential = await lab().main.connections.credentials.credentialFor(lab().workspace.tenantId, id, 'shop')
  expect(credential?.appId).toBe('client-1')
  expect((await lab().call('DELETE', `${path}?auth=partner`)).body).toMatchObject({ source: 'none' })
  expect((await lab().call('DELETE', path)).body).toMatchObject({ clientId: 'client-1' })
})

test('ML-60 a return address that cannot work is explained before anybody is sent away', () => {
  const base = 'https://tomada.test'
  const paths = ['/oauth/callback', '/shop/oauth/callback']
  expect(redirectProblem('https://tomada.test/shop/oauth/callback', base, paths)).toBeNull()
  expect(redirectProblem('https://other.test/oauth/callback', base, paths)).toBe('other_origin')
  expect(redirectProblem('https://tomada.test/callback', base, paths)).toBe('no_route')
  expect(redirectProblem('http://10.0.0.5:3000/oauth/callback', 'http://10.0.0.5:3000', paths)).toBe('http_not_local')
  expect(redirectProblem('http://localhost:3000/oauth/callback', 'http://localhost:3000', paths)).toBe('local_only')
  for (const locale of ['en', 'pt-BR'] as const)
    expect(redirectSentence('other_origin', 'https://other.test/cb', base, locale)).toContain('https://other.test/cb')
})

test('clients that authenticate by Basic header send the secret there and nowhere else', async () => {
  lab().provider.clientAuth = 'basic'
  try {
    const process = lab().newProcess({ auth: { clientAuth: 'basic', pkce: false } })
    const caller = {
      userId: lab().admin.userId,
      tenantId: lab().workspace.tenantId,
      role: 'admin' as const,
      via: 'cookie' as const,
      sessionId: 'ses_basic',
    }
    lab().provider.account = '2400'
    const authorizeUrl = new URL(await process.connections.oauth.start(caller, { plugin: 'shop', authId: 'oauth', name: 'Own name' }))
    expect(authorizeUrl.searchParams.has('code_challenge')).toBe(false)
    const back = new URL((await fetch(authorizeUrl, { redirect: 'manual' })).headers.get('location') ?? '')
    expect(await process.connections.oauth.callback(caller, Object.fromEntries(back.searchParams))).toMatchObject({
      ok: true,
      warning: null,
    })
    expect(lab().provider.tokenCalls.at(-1)?.form).toEqual({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code'),
      redirect_uri: `${TEST_BASE_URL}/oauth/callback`,
    })
  } finally {
    lab().provider.clientAuth = 'post'
  }
})
