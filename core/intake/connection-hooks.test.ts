import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Webhook } from '../../sdk/manifest.gen.ts'
import { systemClock } from '../platform/clock.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { mapStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createConnectionHooks } from './connection-hooks.service.ts'
import { type HookServer, hookServer, pluginWebhook, TENANT } from './testing/hook-server.ts'

const database = useTestDatabase()
const OTHER = '00000000-0000-4000-8000-00000000000b'
const ana = { tenantId: TENANT, userId: 'usr_ana', role: 'admin', via: 'cookie', sessionId: 'ses_1' } as const
const bia = { ...ana, tenantId: OTHER, userId: 'usr_bia' } as const
const flows = [TENANT, OTHER].map((tenantId) => ({
  ...testFlow(tenantId, tenantId === TENANT ? 'flw_ana' : 'flw_bia', { sA: mapStep('a') }),
  secrets: [],
}))
let server: HookServer

beforeAll(async () => {
  const { truth } = database()
  for (const [tenantId, ids] of [
    [TENANT, ['con_a1', 'con_a2']],
    [OTHER, ['con_b1']],
  ] as const) {
    await truth.query(`INSERT INTO workspaces (tenant_id, name, timezone, locale) VALUES ($1, 'w', 'America/Sao_Paulo', 'pt-BR')`, [
      tenantId,
    ])
    for (const id of ids) {
      await truth.query(
        `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, $2, 'shop', 'key', 'c', 'u', now())`,
        [tenantId, id],
      )
    }
  }
  const own: Partial<Webhook> = { scope: 'connection', paths: [], applicationBy: undefined, connectionBy: undefined }
  server = await hookServer(database(), {
    flows,
    source: { publishedForTrigger: async (tenantId) => flows.filter((flow) => flow.tenantId === tenantId) },
    webhooks: [
      pluginWebhook({
        ...own,
        name: 'signed',
        verify: {
          scheme: 'hmac',
          header: 'x-sig',
          algorithm: 'sha256',
          encoding: 'hex',
          secret: { of: 'connection', field: 'webhookSecret' },
        },
      }),
      pluginWebhook({ ...own, name: 'open' }),
      pluginWebhook({ name: 'app-wide' }),
      pluginWebhook({
        ...own,
        name: 'talkative',
        connectionBy: { pointers: ['/account'] },
        answersProbes: true,
        reply: {
          status: 200,
          echo: { topics: ['product'], each: ['/item', '/item/variants/*'], members: { mapping: ['/mapping'], sku: ['/sku', '/code'] } },
        },
      }),
    ],
    routes: {
      connectionsOf: async (_plugin, account) =>
        account === 'shop-b' ? [{ tenantId: OTHER, connectionId: 'con_b1' }] : [{ tenantId: TENANT, connectionId: 'con_a1' }],
    },
  })
})
afterAll(() => server.stop())

async function hookOf(caller: typeof ana | typeof bia, connectionId: string, name = 'signed') {
  const hook = (await server.connectionHooks.list(caller, connectionId)).find((each) => each.webhook === name)
  return { path: new URL(hook?.url ?? '').pathname, url: hook?.url ?? '', secret: hook?.secret ?? '' }
}

const JSON_TYPE = { 'content-type': 'application/json' }
let count = 0
async function send(
  path: string,
  secret: string,
  body: { _id: string; [name: string]: unknown } = { _id: `own-${++count}`, topic: 'orders', resource: '/orders/1' },
) {
  const text = JSON.stringify(body)
  const { status } = await fetch(server.origin + path, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', 'x-sig': createHmac('sha256', secret).update(text).digest('hex') },
  })
  const { rows } = await database().truth.query('SELECT tenant_id, run_ids FROM deliveries WHERE dedupe_key LIKE $1', [`%/${body._id}`])
  return { status, rows, body }
}

