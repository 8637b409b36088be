import { beforeAll, expect, test } from 'vitest'
import { httpStepRoutes } from '../http-step/http-step.routes.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { callerFromTestHeader, startTestServer, type TestServer } from '../testing/test-server.ts'
import { dataStoreRoutes } from './data-store.routes.ts'
import { createDataStore } from './data-store.service.ts'

const database = useTestDatabase()
/** The workspace of `callerFromTestHeader`. */
const TENANT = '00000000-0000-4000-8000-00000000000a'
const clock = new FakeClock()
let server: TestServer

beforeAll(async () => {
  await database().forTenant(TENANT, (trx) => trx('workspaces').insert({ tenant_id: TENANT, name: 'Loja' }))
  const store = createDataStore({ db: database(), clock, limits: { rowsPerTable: 300 } })
  const routes = [...dataStoreRoutes(store), ...httpStepRoutes()]
  server = await startTestServer({ routes, callerOf: callerFromTestHeader })
  await ask('POST', '', { name: 'Clientes' })
})

interface Answer {
  status: number
  body: Record<string, unknown>
}

async function ask(method: string, path: string, body?: unknown, role = 'admin', base = '/api/data-tables'): Promise<Answer> {
  const answer = await fetch(server.origin + base + path, {
    method,
    headers: { 'x-test-role': role, 'accept-language': 'pt-BR', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
}

function keysOf({ body }: Answer): unknown[] {
  const { items } = body
  return Array.isArray(items) ? items.map((item: { key?: unknown }) => item.key) : []
}

test('people make, fill, look at and delete a table, and each act is in the audit log', async () => {
  expect(await ask('POST', '', { name: 'Estoque' })).toMatchObject({ status: 201, body: { name: 'Estoque', rows: 0 } })
  expect(await ask('POST', '', { name: 'Estoque' })).toMatchObject({ status: 409 })
  expect(await ask('POST', '', { name: 'a/b' })).toMatchObject({ status: 422, body: { code: 'store_table_name' } })
  const key = encodeURIComponent('sku/1 ç')
  const saved = await ask('PUT', `/Estoque/rows/${key}`, { value: { saldo: 3 } })
  expect(saved).toMatchObject({ status: 200, body: { key: 'sku/1 ç', value: { saldo: 3 }, revision: 1, expiresAt: null } })
  expect(await ask('GET', '')).toMatchObject({ body: { items: [{ name: 'Clientes' }, { name: 'Estoque', rows: 1 }] } })
  expect(await ask('DELETE', `/Estoque/rows/${key}`)).toMatchObject({ status: 204 })
  expect(await ask('DELETE', `/Estoque/rows/${key}`)).toMatchObject({ status: 404 })
  await ask('PUT', '/Estoque/rows/x', { value: 1 })
  expect(await ask('DELETE', '/Estoque')).toMatchObject({ status: 204 })
  for (const [method, path] of [
    ['GET', '/Estoque/rows'],
    ['DELETE', '/Estoque'],
  ] as const)
    expect(await ask(method, path)).toMatchObject({ status: 404 })
  expect(await ask('PUT', '/Estoque/rows/x', { value: 1 })).toMatchObject({ status: 404 })
  const { rows } = await database().truth.query(`SELECT act, changes FROM audit_log WHERE subject LIKE 'Estoque%' ORDER BY act DESC`)
  const saldo = rows.filter(({ changes }) => changes[0]?.name === 'value.saldo')
  expect(saldo.map(({ act, changes: [change] }) => [act, change.before, change.after])).toEqual([
    ['data_row.saved', null, 3],
    ['data_row.deleted', 3, null],
  ])
  expect(rows.map(({ act }) => act).sort()).toEqual([
    'data_row.deleted',
    'data_row.saved',
    'data_row.saved',
    'data_table.created',
    'data_table.deleted',
  ])
})

test('C22 a viewer reads, an editor writes rows and makes tables, an admin deletes tables', async () => {
  const write = { value: 1 }
  expect((await ask('GET', '/Clientes/rows', undefined, 'viewer')).status).toBe(200)
  expect((await ask('PUT', '/Clientes/rows/a', write, 'operator')).status).toBe(403)
  expect((await ask('PUT', '/Clientes/rows/a', write, 'editor')).status).toBe(200)
  expect((await ask('DELETE', '/Clientes/rows/a', undefined, 'editor')).status).toBe(204)
  expect((await ask('POST', '', { name: 'x' }, 'operator')).status).toBe(403)
  expect((await ask('DELETE', '/Clientes', undefined, 'editor')).status).toBe(403)
})

test('of two people who save over the same revision, or make the same row at once, one is told', async () => {
  const both = await Promise.all([1, 2].map((value) => ask('PUT', '/Clientes/rows/both', { value, ifRevision: 0 })))
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
  expect((await ask('PUT', '/Clientes/rows/both', { value: 3, ifRevision: 1 })).body).toMatchObject({ revision: 2 })
  expect(await ask('PUT', '/Clientes/rows/both', { value: 4, ifRevision: 1 })).toMatchObject({ status: 412 })
  await ask('DELETE', '/Clientes/rows/both')
})

test('a row may have an end, which must lie ahead; after it the row is gone for everybody', async () => {
  const end = (ms: number) => new Date(clock.now() + ms).toISOString()
  expect(await ask('PUT', '/Clientes/rows/brief', { value: 1, expiresAt: end(0) })).toMatchObject({ status: 422 })
  expect(await ask('PUT', '/Clientes/rows/brief', { value: 1, expiresAt: end(1000) })).toMatchObject({ body: { expiresAt: end(1000) } })
  expect(keysOf(await ask('GET', '/Clientes/rows'))).toContain('brief')
  clock.advance(1000)
  expect(keysOf(await ask('GET', '/Clientes/rows'))).not.toContain('brief')
})

test('rows are searched, sorted and read page by page without loss', async () => {
  await ask('POST', '', { name: 'Muitas' })
  for (let i = 0; i < 7; i++) {
    if (i % 2 === 0) clock.advance(1)
    await ask('PUT', `/Muitas/rows/k${i}`, { value: { name: i === 3 ? '100%_João' : 'Ana', i } })
  }
  const pages = async (query: string) => {
    const keys: unknown[] = []
    let cursor = ''
    for (let page = 0; page < 10; page++) {
      const answer = await ask('GET', `/Muitas/rows?limit=2${query}${cursor}`)
      keys.push(...keysOf(answer))
      if (answer.body['nextCursor'] === null) return keys.join(' ')
      cursor = `&cursor=${String(answer.body['nextCursor'])}`
    }
    return 'no end'
  }
  const forward = 'k0 k1 k2 k3 k4 k5 k6'
  const backward = forward.split(' ').toReversed().join(' ')
  expect(await pages('&sort=key')).toBe(forward)
  expect(await pages('&sort=-key')).toBe(backward)
  expect(await pages('&sort=updatedAt')).toBe(forward)
  expect(await pages('')).toBe(backward)
  expect(await pages('&sort=-createdAt')).toBe(backward)
  expect(await pages('&search=jo%C3%A3o')).toBe('k3')
  expect(await pages(`&search=${encodeURIComponent('0%_J')}`)).toBe('k3')
  expect(await pages('&search=%25')).toBe('k3')
  expect(await pages('&search=K5')).toBe('k5')
  const first = await ask('GET', '/Muitas/rows?limit=2&sort=key')
  for (const cursor of ['x', 'W10', 'WyJhIiwiYiJd', 'WyJhIiwxZTMwMF0', String(first.body['nextCursor'])]) {
    expect(await ask('GET', `/Muitas/rows?sort=-updatedAt&cursor=${cursor}`), cursor).toMatchObject({ status: 422 })
  }
})

test('a page of large rows ends early and the next one goes on', async () => {
  await ask('POST', '', { name: 'Largas' })
  for (let i = 0; i < 20; i++) await ask('PUT', `/Largas/rows/${String(i).padStart(2, '0')}`, { value: 'x'.repeat(250_000) })
  const first = await ask('GET', '/Largas/rows?sort=key&limit=50')
  expect(keysOf(first)).toHaveLength(17)
  const rest = await ask('GET', `/Largas/rows?sort=key&limit=50&cursor=${String(first.body['nextCursor'])}`)
  expect([keysOf(rest), rest.body['nextCursor']]).toEqual([['17', '18', '19'], null])
})

test('C30 values that cannot be kept are refused, not failed on', async () => {
  expect(await ask('PUT', '/Clientes/rows/x', { value: 'a\u0000' })).toMatchObject({ status: 422 })
  expect(await ask('PUT', '/Clientes/rows/x', { value: 'x'.repeat(262_144) })).toMatchObject({
    status: 422,
    body: { code: 'store_value_too_large', detail: 'O valor passa de 256 KB.' },
  })
  expect(await ask('GET', '/Clientes/rows?search=%00')).toMatchObject({ status: 422 })
})

test('a curl command becomes a step over the API, or a reason in the language of the caller', async () => {
  const importCurl = (text: string, role = 'editor') => ask('POST', '/import-curl', { text }, role, '/api/http-step')
  expect(await importCurl(`curl -u a:b https://a.test -d '{"a":[1]}'`)).toMatchObject({
    status: 200,
    body: {
      step: { kind: 'http', method: 'POST', url: 'https://a.test', body: { type: 'json', value: { a: [1] } } },
      warnings: [{ code: 'json_assumed' }, { code: 'secret', text: expect.stringContaining('Use uma conexão') }],
    },
  })
  expect(await importCurl('curl -k https://a.test')).toMatchObject({
    status: 422,
    body: { code: 'curl_unreadable', detail: expect.stringContaining('-k desliga') },
  })
  expect((await importCurl('curl https://a.test', 'operator')).status).toBe(403)
})
