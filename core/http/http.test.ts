import { request as rawRequest } from 'node:http'
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../platform/db.ts'
import { callerFromTestHeader, startTestServer, type TestServer } from '../testing/test-server.ts'
import type { Route } from './route.ts'
import { checkRoutes } from './routes.ts'

const echo: Route = {
  method: 'POST',
  path: '/api/echo/:id',
  operationId: 'echo',
  summary: 'Gives back what it got',
  tag: 'test',
  auth: 'public',
  query: { type: 'object', additionalProperties: false, properties: { limit: { type: 'integer', maximum: 10 } } },
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: { name: { type: 'string' }, data: {} },
  },
  response: {},
  handler: async (request: { body: unknown; query: unknown; params: unknown; clientAddress: string }) => ({
    body: { body: request.body, query: request.query, params: request.params, address: request.clientAddress },
  }),
}
const plain = (operationId: string, path: string, more: Partial<Route> = {}): Route => ({
  method: 'GET',
  path,
  operationId,
  summary: operationId,
  tag: 'test',
  auth: 'public',
  response: {},
  handler: async () => ({ body: { operationId } }),
  ...more,
})
const routes: Route[] = [
  echo,
  plain('getThing', '/api/things/:thingId'),
  plain('getNewThing', '/api/things/new'),
  plain('removeThing', '/api/things/:thingId', { method: 'DELETE', response: undefined, handler: async () => ({}) }),
  plain('failing', '/api/failing', {
    handler: async () => {
      throw new Error('relation "secrets" does not exist at /srv/tomada/core/x.ts: SELECT * FROM secrets')
    },
  }),
  plain('databaseAway', '/api/away', {
    handler: async () => {
      const db = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 1 })
      try {
        return { body: await db.app('users') }
      } finally {
        await db.close()
      }
    },
  }),
  plain('editorsOnly', '/api/editors', { auth: 'editor' }),
  plain('scarce', '/api/scarce', { rateLimit: { quota: 2, windowSeconds: 60 } }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ routes, callerOf: callerFromTestHeader })
})

interface Answer {
  code: string
  instance: string
  errors: Array<{ field: string; reason: string }>
  body: unknown
}
const read = async (answer: Response): Promise<Answer> => (await answer.json()) as Answer

const post = (body: unknown, init: RequestInit & { path?: string } = {}) =>
  fetch(`${server.origin}${init.path ?? '/api/echo/a'}`, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof Uint8Array ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', 'accept-language': 'en', ...init.headers },
  })

test('a request that fits is answered with its parts turned into their types', async () => {
  const answer = await post({ name: 'ana' }, { path: '/api/echo/abc?limit=5' })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ body: { name: 'ana' }, query: { limit: 5 }, params: { id: 'abc' }, address: '127.0.0.1' })
})

test('C22 an unknown body field, query or body where none is taken is refused with 422 naming the field', async () => {
  const answer = await post({ name: 'ana', tenantId: 'x', role: 'owner' }, { path: '/api/echo/a?limit=11&debug=1' })
  expect(answer.status).toBe(422)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = await read(answer)
  expect(problem.errors.map((e) => e.field).sort()).toEqual(['/role', '/tenantId', 'query/debug', 'query/limit'])
  const body = await post({ any: 1 }, { path: '/api/things/1', method: 'DELETE' })
  expect(body.status).toBe(422)
})

test('an error speaks the language of the caller and gives a reference', async () => {
  const answer = await fetch(`${server.origin}/api/nowhere`, { headers: { 'accept-language': 'pt-BR,pt;q=0.9,en;q=0.8' } })
  expect(answer.status).toBe(404)
  const problem = await read(answer)
  expect(problem).toMatchObject({ code: 'not_found', status: 404, title: 'Não há nada aqui.', type: '/problems/not_found', errors: [] })
  expect(problem.instance).toBe(`/requests/${answer.headers.get('x-request-id')}`)
})