test('a connection has an address and a secret of its own, made when first asked for and the same ever after', async () => {
  const [first, again] = await Promise.all([hookOf(ana, 'con_a1'), hookOf(ana, 'con_a1')])
  expect(again).toEqual(first)
  expect(first.url).toMatch(/^https:\/\/tomada\.test\/hooks\/p\/shop\/signed\/[\w-]{32}$/)
  expect(first.secret).toMatch(/^whsec_/)
  const other = await hookOf(ana, 'con_a2')
  expect([other.url === first.url, other.secret === first.secret]).toEqual([false, false])
  const all = await server.connectionHooks.list(ana, 'con_a1')
  expect(all.map((hook) => [hook.webhook, hook.verification, hook.secret === null])).toEqual([
    ['signed', 'hmac', false],
    ['open', 'none', true],
    ['talkative', 'none', true],
  ])
})

test('C18 the secret stands in the database only as a ciphertext that no other row can use', async () => {
  const { secret } = await hookOf(ana, 'con_a1')
  const { rows } = await database().truth.query('SELECT * FROM connection_hooks')
  expect(JSON.stringify(rows)).not.toContain(secret)
  const newer = openSecretBox([
    { id: 'k2', key: Buffer.alloc(32, 8) },
    { id: 'k1', key: Buffer.alloc(32, 7) },
  ])
  const { webhooks } = server
  const list = async () => []
  const rotating = createConnectionHooks({
    db: database(),
    clock: systemClock,
    secrets: newer,
    webhooks,
    connections: { list },
    baseUrl: '',
  })
  expect(await rotating.rotateKeys()).toBe(rows.length)
  expect(await rotating.rotateKeys()).toBe(0)
  const hook = webhooks.byName('shop', 'signed')
  const token = (await database().truth.query(`SELECT token FROM connection_hooks WHERE connection_id = 'con_a1' AND webhook = 'signed'`))
    .rows[0]
  expect(hook === null ? null : (await rotating.find(hook, token.token))?.secret).toBe(secret)
  await database().truth.query('DELETE FROM connection_hooks')
})

test('a delivery to its address, signed with its secret, starts the run of that connection alone', async () => {
  const { path, secret } = await hookOf(ana, 'con_a1')
  const sent = await send(path, secret)
  expect(sent.status).toBe(200)
  expect(sent.rows).toEqual([{ tenant_id: TENANT, run_ids: [expect.stringMatching(/^run_/)] }])
  expect((await send(path, secret, sent.body)).rows.length).toBe(1)
  const second = await hookOf(ana, 'con_a2')
  expect((await send(second.path, second.secret, sent.body)).rows.length).toBe(2)
})

test('C26 a delivery with a wrong secret, the secret of another connection or none starts and stores nothing', async () => {
  const mine = await hookOf(ana, 'con_a1')
  const sibling = await hookOf(ana, 'con_a2')
  const theirs = await hookOf(bia, 'con_b1')
  for (const secret of ['wrong', sibling.secret, theirs.secret, `${mine.secret}x`]) {
    expect(await send(mine.path, secret)).toMatchObject({ status: 401, rows: [] })
  }
  expect(await send(theirs.path, mine.secret)).toMatchObject({ status: 401, rows: [] })
})

test('C21 an address leads to its own tenant only, whatever the body says; unknown ones and those of other webhooks lead nowhere', async () => {
  const mine = await hookOf(ana, 'con_a1')
  const theirs = await hookOf(bia, 'con_b1')
  const body = { _id: 'cross', topic: 'orders', resource: '/orders/1', tenant_id: TENANT, user_id: 42 }
  expect((await send(theirs.path, theirs.secret, body)).rows.map((row) => row.tenant_id)).toEqual([OTHER])
  await expect(server.connectionHooks.list(bia, 'con_a1')).rejects.toMatchObject({ code: 'not_found' })
  await expect(server.connectionHooks.replaceSecret(bia, 'con_a1', 'signed', null)).rejects.toMatchObject({ code: 'not_found' })
  const token = mine.path.split('/').at(-1) ?? ''
  for (const path of [
    `/hooks/p/shop/signed/${'A'.repeat(32)}`,
    `/hooks/p/shop/open/${token}`,
    `/hooks/p/shop/app-wide/${token}`,
    `/hooks/p/other/signed/${token}`,
    '/hooks/p/shop/signed',
    `/hooks/p/shop/signed/${token}/`,
  ]) {
    expect(await send(path, mine.secret)).toMatchObject({ status: 404, rows: [] })
  }
})

