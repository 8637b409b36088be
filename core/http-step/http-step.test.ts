import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { HttpStep, Json } from '../../sdk/flow/definition.ts'
import { recordingDialer } from '../egress/testing/recording-dialer.ts'
import { systemClock } from '../platform/clock.ts'
import { createHttpStep } from './http-step.service.ts'
import { CANARY, FREE, get, post, SHOP, useHttpLab } from './testing/http-lab.ts'

const lab = useHttpLab()

test('what is sent is built from the evaluated values: lists repeat, nulls are left out, nothing reaches beyond its place', async () => {
  const { free, call } = lab()
  const result = await call({
    step: post,
    input: {
      url: `${FREE}/orders?state=open#top`,
      query: { id: ['1', 2], 'a b': 'x&y=z', none: null, flag: true },
      headers: { 'X-Shop': 7, 'x-none': null },
      body: { name: 'João', lines: [1] },
    },
  })
  expect(result).toMatchObject({ ok: true, output: { status: 200, body: { ok: true } } })
  expect(free.requests).toMatchObject([
    {
      method: 'POST',
      url: '/orders?state=open&id=1&id=2&a%20b=x%26y%3Dz&flag=true',
      headers: { 'x-shop': '7', 'content-type': 'application/json', host: 'somewhere.example' },
      body: '{"name":"João","lines":[1]}',
    },
  ])
  expect(result.calls).toMatchObject([{ method: 'POST', status: 200 }])
})