test('C38 a failure of ours tells a stranger nothing and the log everything', async () => {
  const answer = await fetch(`${server.origin}/api/failing`)
  const text = await answer.text()
  expect(answer.status).toBe(500)
  for (const leak of ['secrets', '/srv', 'SELECT', '.ts', 'stack']) expect(text).not.toContain(leak)
  const requestId = answer.headers.get('x-request-id')
  const line = server.logged.find((entry) => entry['msg'] === 'request failed' && entry['requestId'] === requestId)
  expect(JSON.stringify(line)).toContain('does not exist')
})

test('G13 while the database is away a request gets 503 with Retry-After, not a failure of ours', async () => {
  const answer = await fetch(`${server.origin}/api/away`)
  expect([answer.status, answer.headers.get('retry-after'), (await read(answer)).code]).toEqual([503, '5', 'unavailable'])
})

test('C28 a body that imitates a parsed upload is an unknown field like any other', async () => {
  const answer = await post({ name: 'a', files: { file: { filepath: '/etc/passwd', originalFilename: 'x', size: 1 } } })
  expect([answer.status, (await read(answer)).errors.map(({ field }) => field)]).toEqual([422, ['/files']])
})

test('HEAD answers like GET without a body, and a wrong method gets 405 with Allow', async () => {
  const head = await fetch(`${server.origin}/api/things/1`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  const wrong = await post({}, { path: '/api/things/1' })
  expect([wrong.status, (await read(wrong)).code]).toEqual([405, 'method_not_allowed'])
  expect(wrong.headers.get('allow')).toContain('DELETE')
  expect((await fetch(`${server.origin}/api/things/1`, { method: 'DELETE' })).status).toBe(204)
})

test('a fixed address wins over one with a parameter', async () => {
  expect(await (await fetch(`${server.origin}/api/things/new`)).json()).toEqual({ operationId: 'getNewThing' })
})

test('C22 a role below the one a route asks for gets 403, no proof gets 401', async () => {
  const as = async (role: string) => (await fetch(`${server.origin}/api/editors`, { headers: { 'x-test-role': role } })).status
  expect([await as('nobody'), await as('viewer'), await as('operator'), await as('editor'), await as('owner')]).toEqual([
    401, 403, 403, 200, 200,
  ])
})

test('OLE-37 over its limit a caller gets 429 with Retry-After, and other callers and routes go on', async () => {
  const ask = (role?: string) =>
    fetch(`${server.origin}/api/scarce`, { headers: role === undefined ? {} : { 'x-forwarded-for': '1.2.3.4' } })
  const first = await ask()
  expect(first.headers.get('ratelimit-policy')).toBe('"scarce";q=2;w=60')
  expect(first.headers.get('ratelimit')).toMatch(/^"scarce";r=1;t=\d+$/)
  await ask()
  const refused = await ask()
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await ask('forged address')).status).toBe(429)
  expect((await fetch(`${server.origin}/api/things/1`)).status).toBe(200)
})

test('C27 a body that is too large, packed or not, is refused with 413', async () => {
  expect((await post({ name: 'x'.repeat(1_100_000) })).status).toBe(413)
  expect((await post(Buffer.alloc(50 * 1024 * 1024, 97))).status).toBe(413)
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 32))
  const before = process.memoryUsage().rss
  expect((await post(bomb, { headers: { 'content-encoding': 'gzip' } })).status).toBe(413)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
})

test('a packed body that fits is read', async () => {
  const answer = await post(gzipSync(JSON.stringify({ name: 'ana' })), { headers: { 'content-encoding': 'gzip' } })
  expect((await read(answer)).body).toEqual({ name: 'ana' })
  expect((await post('zzz', { headers: { 'content-encoding': 'gzip' } })).status).toBe(400)
  expect((await post('zzz', { headers: { 'content-encoding': 'compress' } })).status).toBe(415)
})

