import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { Registry } from 'prom-client'
import { beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'
import type { Route } from './route.ts'

const BOOT = 'window.__boot = 1'
const ping: Route = {
  method: 'POST',
  path: '/api/ping',
  operationId: 'ping',
  summary: 'ping',
  tag: 'test',
  auth: 'public',
  response: {},
  handler: async (request) => ({ body: { address: request.clientAddress } }),
}

let server: TestServer
let proxied: TestServer
let isQueueUp = true

beforeAll(async () => {
  const uiDir = mkdtempSync(path.join(tmpdir(), 'tomada-ui-'))
  mkdirSync(path.join(uiDir, '_app/immutable'), { recursive: true })
  writeFileSync(
    path.join(uiDir, 'index.html'),
    `<!doctype html><script>${BOOT}</script><script type="module" src="/app/_app/immutable/a.js"></script>`,
  )
  writeFileSync(path.join(uiDir, '_app/immutable/a.js'), 'export const a = 1')
  writeFileSync(path.join(uiDir, '_app/immutable/a.js.br'), brotliCompressSync('export const a = 1'))
  server = await startTestServer({
    routes: [ping],
    config: { uiDir, corsOrigins: ['https://shop.test'] },
    metrics: new Registry(),
    readiness: {
      database: async () => undefined,
      queue: async () => {
        if (!isQueueUp) throw new Error('connect ECONNREFUSED 10.0.0.7:5432')
      },
    },
  })
  proxied = await startTestServer({
    routes: [ping],
    config: { baseUrl: 'http://127.0.0.1:4000', trustedProxies: ['127.0.0.0/8', '10.1.0.0/16'] },
  })
})

const get = (address: string, headers: Record<string, string> = {}) => fetch(server.origin + address, { headers, redirect: 'manual' })

test('OLE-38 every page and API answer carries the security headers', async () => {
  for (const address of ['/app/', '/api/nowhere', '/healthz']) {
    const { headers } = await get(address)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('x-powered-by')).toBeNull()
  }
})

test('OLE-38 scripts run only from our origin and by the hash of the boot script; nothing is evaluated', async () => {
  const policy = (await get('/app/')).headers.get('content-security-policy') ?? ''
  const hash = createHash('sha256').update(BOOT).digest('base64')
  expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`)
  expect(policy).toContain("connect-src 'self' wss://tomada.test;")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe-eval')
})

test('OLE-38 without TLS there is no HSTS, which would lock a local installation out', async () => {
  const { headers } = await fetch(`${proxied.origin}/healthz`)
  expect(headers.get('strict-transport-security')).toBeNull()
  expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
})

test('OLE-40 only configured origins get CORS headers, and by default nobody does', async () => {
  const ask = (to: TestServer, origin: string, method = 'POST') =>
    fetch(`${to.origin}/api/ping`, {
      method,
      headers: { origin, 'access-control-request-method': 'POST', 'sec-fetch-site': 'same-origin' },
    })
  const allowed = await ask(server, 'https://shop.test', 'OPTIONS')
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, 'https://shop.test'])
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
  for (const origin of ['https://evil.test', 'https://shop.test.evil.test', 'null']) {
    const answer = await ask(server, origin, 'OPTIONS')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  }
  const none = await ask(proxied, 'https://shop.test', 'OPTIONS')
  expect([...none.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('the root leads to the pages; a page of the UI router is index.html and a missing file is not found', async () => {
  const root = await get('/')
  expect([root.status, root.headers.get('location')]).toEqual([302, '/app/'])
  const page = await get('/app/flows/flw_1/edit')
  expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-cache',
  ])
  expect(await page.text()).toContain(BOOT)
  expect((await get('/app/_app/immutable/gone.js')).status).toBe(404)
  expect((await get('/app/', { 'if-none-match': page.headers.get('etag') ?? '', 'cache-control': 'max-age=0' })).status).toBe(304)
})

test('a hashed file is cached for ever and sent packed to those who take it', async () => {
  const packed = await get('/app/_app/immutable/a.js', { 'accept-encoding': 'br' })
  expect(packed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect([packed.headers.get('content-encoding'), await packed.text()]).toEqual(['br', 'export const a = 1'])
  const plain = await get('/app/_app/immutable/a.js', { 'accept-encoding': 'identity' })
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'export const a = 1'])
})

test('no path leads out of the folder of the UI', async () => {
  for (const address of [
    '/app/../package.json',
    '/app/%2e%2e/%2e%2e/etc/passwd',
    '/app/..%2f..%2fetc%2fpasswd',
    '/app//etc/passwd',
    '/app/%00.js',
  ]) {
    const answer = await get(address)
    expect(await answer.text()).not.toMatch(/root:|"name"/)
  }
})

test('liveness always answers; readiness names what is missing and hides why', async () => {
  expect((await get('/healthz')).status).toBe(200)
  expect(await (await get('/readyz')).json()).toEqual({ status: 'ok', checks: { database: 'ok', queue: 'ok' } })
  isQueueUp = false
  const answer = await get('/readyz')
  const text = await answer.text()
  isQueueUp = true
  expect([answer.status, JSON.parse(text).checks]).toEqual([503, { database: 'ok', queue: 'unavailable' }])
  expect(text).not.toContain('10.0.0.7')
  const metrics = await (await get('/metrics')).text()
  expect(metrics).toMatch(/tomada_http_request_duration_seconds_count\{operation="other",status="503"\} 1/)
})

test('C32 the client address comes from configured proxies only', async () => {
  const ask = async (to: TestServer, forwarded: string) => {
    const answer = await fetch(`${to.origin}/api/ping`, {
      method: 'POST',
      headers: { 'x-forwarded-for': forwarded, 'x-real-ip': '9.9.9.9', forwarded: 'for=9.9.9.9' },
    })
    return ((await answer.json()) as { address: string }).address
  }
  expect(await ask(server, '203.0.113.7')).toBe('127.0.0.1')
  expect(await ask(proxied, '203.0.113.7')).toBe('203.0.113.7')
  expect(await ask(proxied, '1.2.3.4, 203.0.113.7, 10.1.2.3')).toBe('203.0.113.7')
  expect(await ask(proxied, '1.2.3.4, junk, 10.1.2.3')).toBe('127.0.0.1')
  expect(await ask(proxied, '::ffff:203.0.113.7')).toBe('203.0.113.7')
})

test('C32 a forged Host changes nothing in what is answered', async () => {
  const answer = await fetch(`${server.origin}/`, { headers: { 'x-forwarded-host': 'evil.test' }, redirect: 'manual' })
  expect(answer.headers.get('location')).toBe('/app/')
  expect(answer.headers.get('content-security-policy')).not.toContain('evil.test')
})