test('forms repeat lists, texts go as they are, and a declared content type stands', async () => {
  const { free, call } = lab()
  await call({ step: { ...post, body: { type: 'form', value: null } }, input: { url: FREE, body: { a: ['1', '2'], b: 'ç' } } })
  const text = { step: { ...post, body: { type: 'text', value: null } } satisfies HttpStep }
  await call({ ...text, input: { url: FREE, body: '<a/>', headers: { 'Content-Type': 'text/xml' } } })
  expect(free.requests).toMatchObject([
    { body: 'a=1&a=2&b=%C3%A7', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { body: '<a/>', headers: { 'content-type': 'text/xml' } },
  ])
})

test('C13 headers of the connection, other hosts and line breaks in values are refused before anything is sent', async () => {
  const { free, errors, call } = lab()
  const hostile: Array<Record<string, Json>> = [
    { Host: 'evil' },
    { Connection: 'close' },
    { 'Transfer-Encoding': 'chunked' },
    { 'Proxy-Authorization': 'x' },
    { 'x-a': 'b\r\nx: y' },
  ]
  for (const headers of hostile) {
    const result = await call({ input: { url: FREE, headers } })
    expect(result, JSON.stringify(headers)).toMatchObject({
      ok: false,
      failure: { code: 'egress_refused', class: 'permanent', effect: 'no' },
    })
  }
  const unusable: Array<Record<string, Json>> = [{ url: null }, { url: FREE, query: { a: { b: 1 } } }, { url: FREE, headers: 'x' }]
  for (const input of unusable) {
    expect(await call({ input })).toMatchObject({ ok: false, failure: { code: 'invalid_input', effect: 'no' } })
  }
  expect([free.requests, errors]).toEqual([[], []])
})

test('C14 without a connection any public host may be called, and no inside address under any name', async () => {
  const { call } = lab()
  const inside = [
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://169.254.169.254/latest',
    'http://0x7f000001/',
    'http://10.1.2.3:8080/',
    'http://localhost/',
  ]
  for (const url of [
    ...inside,
    'http://pointing-inside.example/',
    'http://mail.example:25/',
    'ftp://x.example/',
    'http://u:p@x.example/',
  ]) {
    const dialer = recordingDialer(() => ['10.0.0.7'])
    expect(await call({ input: { url }, broker: { dialer } }), url).toMatchObject({
      ok: false,
      failure: { code: 'egress_refused', class: 'permanent', effect: 'no' },
    })
    expect(dialer.dialled, url).toEqual([])
  }
  const dialer = recordingDialer()
  expect(await call({ input: { url: 'http://any.example:8080/x' }, broker: { dialer } })).toMatchObject({ failure: { code: 'network' } })
  expect(dialer.dialled).toMatchObject([{ address: '93.184.216.34', port: 8080 }])
})

test('C15 a redirect to an inside address is refused, and one to another host loses what the author put into the headers', async () => {
  const { shop, call, answerWith } = lab()
  answerWith(302, '', { location: 'http://127.0.0.1/' })
  expect(await call({ input: { url: FREE } })).toMatchObject({ ok: false, failure: { code: 'egress_refused' } })
  answerWith(307, '', { location: `${SHOP}/there` })
  await call({ input: { url: FREE, headers: { authorization: 'Bearer typed-by-hand' } } })
  expect(shop.requests).toHaveLength(1)
  expect(JSON.stringify(shop.requests)).not.toContain('typed-by-hand')
})

test("C17 a connection adds its credential on hosts that its connector declares; elsewhere the step is refused by the host's name", async () => {
  const { shop, free, call } = lab()
  shop.answer = (seen, response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify({ echo: seen.headers.authorization }))
  const step: HttpStep = { ...get, connectionId: 'con_shop' }
  const result = await call({ step, input: { url: `${SHOP}/me`, headers: { authorization: 'mine' } } })
  expect(shop.requests[0]?.headers.authorization).toBe(`Bearer ${CANARY}`)
  expect(result).toMatchObject({ ok: true, output: { body: { echo: 'Bearer ***' } } })
  expect(JSON.stringify(result)).not.toContain(CANARY)

  const elsewhere = await call({ step, input: { url: `${FREE}/me` } })
  expect(elsewhere).toMatchObject({ ok: false, failure: { code: 'host_not_declared', class: 'permanent', effect: 'no' } })
  expect(elsewhere).toMatchObject({ failure: { message: expect.stringContaining('somewhere.example') } })
  const wrongMethod = await call({ step: { ...step, method: 'DELETE' }, input: { url: `${SHOP}/me` } })
  expect(wrongMethod).toMatchObject({ ok: false, failure: { code: 'egress_refused', effect: 'no' } })
  const gone = await call({ step: { ...step, connectionId: 'con_gone' }, input: { url: `${SHOP}/me` } })
  expect(gone).toMatchObject({ ok: false, failure: { code: 'connection_missing', effect: 'no' } })
  expect([free.requests.length, shop.requests.length]).toEqual([0, 1])
})

test('C17 a connection whose connector redirects elsewhere does not follow with anything', async () => {
  const { shop, free, call } = lab()
  shop.answer = (_seen, response) => void response.writeHead(302, { location: `${FREE}/x` }).end()
  expect(await call({ step: { ...get, connectionId: 'con_shop' }, input: { url: SHOP } })).toMatchObject({
    ok: false,
    failure: { code: 'egress_refused' },
  })
  expect(free.requests).toEqual([])
})

test('the body comes as a value, as text, as base64 with a mark, or not at all; large integers keep their digits', async () => {
  const { free, call } = lab()
  const bodies: Array<[string, string | Buffer, Json]> = [
    ['application/json', '{"id":9007199254740993}', { body: { id: '9007199254740993' } }],
    ['application/problem+json', '[1]', { body: [1] }],
    ['application/json', 'null', { body: null }],
    ['application/json', '<html>', { body: '<html>' }],
    ['text/plain', '{"a":1}', { body: '{"a":1}' }],
    ['application/xml', '<a/>', { body: '<a/>' }],
    ['image/png', Buffer.from([0x89, 0x50, 0x00, 0xff]), { body: 'iVAA/w==', base64: true }],
    ['application/pdf', '%PDF', { body: 'JVBERg==', base64: true }],
    ['', '', { body: null }],
  ]
  for (const [type, body, expected] of bodies) {
    free.answer = (_seen, response) => void response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(body)
    const result = await call({ input: { url: FREE } })
    expect(result, type).toMatchObject({ ok: true, output: expected })
    if (result.ok) expect(Object.hasOwn(Object(result.output), 'base64'), type).toBe(Object.hasOwn(Object(expected), 'base64'))
  }
})

test('C17 a file in which the provider echoes the credential is spoiled, not handed on', async () => {
  const { shop, call } = lab()
  shop.answer = (_seen, response) => void response.writeHead(200, { 'content-type': 'application/zip' }).end(`PK\u0000${CANARY}`)
  const result = await call({ step: { ...get, connectionId: 'con_shop' }, input: { url: SHOP } })
  expect(result).toMatchObject({ ok: true, output: { base64: true } })
  const body = result.ok && typeof result.output === 'object' && result.output !== null && 'body' in result.output ? result.output.body : ''
  expect(Buffer.from(String(body), 'base64').toString()).toBe('PK\u0000***')
})

test('HEAD gives status and headers', async () => {
  const { call, answerWith } = lab()
  answerWith(200, '', { 'x-total': '7' })
  expect(await call({ step: { ...get, method: 'HEAD' }, input: { url: FREE } })).toMatchObject({
    ok: true,
    output: { status: 200, headers: { 'x-total': '7' }, body: null },
  })
})

test('a status from 400 on is a failure that says whether and when another try makes sense, and whether something may have happened', async () => {
  const { call, answerWith } = lab()
  const cases: Array<[number, Record<string, string>, Json]> = [
    [400, {}, { class: 'permanent', effect: 'no', provider: { status: 400, body: { why: 1 } } }],
    [401, {}, { class: 'permanent', effect: 'no' }],
    [404, {}, { class: 'notFound', effect: 'no' }],
    [408, {}, { class: 'retry', effect: 'no' }],
    [409, {}, { class: 'conflict', effect: 'no' }],
    [422, {}, { class: 'permanent', effect: 'no' }],
    [425, {}, { class: 'retry', effect: 'no' }],
    [429, { 'retry-after': '7' }, { class: 'rateLimited', effect: 'no', retryAfterMs: 7000 }],
    [500, {}, { class: 'retry', effect: 'maybe' }],
    [503, { 'retry-after': '30' }, { class: 'retry', effect: 'maybe', retryAfterMs: 30_000 }],
  ]
  for (const [status, headers, failure] of cases) {
    answerWith(status, '{"why":1}', headers)
    expect(await call({ step: post, input: { url: FREE, body: {} } }), String(status)).toMatchObject({ ok: false, failure })
    const read = await call({ input: { url: FREE } })
    expect(read, `GET ${status}`).toMatchObject({ ok: false, failure: { effect: 'no' } })
  }
  answerWith(304, '')
  expect(await call({ input: { url: FREE } })).toMatchObject({ ok: true, output: { status: 304 } })
})

test('a connection that breaks after the request left may have had its effect; one that never opened has none', async () => {
  const { free, call } = lab()
  free.answer = (_seen, response) => void response.destroy()
  expect(await call({ step: post, input: { url: FREE, body: {} } })).toMatchObject({
    ok: false,
    failure: { code: 'network', class: 'retry', effect: 'maybe' },
  })
  const unreachable = { endpoints: { [FREE]: 'http://127.0.0.1:1' } }
  expect(await call({ step: post, input: { url: FREE, body: {} }, broker: unreachable })).toMatchObject({
    failure: { code: 'network', effect: 'no' },
  })
})

test('C16 a slow answer and a large one end the step within its limits', async () => {
  const { free, call } = lab()
  free.answer = () => undefined
  expect(await call({ step: post, input: { url: FREE, body: {} }, request: { timeoutMs: 200 } })).toMatchObject({
    ok: false,
    failure: { code: 'timeout', class: 'retry', effect: 'maybe' },
  })
  free.answer = (_seen, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(5_000_000))
  expect(await call({ input: { url: FREE } })).toMatchObject({ ok: false, failure: { code: 'output_too_large', effect: 'no' } })
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  free.answer = (_seen, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  expect(await call({ step: post, input: { url: FREE, body: {} } })).toMatchObject({ failure: { code: 'too_large', effect: 'maybe' } })
})

test('G9 a process whose lease is gone sends nothing', async () => {
  const { free, call } = lab()
  const result = await call({ step: post, input: { url: FREE, body: {} }, request: { maySend: async () => false } })
  expect(result).toMatchObject({ ok: false, failure: { code: 'lease_lost', effect: 'no' } })
  expect(free.requests).toEqual([])
})

test('the effect key goes into the header that the step names, whatever the author wrote there', async () => {
  const { free, call } = lab()
  const step: HttpStep = { ...post, repeatable: { idempotencyHeader: 'Idempotency-Key' } }
  await call({ step, input: { url: FREE, headers: { 'idempotency-key': 'typed' }, body: {} } })
  expect(free.requests[0]?.headers['idempotency-key']).toBe('run_1/sCall')
})

test('what the engine may do after a lost answer follows from the method and the step', () => {
  const performer = createHttpStep({
    broker: {
      send: () => Promise.reject(new Error('not called')),
      mail: () => Promise.reject(new Error('not called')),
      close: async () => {},
    },
    registry: { egressRules: () => [] },
    connections: { findForAction: async () => null },
    clock: systemClock,
    logger: { error: () => {} },
  })
  const facts = (step: Partial<HttpStep>) => {
    const { effect, repeatable, timeoutMs } = performer.facts({ ...get, ...step })
    return [effect, repeatable.mode, timeoutMs]
  }
  expect(facts({})).toEqual(['read', 'natural', 60_000])
  expect(facts({ method: 'HEAD', timeoutMs: 5_000 })).toEqual(['read', 'natural', 5_000])
  expect(facts({ method: 'POST' })).toEqual(['create', 'never', 60_000])
  expect(facts({ method: 'PUT', repeatable: 'natural' })).toEqual(['update', 'natural', 60_000])
  expect(facts({ method: 'DELETE', repeatable: 'never' })).toEqual(['delete', 'never', 60_000])
  expect(facts({ method: 'POST', repeatable: { idempotencyHeader: 'x-key' } })).toEqual(['create', 'idempotencyKey', 60_000])
})
