import { expect, test } from 'vitest'
import type { ActionFailure, ActionResult, Actions } from '../actions/actions.types.ts'
import { createLogger } from '../platform/logger.ts'
import { tellTroubles } from './action-troubles.ts'
import { useLab } from './testing/lab.ts'

const lab = useLab()
const RIGHT = { apiKey: 'key-canary-right', shop: 'Loja & Cia' }
const newKey = (fields: Record<string, unknown>, name = 'Key') => ({ plugin: 'shop', authId: 'key', name, fields })
const idOf = (text: string): string => JSON.parse(text).id

test('an account connected by key is tested at once and shows whose it is', async () => {
  const made = await lab().call('POST', '/api/connections', newKey(RIGHT))
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    plugin: 'shop',
    authId: 'key',
    name: 'Key',
    accountId: 'key-account',
    accountLabel: 'Key shop',
    status: 'connected',
  })
  const id = idOf(made.text)
  expect(await lab().callApi(id)).toMatchObject({ ok: true, json: { echo: '***' }, call: { requestHeaders: { 'x-api-key': '***' } } })
  const tested = await lab().call('POST', `/api/connections/${id}/test`)
  expect(tested.body).toEqual({ ok: true, accountLabel: 'Key shop', latencyMs: expect.any(Number) })
  const again = await lab().call('POST', '/api/connections', newKey(RIGHT, 'Twice'))
  expect(again).toMatchObject({ status: 409, body: { code: 'already_connected' } })
  expect(JSON.parse((await lab().call('GET', '/api/connections')).text).items).toHaveLength(1)
  expect((await lab().call('DELETE', `/api/connections/${id}`)).status).toBe(204)
  expect(await lab().callApi(id)).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
  const { rows } = await lab().db.truth.query('SELECT (SELECT count(*) FROM credentials) + (SELECT count(*) FROM hook_routes) AS left')
  expect(Number(rows[0].left)).toBe(0)
})

test('a wrong key is kept as untested with the reason, and a new one can be entered', async () => {
  const made = await lab().call('POST', '/api/connections', newKey({ apiKey: 'key-canary-wrong' }))
  expect(made).toMatchObject({ status: 201, body: { accountId: null } })
  expect(['untested', 'reconnect_needed']).toContain(JSON.parse(made.text).status)
  const id = idOf(made.text)
  expect((await lab().call('POST', `/api/connections/${id}/test`)).body).toMatchObject({
    ok: false,
    reason: expect.stringContaining('401'),
  })
  const fixed = await lab().call('PATCH', `/api/connections/${id}`, { fields: RIGHT })
  expect(fixed.body).toMatchObject({ id, status: 'connected', statusReason: null, accountLabel: 'Key shop' })
  expect(fixed.text).not.toContain('canary')
  await lab().call('DELETE', `/api/connections/${id}`)
})

test('fields that do not fit the scheme are refused by name, and nothing is stored', async () => {
  const cases: Array<[unknown, string]> = [
    [newKey({}), '/fields/apiKey'],
    [newKey({ apiKey: 'short' }), '/fields/apiKey'],
    [newKey({ apiKey: 12345678 }), '/fields/apiKey'],
    [newKey({ ...RIGHT, extra: 1 }), '/fields/extra'],
    [newKey({ apiKey: 'key-canary\r\nx: y' }), '/fields/apiKey'],
    [newKey({ apiKey: 'key-canary-right', shop: 'a\u0000b' }), '/fields/shop'],
    [{ ...newKey(RIGHT), authId: 'oauth' }, '/fields'],
    [{ ...newKey(RIGHT), authId: 'constructor' }, '/authId'],
    [{ ...newKey(RIGHT), plugin: 'unknown' }, '/authId'],
    [{ ...newKey(RIGHT), name: '' }, '/name'],
    [{ ...newKey(RIGHT), tenantId: lab().other.tenantId }, '/tenantId'],
    [{ ...newKey(RIGHT), status: 'connected' }, '/status'],
  ]
  for (const [body, field] of cases) {
    const answer = await lab().call('POST', '/api/connections', body)
    expect([answer.status, answer.text.includes(field)], `${JSON.stringify(body)} → ${answer.text}`).toEqual([
      answer.status === 400 ? 400 : 422,
      true,
    ])
    expect(answer.text).not.toContain('canary')
  }
  expect(JSON.parse((await lab().call('GET', '/api/connections')).text).items).toEqual([])
})

