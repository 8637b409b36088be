import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFlowSource } from '../flows/flow-source.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { useTestDatabase } from '../testing/database.ts'
import { answering, type HookServer, hookFlow, hookServer, SECRET, TENANT } from './testing/hook-server.ts'

const database = useTestDatabase()
let server: HookServer
const CALLER = { tenantId: TENANT, userId: 'usr_a' }

const FLOWS = [
  hookFlow('usual-token', {}),
  hookFlow('get-token', { methods: ['GET', 'DELETE'] }),
  hookFlow('path-token', { path: 'shops/:shop/orders/:order', answer: 'flow' }, answering),
  hookFlow('capture-token', { verification: { scheme: 'token', header: 'X-Proof' } }),
]
const DRAFT = hookFlow('draft-token', { path: 'in/:what', verification: { scheme: 'token', header: 'X-Mine' } }).definition

beforeAll(async () => {
  const { truth } = database()
  await truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
  for (const id of ['capture-token', 'draft-token', 'usual-token']) {
    await truth.query(`INSERT INTO flows (tenant_id, id, name, created_by) VALUES ($1, $2, 'n', 'usr_a')`, [TENANT, `flw_${id}`])
    await truth.query(`INSERT INTO flow_hooks (tenant_id, flow_id, token, secret_cipher) VALUES ($1, $2, $3, '')`, [
      TENANT,
      `flw_${id}`,
      id,
    ])
  }
  server = await hookServer(database(), {
    flows: FLOWS,
    draftOf: (flowId) =>
      flowId === 'flw_draft-token' ? DRAFT : ((FLOWS.find((flow) => flow.flowId === flowId) ?? FLOWS[0])?.definition ?? DRAFT),
    source: {
      publishedByToken: async (token) => {
        const flow = FLOWS.find((each) => each.flowId === `flw_${token}`)
        // As flow-source.store reads it with the flow.
        const until = await database().truth.query(`SELECT open_until FROM flow_captures WHERE flow_id = $1 AND captured_at IS NULL`, [
          `flw_${token}`,
        ])
        const captureUntil: Date | undefined = until.rows[0]?.open_until
        return flow === undefined ? null : { ...flow, ...(captureUntil === undefined ? {} : { captureUntil: captureUntil.getTime() }) }
      },
    },
  })
})
afterAll(() => server?.stop())

const ask = (address: string, init: RequestInit = {}) =>
  fetch(`${server.origin}/hooks/${address}`, { method: 'POST', headers: { 'content-type': 'application/json' }, ...init })
const runs = async () => {
  const { rows } = await database().truth.query('SELECT (SELECT count(*) FROM runs)::int + (SELECT count(*) FROM open_runs)::int AS n')
  return rows[0].n
}

test('an address takes the methods its trigger names, and says which to those who use another', async () => {
  const before = await runs()
  expect((await ask('usual-token', { method: 'PUT', body: '{}' })).status).toBe(202)
  expect((await ask('get-token?a=1', { method: 'GET' })).status).toBe(202)
  expect((await ask('get-token', { method: 'DELETE' })).status).toBe(202)
  expect(await runs()).toBe(before + 3)
  for (const [address, method, allow] of [
    ['usual-token', 'GET', 'POST, PUT, OPTIONS'],
    ['usual-token', 'PATCH', 'POST, PUT, OPTIONS'],
    ['get-token', 'POST', 'GET, DELETE, HEAD, OPTIONS'],
  ] as const) {
    const refused = await ask(address, { method })
    expect([refused.status, refused.headers.get('allow'), JSON.parse(await refused.text()).code]).toEqual([
      405,
      allow,
      'method_not_allowed',
    ])
  }
  expect(await runs()).toBe(before + 3)
})

test('HEAD and OPTIONS start nothing, and no other site is let in by them', async () => {
  const before = await runs()
  const options = await ask('usual-token', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
  })
  expect([options.status, options.headers.get('allow'), options.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'POST, PUT, OPTIONS',
    null,
  ])
  expect((await ask('get-token', { method: 'HEAD' })).status).toBe(204)
  expect((await ask('usual-token', { method: 'HEAD' })).status).toBe(405)
  expect(await runs()).toBe(before)
})

