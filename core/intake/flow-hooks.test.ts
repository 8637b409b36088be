import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { answering, type HookServer, hookFlow, hookServer, SECRET, sign, signStandard } from './testing/hook-server.ts'

const database = useTestDatabase()
let first: HookServer
/** A second process on the same database. */
let second: HookServer

const FLOWS = [
  hookFlow('open-token', { dedupe: { in: 'body', name: '/id' } }),
  hookFlow('plain-token', {}),
  hookFlow('answer-token', { answer: 'flow', dedupe: { in: 'header', name: 'X-Message-Id' } }, answering),
  hookFlow('header-token', { verification: { scheme: 'token', header: 'X-Token' } }),
  hookFlow('hmac-token', { verification: { scheme: 'hmac', header: 'X-Signature', prefix: 'sha256=', encoding: 'hex' } }),
  hookFlow('standard-token', { verification: { scheme: 'standardWebhooks' } }),
]

beforeAll(async () => {
  first = await hookServer(database(), { flows: FLOWS })
  second = await hookServer(database(), { flows: FLOWS })
})
afterAll(async () => {
  await first.stop()
  await second.stop()
})

interface Sent {
  status: number
  headers: Headers
  body: { runId?: string; code?: string; [field: string]: unknown }
}

async function post(token: string, body: string | Buffer, headers: Record<string, string> = {}, server = first): Promise<Sent> {
  const answer = await fetch(`${server.origin}/hooks/${token}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const parsed: Sent['body'] = JSON.parse(await answer.text())
  return { status: answer.status, headers: answer.headers, body: parsed }
}

async function deliveries(): Promise<number> {
  const { rows } = await database().truth.query('SELECT count(*)::int AS n FROM deliveries')
  return rows[0].n
}

async function runsStarted(): Promise<number> {
  const { rows } = await database().truth.query('SELECT (SELECT count(*) FROM runs)::int + (SELECT count(*) FROM open_runs)::int AS n')
  return rows[0].n
}

test('G2 what got a 2xx is on disk with its run when the answer comes', async () => {
  const { status, body } = await post('open-token', '{"id":"on-disk"}')
  expect(status).toBe(202)
  const { rows } = await database().truth.query('SELECT run_ids, body FROM deliveries WHERE dedupe_key = $1', ['on-disk'])
  expect(rows).toEqual([{ run_ids: [body.runId], body: '{"id":"on-disk"}' }])
})

test('ML-36 a copy that this process has seen lately is answered from memory, one from before its restart by the database', async () => {
  const sent = await post('open-token', '{"id":"copy"}')
  const copies = async () => (await database().truth.query(`SELECT copies FROM delivery_keys WHERE key = 'copy'`)).rows[0].copies
  expect((await post('open-token', '{"id":"copy"}')).body.runId).toBe(sent.body.runId)
  expect(await copies()).toBe(1)
  expect((await post('open-token', '{"id":"copy"}', {}, second)).body.runId).toBe(sent.body.runId)
  expect(await copies()).toBe(2)
})

test('a caller that waits gets the answer of the flow, and a copy gets the same one', async () => {
  const headers = { 'x-message-id': 'm-1' }
  const sent = await post('answer-token', '{"total":7}', headers)
  expect(sent.status).toBe(200)
  expect(sent.body['body']).toEqual({ total: 7 })
  expect(sent.headers.get('content-security-policy')).toBe('sandbox')
  expect(sent.headers.get('x-content-type-options')).toBe('nosniff')
  for (const server of [first, second]) {
    const copy = await post('answer-token', '{"total":7}', headers, server)
    expect({ status: copy.status, body: copy.body }).toEqual({ status: sent.status, body: sent.body })
  }
})

test('C26 a delivery without the right proof starts nothing and stores nothing', async () => {
  const before = [await deliveries(), await runsStarted()]
  const body = '{"order":1}'
  const good = `sha256=${sign(body)}`
  const now = Math.floor(Date.now() / 1000)
  const refused: Array<[string, string, Record<string, string>]> = [
    ['header-token', body, {}],
    ['header-token', body, { 'x-token': 'wrong' }],
    ['header-token', body, { 'x-token': SECRET.slice(0, -1) }],
    ['header-token', body, { 'x-token': `${SECRET}x` }],
    ['hmac-token', body, {}],
    ['hmac-token', body, { 'x-signature': '' }],
    ['hmac-token', body, { 'x-signature': good.slice(0, -2) }],
    ['hmac-token', body, { 'x-signature': good.slice('sha256='.length) }],
    ['hmac-token', body, { 'x-signature': `sha256=${sign(`${body} `)}` }],
    ['hmac-token', `${body} `, { 'x-signature': good }],
    ['hmac-token', body, { 'x-signature': `sha256=${'a'.repeat(5000)}` }],
    ['standard-token', body, {}],
    ['standard-token', body, signStandard('m', now - 301, body)],
    ['standard-token', body, signStandard('m', now + 310, body)],
    ['standard-token', body, { ...signStandard('m', now, body), 'webhook-id': 'other' }],
    ['standard-token', body, { ...signStandard('m', now, body), 'webhook-timestamp': 'NaN' }],
  ]
  for (const [token, text, headers] of refused)
    expect((await post(token, text, headers)).body).toMatchObject({ code: 'bad_signature', status: 401 })
  expect([await deliveries(), await runsStarted()]).toEqual(before)
  expect((await post('header-token', body, { 'x-token': SECRET })).status).toBe(202)
  expect((await post('hmac-token', body, { 'x-signature': good })).status).toBe(202)
  expect((await post('standard-token', body, signStandard('m-good', now, body))).status).toBe(202)
})

test('C26 a signed message sent again, 50 times at once to two processes, gives one run', async () => {
  const body = '{"order":2}'
  const headers = signStandard('replayed', Math.floor(Date.now() / 1000), body)
  const sent = await Promise.all(Array.from({ length: 50 }, (_, i) => post('standard-token', body, headers, i % 2 === 0 ? first : second)))
  expect(sent.every((each) => each.status === 202)).toBe(true)
  expect(new Set(sent.map((each) => each.body.runId)).size).toBe(1)
})

test('C26 no credential and no signature is stored with the delivery', async () => {
  const headers = { authorization: 'Bearer canary-1', cookie: 'a=canary-2', 'x-token': SECRET, 'x-api-key': 'canary-3', 'x-trace': 'kept' }
  await post('header-token', '{"canary":true}', headers)
  const { rows } = await database().truth.query(`SELECT headers FROM deliveries WHERE body = '{"canary":true}'`)
  expect(rows[0].headers).toContain('kept')
  expect(rows[0].headers).not.toMatch(/canary|whsec/)
})

test('an unknown address gets a 404, before anything of the body is read', async () => {
  expect((await post('no-such-token', 'x'.repeat(100_000))).status).toBe(404)
})

test('C27 bodies that are too large, too deep, packed to burst or no UTF-8 are refused with the reason', async () => {
  const before = await deliveries()
  expect((await post('plain-token', `"${'x'.repeat(1024 * 1024)}"`)).body).toMatchObject({ code: 'body_too_large', status: 413 })
  expect((await post('plain-token', '['.repeat(100_000))).body).toMatchObject({ code: 'body_too_deep', status: 400 })
  expect((await post('plain-token', gzipSync(Buffer.alloc(50 * 1024 * 1024)), { 'content-encoding': 'gzip' })).status).toBe(413)
  expect((await post('plain-token', Buffer.from([0x22, 0xff, 0x22]))).status).toBe(400)
  expect((await post('plain-token', '{"a":')).body).toMatchObject({ code: 'body_not_json' })
  expect((await post('plain-token', '{}', { 'content-type': 'application/zip' })).status).toBe(415)
  expect(await deliveries()).toBe(before)
})

test('C28 JSON that imitates an uploaded file is only data', async () => {
  const body = JSON.stringify({ files: [{ path: '/etc/passwd', filepath: '/etc/passwd', mimetype: 'text/plain' }] })
  const sent = await post('answer-token', body)
  expect(sent.body['body']).toEqual(JSON.parse(body))
  expect((await post('plain-token', '--x--', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(415)
})

test('C29 names that reach a prototype elsewhere are only names here', async () => {
  const body = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","id":"toString"}'
  expect((await post('answer-token', body, { 'x-message-id': '__proto__' })).status).toBe(200)
  expect((await post('open-token', body)).status).toBe(202)
  expect((await post('plain-token?__proto__[polluted]=1&toString=2', '{}')).status).toBe(202)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('C30 a NUL or half a character comes through as it was sent; a number beyond double range is refused', async () => {
  const body = '{"id":"\\u0000\\ud800","text":"a\\u0000b \\udfff","big":12345678901234567890}'
  const sent = await post('answer-token', body)
  expect(sent.status).toBe(200)
  expect(JSON.stringify(sent.body['body'])).toContain('a\\u0000b \\udfff')
  expect((await post('open-token', body)).status).toBe(202)
  expect((await post('plain-token', '{"n":1e999}')).body).toMatchObject({ code: 'invalid', errors: [{ field: '/n' }] })
})

test('form fields and plain text reach the flow as such', async () => {
  const form = await fetch(`${first.origin}/hooks/answer-token`, { method: 'POST', body: new URLSearchParams('a=1&a=2&b=x') })
  expect(await form.json()).toMatchObject({ body: { a: ['1', '2'], b: 'x' } })
  const text = await fetch(`${first.origin}/hooks/answer-token?q=1`, {
    method: 'PUT',
    body: 'olá',
    headers: { 'content-type': 'text/plain' },
  })
  expect(await text.json()).toMatchObject({ method: 'PUT', query: { q: '1' }, body: 'olá' })
})