test('C21 a connection of another workspace is answered exactly like one that does not exist', async () => {
  const mine = await lab().connect('5001')
  const stranger = lab().other.members.admin
  const unknown = `con_${'0'.repeat(26)}`
  const acts: Array<[string, (id: string) => string, unknown]> = [
    ['POST', (id) => `/api/connections/${id}/test`, undefined],
    ['PATCH', (id) => `/api/connections/${id}`, { name: 'x' }],
    ['DELETE', (id) => `/api/connections/${id}`, undefined],
    ['GET', (id) => `/api/connections/${id}`, undefined],
  ]
  const shape = ({ status, body }: { status: number; body: unknown }) => [status, { ...Object(body), instance: '' }]
  for (const [method, path, body] of acts) {
    const foreign = await lab().call(method, path(mine), body, stranger)
    expect(foreign.status).toBe(404)
    for (const id of [unknown, 'toString', '__proto__', "'; DROP TABLE connections"]) {
      expect(shape(await lab().call(method, path(encodeURIComponent(id)), body, stranger))).toEqual(shape(foreign))
    }
  }
  const start = (connectionId: string) =>
    lab().call('POST', '/api/connections/oauth/start', { plugin: 'shop', authId: 'oauth', connectionId }, stranger)
  expect(shape(await start(mine))).toEqual(shape(await start(unknown)))
  expect(JSON.parse((await lab().call('GET', '/api/connections', undefined, stranger)).text).items).toEqual([])
  expect(await lab().callApi(mine)).toMatchObject({ ok: true })
  await lab().call('DELETE', `/api/connections/${mine}`)
})

test('C22 only administrators connect, change and forget; editors test; viewers look', async () => {
  const id = await lab().connect('5002')
  const { viewer, operator, editor, admin, owner } = lab().workspace.members
  const acts: Array<[string, string, unknown, number]> = [
    ['GET', '/api/connections', undefined, 0],
    ['POST', `/api/connections/${id}/test`, undefined, 2],
    ['GET', '/api/oauth-apps/shop', undefined, 2],
    ['GET', `/api/connections/${id}`, undefined, 2],
    ['PATCH', `/api/connections/${id}`, { name: 'N' }, 3],
    ['POST', '/api/connections', newKey({ apiKey: 'key-canary-wrong' }), 3],
    ['POST', '/api/connections/oauth/start', { plugin: 'shop', authId: 'oauth' }, 3],
    ['GET', '/oauth/callback?state=x', undefined, 3],
    ['GET', '/shop/oauth/start', undefined, 3],
    ['PUT', '/api/oauth-apps/shop', { clientId: 'c', clientSecret: 's' }, 3],
    ['DELETE', `/api/connections/${id}`, undefined, 3],
  ]
  const people = [viewer, operator, editor, admin, owner]
  for (const [method, path, body, needed] of acts) {
    for (const [rank, person] of people.entries()) {
      if (rank > needed) continue
      const { status } = await lab().call(method, path, body, person)
      expect([path, person.role, status === 403], String(status)).toEqual([path, person.role, rank < needed])
    }
    expect((await fetch(lab().server.origin + path, { method })).status, path).toBe(401)
  }
  await lab().db.truth.query('DELETE FROM connections; DELETE FROM oauth_apps')
})

test('names of connectors and schemes from outside reach no built-in member', async () => {
  for (const plugin of ['constructor', 'toString', 'nothing']) {
    expect((await lab().call('GET', `/api/oauth-apps/${plugin}`)).status).toBe(404)
    expect((await lab().call('PUT', `/api/oauth-apps/${plugin}`, { clientId: 'c', clientSecret: 's' })).status).toBe(404)
  }
  expect((await lab().call('POST', '/api/connections/oauth/start', { plugin: 'shop', authId: 'key' })).status).toBe(422)
})