test('names in the path reach the flow, also when it goes on elsewhere; another path is another address', async () => {
  const answer = await ask('path-token/shops/loja%20%C3%A1/orders/77?x=1', { body: '{"n":1}' })
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { method: 'POST', params: { shop: 'loja á', order: '77' }, query: { x: '1' }, body: { n: 1 } },
  ])
  const { rows } = await database().truth.query(`SELECT trigger_data FROM runs WHERE flow_id = 'flw_path-token'`)
  expect(JSON.parse(rows[0].trigger_data).params).toEqual({ shop: 'loja á', order: '77' })
  for (const wrong of [
    'path-token',
    'path-token/shops/1',
    'path-token/shops/1/orders/2/3',
    'path-token/shop/1/orders/2',
    'path-token/shops//orders/2',
    'path-token/shops/%ff/orders/2',
    'usual-token/x',
    'usual-token/',
  ])
    expect([wrong, (await ask(wrong, { body: '{}' })).status]).toEqual([wrong, 404])
})

test('the next event of a published flow is kept as a sample and still runs; the one after is not kept', async () => {
  expect(await server.captures.read(CALLER, 'flw_capture-token')).toMatchObject({ state: 'none' })
  expect(await server.captures.open(CALLER, 'flw_capture-token')).toMatchObject({ state: 'waiting', sample: null })
  const before = await runs()
  const proof = { 'content-type': 'application/json', 'x-proof': SECRET }
  expect((await ask('capture-token', { body: '{"n":0}' })).status).toBe(401)
  expect((await ask('capture-token', { body: '{"n":1}', headers: proof })).status).toBe(202)
  expect((await ask('capture-token', { body: '{"n":2}', headers: proof })).status).toBe(202)
  expect(await runs()).toBe(before + 2)
  const view = await server.captures.read(CALLER, 'flw_capture-token')
  expect(view).toMatchObject({ state: 'captured', sample: { method: 'POST', body: { n: 1 } } })
  expect(JSON.stringify(view)).not.toContain(SECRET)
  expect(await server.captures.open(CALLER, 'flw_capture-token')).toMatchObject({ state: 'waiting' })
})

test('a flow that was never published can be sent an event: it is kept, with its path, and starts nothing', async () => {
  const before = await runs()
  expect((await ask('draft-token/in/order', { body: '{}' })).status).toBe(404)
  await server.captures.open(CALLER, 'flw_draft-token')
  expect((await ask('draft-token', { body: '{}' })).status).toBe(404)
  const sent = await ask('draft-token/in/order', {
    body: '{"ok":true}',
    headers: { 'content-type': 'application/json', 'x-mine': 'canary' },
  })
  expect([sent.status, await sent.json()]).toEqual([202, { runId: null }])
  const { sample } = await server.captures.read(CALLER, 'flw_draft-token')
  expect(sample).toMatchObject({ params: { what: 'order' }, body: { ok: true } })
  expect(JSON.stringify(sample)).not.toContain('canary')
  expect((await ask('draft-token/in/order', { body: '{}' })).status).toBe(404)
  expect(await runs()).toBe(before)
})

test('after ten minutes nobody waits any more', async () => {
  await server.captures.open(CALLER, 'flw_draft-token')
  await database().truth.query(`UPDATE flow_captures SET open_until = now() - interval '1 second' WHERE flow_id = 'flw_draft-token'`)
  expect((await ask('draft-token/in/order', { body: '{}' })).status).toBe(404)
  expect((await server.captures.read(CALLER, 'flw_capture-token')).state).toBe('waiting')
})

test('the flow source tells the hot path that somebody waits, without a query of its own', async () => {
  const { truth, engine } = database()
  const secrets = openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }])
  await truth.query(
    `INSERT INTO flow_versions (tenant_id, flow_id, version, definition, definition_hash, script, script_hash, published_by)
     VALUES ($1, 'flw_usual-token', 1, $2, '', '', '', 'usr_a')`,
    [TENANT, JSON.stringify(FLOWS[0]?.definition)],
  )
  await truth.query(`UPDATE flows SET state = 'published', published_version = 1 WHERE id = 'flw_usual-token'`)
  const source = createFlowSource({ engine, secrets })
  expect((await source.publishedByToken('usual-token'))?.captureUntil).toBeUndefined()
  const { openUntil } = await server.captures.open(CALLER, 'flw_usual-token')
  source.forget(TENANT, 'flw_usual-token')
  expect((await source.publishedByToken('usual-token'))?.captureUntil).toBe(Date.parse(openUntil ?? ''))
})