test('a webhook whose provider proves nothing is proven by its address, and has no secret to type in', async () => {
  const { path } = await hookOf(ana, 'con_a1', 'open')
  expect((await send(path, 'whatever')).rows).toMatchObject([{ tenant_id: TENANT }])
})

test('a delivery about another account than the one of its address is kept apart and starts nothing', async () => {
  const { path } = await hookOf(ana, 'con_a1', 'talkative')
  const sendFor = async (account: string) => {
    const { status, body } = await send(path, '', { _id: `own-${++count}`, topic: 'orders', resource: '/orders/1', account })
    const { rows } = await database().truth.query('SELECT tenant_id, verdict, run_ids FROM deliveries WHERE dedupe_key LIKE $1', [
      `%/${body._id}`,
    ])
    return { status, rows }
  }
  expect(await sendFor('shop-a')).toEqual({
    status: 200,
    rows: [{ tenant_id: TENANT, verdict: 'accepted', run_ids: [expect.any(String)] }],
  })
  expect(await sendFor('shop-b')).toEqual({ status: 200, rows: [{ tenant_id: TENANT, verdict: 'quarantined', run_ids: [] }] })
})

test('a provider that wants a list back gets one object for each that it sent, and an empty answer for other topics', async () => {
  const { path } = await hookOf(ana, 'con_a1', 'talkative')
  const answerTo = async (body: unknown) => {
    const answer = await fetch(server.origin + path, { method: 'POST', body: JSON.stringify(body), headers: JSON_TYPE })
    return { status: answer.status, text: await answer.text() }
  }
  const item = { mapping: 7, sku: '', code: 'A-1', variants: [{ mapping: 8, sku: 'A-1-P' }, { code: 'A-1-M' }] }
  const told = await answerTo({ _id: 'told', topic: 'product', item })
  expect(told.status).toBe(200)
  expect(JSON.parse(told.text)).toEqual([
    { mapping: 7, sku: 'A-1' },
    { mapping: 8, sku: 'A-1-P' },
    { mapping: null, sku: 'A-1-M' },
  ])
  expect(await answerTo({ _id: 'told', topic: 'product', item })).toEqual(told)
  expect(await answerTo({ _id: 'none', topic: 'product' })).toEqual({ status: 200, text: '[]' })
  expect(await answerTo({ _id: 'other', topic: 'orders', item })).toEqual({ status: 200, text: '' })
})

test('a provider that looks whether somebody is there is told so, without anything stored; an address of nobody answers nothing', async () => {
  const { path } = await hookOf(ana, 'con_a1', 'talkative')
  const stored = async () => (await database().truth.query('SELECT count(*)::int AS n FROM deliveries')).rows[0].n
  const before = await stored()
  const asked = async (method: string, at: string) => (await fetch(server.origin + at, { method })).status
  expect(await Promise.all(['GET', 'HEAD', 'OPTIONS'].map((method) => asked(method, path)))).toEqual([200, 200, 200])
  expect(await asked('PUT', path)).toBe(405)
  expect(await asked('GET', `/hooks/p/shop/talkative/${'A'.repeat(32)}`)).toBe(404)
  expect(await asked('GET', (await hookOf(ana, 'con_a1', 'open')).path)).toBe(405)
  expect(await stored()).toBe(before)
})

test('a replaced secret works at once and the old one no longer; a deleted connection takes its address along', async () => {
  const before = await hookOf(ana, 'con_a2')
  expect(await server.connectionHooks.replaceSecret(ana, 'con_a2', 'signed', 'made by the provider')).toBe('made by the provider')
  const after = await hookOf(ana, 'con_a2')
  expect([after.url, after.secret]).toEqual([before.url, 'made by the provider'])
  expect((await send(after.path, before.secret)).status).toBe(401)
  expect((await send(after.path, after.secret)).status).toBe(200)
  await database().truth.query(`DELETE FROM connections WHERE id = 'con_a2'`)
  expect((await send(after.path, after.secret)).status).toBe(404)
})
