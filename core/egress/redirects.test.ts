import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Credential, EgressRule, OutboundRequest } from './egress.types.ts'
import { DECLARED, fixedCredential, requestTo, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
const OTHER = 'https://cdn.shop.test'
const METHODS = ['GET', 'POST', 'PUT']
const RULES: EgressRule[] = [
  { host: 'api.shop.test', methods: METHODS },
  { host: 'cdn.shop.test', methods: METHODS },
]
const CREDENTIAL: Credential = {
  version: 1,
  inject: [
    { in: 'header', name: 'Authorization', value: 'Bearer canary-token-1' },
    { in: 'query', name: 'key', value: 'canary-key-22' },
  ],
  secrets: ['canary-token-1', 'canary-key-22'],
}
let api: Witness
let cdn: Witness
beforeAll(async () => {
  ;[api, cdn] = [await openWitness(), await openWitness()]
})
afterAll(() => Promise.all([api.close(), cdn.close()]))
beforeEach(() => {
  api.requests.length = 0
  cdn.requests.length = 0
})

async function sendVia(location: (hop: number) => string, rest: Partial<OutboundRequest> = {}, status = 302) {
  api.answer = (_seen, response) => response.writeHead(status, { location: location(api.requests.length) }).end()
  const broker = testBroker(database(), {
    endpoints: { [DECLARED]: api.origin, [OTHER]: cdn.origin },
    credentials: fixedCredential(CREDENTIAL),
  })
  try {
    return await broker.send(requestTo(`${DECLARED}/start`, { rules: RULES, connectionId: 'con_x', ...rest }))
  } finally {
    await broker.close()
  }
}

test('C15 a redirect to loopback, to an undeclared host, scheme or port is refused', async () => {
  for (const target of [
    api.origin,
    cdn.origin,
    'http://127.0.0.1/',
    'http://[::1]/',
    'https://evil.example/',
    'http://api.shop.test/',
    'https://api.shop.test:8443/',
    'file:///etc/passwd',
    '//evil.example/x',
    'https://u:p@api.shop.test/',
  ]) {
    api.requests.length = 0
    expect(await sendVia(() => target), target).toMatchObject({ ok: false, code: 'egress_refused', sent: 'maybe' })
    expect([api.requests.length, cdn.requests.length], target).toEqual([1, 0])
  }
})

test('C15 of 25 redirects five are followed', async () => {
  expect(await sendVia((hop) => `/hop/${hop}`)).toMatchObject({ ok: false, code: 'egress_refused' })
  expect(api.requests).toHaveLength(6)
})

test('C15 on another host the call carries no credential, no cookie, no header of its own and no body', async () => {
  const rest: Partial<OutboundRequest> = {
    method: 'PUT',
    headers: { cookie: 'session=1', 'x-account': '7', accept: 'text/csv', authorization: 'Basic guest' },
    body: { json: { a: 1 } },
  }
  expect(await sendVia(() => `${OTHER}/file`, rest, 307)).toMatchObject({ ok: true, status: 200 })
  expect(api.requests[0]).toMatchObject({
    url: '/start?key=canary-key-22',
    headers: { authorization: 'Bearer canary-token-1' },
    body: '{"a":1}',
  })
  const seen = cdn.requests[0]
  expect(seen).toMatchObject({ method: 'PUT', url: '/file', body: '', headers: { accept: 'text/csv' } })
  expect(JSON.stringify(seen)).not.toMatch(/canary|cookie|session|x-account|authorization|content-type/)
})

test('C15 on the same host the credential goes along, and a redirected POST becomes a GET without its body', async () => {
  api.answer = (seen, response) =>
    seen.url.startsWith('/start') ? response.writeHead(302, { location: '/end' }).end() : response.end('done')
  const broker = testBroker(database(), { endpoints: { [DECLARED]: api.origin }, credentials: fixedCredential(CREDENTIAL) })
  const result = await broker.send(requestTo(`${DECLARED}/start`, { method: 'POST', body: { form: { a: 'b' } }, connectionId: 'con_x' }))
  expect(result).toMatchObject({ ok: true, text: 'done' })
  expect(api.requests[1]).toMatchObject({
    method: 'GET',
    url: '/end?key=canary-key-22',
    headers: { authorization: 'Bearer canary-token-1' },
    body: '',
  })
  expect(api.requests[1]?.headers).not.toHaveProperty('content-type')
  await broker.close()
})