test('C27 chunks that never end are cut off', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const request = rawRequest(
      `${server.origin}/api/echo/a`,
      { method: 'POST', headers: { 'content-type': 'application/json' } },
      (answer) => {
        clearInterval(timer)
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
    const timer = setInterval(() => request.write('x'.repeat(300_000)), 5)
    request.on('error', reject)
  })
  expect(status).toBe(413)
})

test('C27 depth and key count are checked before the text is parsed', async () => {
  const begun = performance.now()
  expect((await post(`{"name":"a","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).status).toBe(400)
  expect((await post(`{"name":"a","data":{${Array.from({ length: 21_000 }, (_, i) => `"k${i}":1`).join(',')}}}`)).status).toBe(400)
  expect(performance.now() - begun).toBeLessThan(1000)
  const brackets = await post({ name: '[{"a":'.repeat(500), data: '\\"[[[' })
  expect(brackets.status).toBe(200)
})

test('C27 wrong UTF-8, text that is not JSON and other content types are refused', async () => {
  expect((await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).status).toBe(400)
  expect((await post('{"name":')).status).toBe(400)
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
  ]) {
    expect((await post('{"name":"a"}', { headers: { 'content-type': type } })).status).toBe(415)
  }
})

test('C29 a body with __proto__, constructor or prototype changes no object of ours', async () => {
  const bodies = [
    '{"name":"a","__proto__":{"polluted":1}}',
    '{"name":"a","data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
    '{"name":"a","data":{"\\u005f_proto__":{"polluted":1}}}',
    '{"name":"a","data":{"toString":1,"hasOwnProperty":2}}',
  ]
  for (const body of bodies) {
    const answer = await post(body)
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toContain('__proto__')
  }
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('C30 null characters, lone surrogates and numbers beyond range are refused with the field named', async () => {
  for (const data of ['"a\\u0000b"', '"\\ud800"', '1e999', '{"k\\u0000":1}']) {
    const answer = await post(`{"name":"a","data":${data}}`)
    expect([data, answer.status]).toEqual([data, 422])
    expect((await read(answer)).errors[0]?.field).toBe('/data')
  }
  expect((await post({ name: 'a' }, { path: '/api/echo/a%00b' })).status).toBe(422)
})

test('an address of more than 8 KB gets 414 and a header block of more than 16 KB gets 431, as problems', async () => {
  expect((await fetch(`${server.origin}/api/things/${'a'.repeat(9000)}`)).status).toBe(414)
  const answer = await fetch(`${server.origin}/api/things/1`, { headers: { 'x-long': 'a'.repeat(17_000) } })
  expect([answer.status, (await read(answer)).code]).toEqual([431, 'headers_too_large'])
})

test('a request that takes too long to arrive gets 408 and its connection is closed', async () => {
  const slow = await startTestServer({ routes, limits: { headersTimeoutMs: 200, bodyTimeoutMs: 400 } })
  const answerTo = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(slow.port, '127.0.0.1', () => socket.write(text))
      let received = ''
      socket.on('data', (chunk) => {
        received += chunk.toString()
      })
      socket.on('close', () => resolve(received))
      socket.on('error', reject)
    })
  expect(await answerTo('GET / HTTP/1.1\r\nHost: a')).toMatch(/^HTTP\/1\.1 408/)
  const body = 'POST /api/echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"'
  expect(await answerTo(body)).toMatch(/^HTTP\/1\.1 408/)
})

test('a route table with a fault stops the start and names every fault', async () => {
  const faulty = [plain('same', '/api/a'), plain('same', '/api/a'), plain('noSlash', 'api/b')]
  await expect(startTestServer({ routes: faulty })).rejects.toThrow(
    /same: this operationId is taken\n.*\/api\/a is taken\n.*noSlash: path must begin/,
  )
})

test('a route whose schema is no JSON Schema is named when the route table is described', () => {
  const faulty = [plain('badSchema', '/api/b', { query: { type: 'objct' } })]
  expect(() => checkRoutes(faulty, { schemas: true })).toThrow(/badSchema: query/)
})