test('MH-22 a connection is shown as it is set up: what was typed, with every secret masked', async () => {
  const made = await lab().call('POST', '/api/connections', newKey(RIGHT))
  const shown = await lab().call('GET', `/api/connections/${Object(made.body).id}`)
  expect(shown.body).toMatchObject({
    ...Object(made.body),
    fields: [
      { name: 'apiKey', isSecret: true, value: '••••••••' },
      { name: 'shop', isSecret: false, value: RIGHT.shop },
    ],
  })
  expect(shown.text).not.toContain(RIGHT.apiKey)
  const signedIn = await lab().connect('5006')
  const { body, text } = await lab().call('GET', `/api/connections/${signedIn}`)
  expect(body).toMatchObject({ id: signedIn, status: 'connected', fields: [] })
  expect(text).not.toMatch(/access|refresh|token/i)
  await lab().db.truth.query('DELETE FROM connections')
})

test('every change of a connection is in the audit log, without its secret', async () => {
  const id = await lab().connect('5003')
  await lab().call('PATCH', `/api/connections/${id}`, { name: 'Renamed' })
  await lab().connect('5003')
  await lab().call('DELETE', `/api/connections/${id}`)
  const { rows } = await lab().db.truth.query(`SELECT act, detail::text, changes FROM audit_log WHERE subject = $1 ORDER BY act`, [id])
  expect(rows.map(({ act }) => act)).toEqual(['connection.changed', 'connection.created', 'connection.deleted', 'connection.reconnected'])
  expect(rows[0].changes).toEqual([{ name: 'name', before: expect.any(String), after: 'Renamed', isSecret: false }])
  expect(rows[1].changes).toContainEqual({ name: 'credential', before: null, after: null, isSecret: true })
  expect(rows[2].changes).toContainEqual({ name: 'name', before: 'Renamed', after: null, isSecret: false })
  expect(JSON.stringify(rows)).not.toContain('canary')
})

test('MH-51 actions that fail again and again are told with their cause, once an hour; one that works in between begins the count anew', async () => {
  const id = await lab().connect('5007')
  const [{ tenant_id: tenantId }] = (await lab().db.truth.query('SELECT tenant_id FROM connections WHERE id = $1', [id])).rows
  let next: ActionResult
  const fails = (failure: Partial<ActionFailure>): ActionResult => {
    const message = 'Out of order, token=canary-of-a-token'
    return { ok: false, failure: { code: 'http_503', message, class: 'retry', effect: 'no', ...failure }, calls: [], logs: [] }
  }
  const works: ActionResult = { ok: true, output: null, calls: [], logs: [] }
  const base: Actions = {
    facts: () => expect.unreachable('no facts are asked for'),
    lookup: async () => expect.unreachable('nothing is looked up'),
    naturalKey: () => null,
    outcomeOf: () => null,
    execute: async () => next,
  }
  let ms = 0
  const clock = { now: () => ms, monotonicMs: () => ms }
  const actions = tellTroubles(base, { db: lab().db, clock, logger: createLogger({ level: 'silent' }) })
  const run = async (...results: ActionResult[]) => {
    for (const result of results) {
      next = result
      await actions.execute({ tenantId, connectionId: id, plugin: 'shop', action: 'send', input: {}, effectKey: 'k', now: 0, seed: '00' })
    }
  }
  const told = async () =>
    (
      await lab().db.truth.query(
        `SELECT data #> '{cause}' AS cause FROM integration_events WHERE connection_id = $1 AND event = 'integration.error'`,
        [id],
      )
    ).rows
  const failing = fails({})
  await run(failing, failing, works, failing, failing)
  await run(fails({ class: 'rateLimited' }), fails({ class: 'notFound' }), fails({ class: 'permanent', code: 'invalid_input' }))
  expect(await told()).toEqual([])
  await run(failing)
  await expect.poll(told).toEqual([{ cause: { code: 'http_503', message: expect.stringMatching(/^send: Out of order/) } }])
  expect(JSON.stringify(await told())).not.toContain('canary')
  ms += 120_000
  await run(failing, failing)
  await lab().db.truth.query(`UPDATE integration_events SET occurred_at = occurred_at - interval '61 minutes' WHERE connection_id = $1`, [
    id,
  ])
  ms += 120_000
  await run(failing)
  await expect.poll(async () => (await told()).length).toBe(2)
})
