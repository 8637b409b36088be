import { once } from 'node:events'
import http from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fieldsOf, listOf } from './fields.ts'
import { json } from './message.ts'
import type { EmulatorDefinition } from './provider.ts'
import { callAdmin } from './spawn.ts'
import { type RunningEmulator, startEmulator } from './start.ts'
import { call } from './testing/call.ts'

/** A provider of five lines: one thing to read, one to write. */
const tiny: EmulatorDefinition = {
  name: 'tiny',
  origins: ['https://api.example'],
  create: (world) => ({
    routes: [
      { method: 'GET', path: '/lists', answer: () => json(200, { results: [1, 2], total: 2 }) },
      {
        method: 'GET',
        path: '/things/:id',
        answer: ({ params }) => json(200, { id: params['id'], price: 1, kind: 'a_thing', seed: world.seed }),
      },
      {
        method: 'POST',
        path: '/things',
        answer: (request) => {
          world.ledger.record({ kind: 'thing.created', key: 'k', id: '1', account: 'a', requestId: request.id, details: null })
          return json(201, { id: 1 })
        },
      },
    ],
    unknownRoute: () => json(404, { error: 'none' }),
    errorAnswer: (status) => json(status, { error: status }),
    scenarios: { wait: () => void world.clock.schedule(1000, () => world.log('fired')) },
    configureApp: (settings) => settings,
    configureLimits: (settings) => settings,
    state: () => ({}),
    announcement: () => ({}),
    page: () => ({ title: 'Tiny <b>', explanation: '', actions: [], faults: [], tables: [] }),
  }),
}

let emulator: RunningEmulator
const log: string[] = []
beforeAll(async () => {
  emulator = await startEmulator(tiny, { port: 0, adminPort: 0, seed: 's', log: (text) => log.push(text) })
})
beforeEach(() => admin('POST', '/reset', { seed: 's' }))
afterAll(() => emulator.stop())

const admin = async (method: string, path: string, body?: unknown) => fieldsOf(await callAdmin(emulator.adminUrl, method, path, body))
const read = () => call(`${emulator.url}/things/7`)
const fault = (settings: Record<string, unknown>) => admin('POST', '/faults', [{ match: { path: '/things/*' }, ...settings }])

test('a status fault answers so many times, with the provider’s body or a given one, as JSON or plain text', async () => {
  await fault({ kind: 'status', status: 429, times: 2 })
  expect([(await read()).status, (await read()).status, (await read()).status]).toEqual([429, 429, 200])
  await fault({ kind: 'status', status: 429, body: 'local_rate_limited', retryAfter: '3' })
  const plain = await read()
  expect([plain.text, plain.headers.get('content-type'), plain.headers.get('retry-after')]).toEqual([
    'local_rate_limited',
    'text/plain; charset=utf-8',
    '3',
  ])
})

test('a fault may hit only some of what it matches, by its seed, and it is known how often one hit', async () => {
  const before = Number((await admin('GET', '/faults'))['hits'])
  await fault({ kind: 'status', status: 500, times: 1_000, chance: 0.3, seed: 'luck' })
  const statuses = []
  for (let i = 0; i < 40; i++) statuses.push((await call(`${emulator.url}/things/1`)).status)
  const failed = statuses.filter((status) => status === 500).length
  expect(failed).toBeGreaterThan(4)
  expect(failed).toBeLessThan(20)
  expect(await admin('GET', '/faults')).toMatchObject({ hits: before + failed })
  await admin('DELETE', '/faults')
})

test('a fault only hits the method and path it names, and can be taken back', async () => {
  await admin('POST', '/faults', [{ match: { method: 'POST', path: '/things' }, kind: 'status', status: 500 }])
  expect((await read()).status).toBe(200)
  expect(listOf((await admin('GET', '/faults'))['items'])).toHaveLength(1)
  await admin('DELETE', '/faults')
  expect((await call(`${emulator.url}/things`, { method: 'POST' })).status).toBe(201)
})

test('a dropped request writes nothing, one dropped after the write has written', async () => {
  const write = () => call(`${emulator.url}/things`, { method: 'POST' })
  await admin('POST', '/faults', [{ kind: 'dropBefore' }])
  await expect(write()).rejects.toThrow()
  expect(listOf((await admin('GET', '/ledger'))['items'])).toHaveLength(0)
  await admin('POST', '/faults', [{ kind: 'dropAfterWrite' }])
  await expect(write()).rejects.toThrow()
  expect(listOf((await admin('GET', '/ledger?kind=thing.created&key=k'))['items'])).toHaveLength(1)
  expect(listOf((await admin('GET', '/requests'))['items']).map((entry) => fieldsOf(entry)['status'])).toEqual([null, null])
})

test('answers can come slowly, cut in half, as a proxy’s HTML, or with a drifted schema', async () => {
  await fault({ kind: 'slow', delayMs: 60 })
  const startedAt = performance.now()
  expect((await read()).status).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThan(50)
  await fault({ kind: 'truncate' })
  await expect(read()).rejects.toThrow()
  await fault({ kind: 'html' })
  const page = await read()
  expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html'])
  await fault({ kind: 'schemaDrift', seed: 'x' })
  const drifted = await read()
  expect(drifted.fields['id']).toBe('7')
  expect(Object.keys(drifted.fields).some((name) => name.startsWith('x_'))).toBe(true)
})

test('who is kept waiting by a slow fault goes on when the faults are taken back, and has had the effect by then', async () => {
  await fault({ kind: 'slow', delayMs: 60_000 })
  const before = listOf((await admin('GET', '/requests'))['items']).length
  const late = read()
  await expect.poll(async () => (await admin('GET', '/faults'))['items']).toEqual([])
  await admin('DELETE', '/faults')
  expect(listOf((await admin('GET', '/requests'))['items'])).toHaveLength(before + 1)
  expect((await late).status).toBe(200)
})

test('the request log keeps what came in, but no credential', async () => {
  await call(`${emulator.url}/things/7?a=1`, { token: 'very-secret' })
  const answer = await admin('GET', '/requests')
  expect(JSON.stringify(answer)).not.toContain('very-secret')
  expect(listOf(answer['items']).map(fieldsOf)).toMatchObject([{ method: 'GET', path: '/things/7', query: 'a=1', status: 200 }])
})

test('moving the clock fires what fell due, and a reset forgets it', async () => {
  log.length = 0
  await admin('POST', '/scenario/wait', {})
  await admin('POST', '/clock', { advanceMs: 500 })
  await admin('POST', '/reset', {})
  await admin('POST', '/clock', { advanceMs: 5000 })
  expect(log).toEqual([])
  await admin('POST', '/scenario/wait', {})
  await admin('POST', '/clock', { advanceMs: 1000 })
  expect(log).toEqual(['fired'])
})

test('a reset takes a new seed; a wrong lever is told what is wrong', async () => {
  await admin('POST', '/reset', { seed: 'other' })
  expect((await read()).fields['seed']).toBe('other')
  await expect(admin('POST', '/faults', [{ kind: 'nonsense' }])).rejects.toThrow('kind must be one of')
  await expect(admin('POST', '/scenario/nothing', {})).rejects.toThrow('there are wait')
  await expect(admin('POST', '/clock', { advanceMs: -1 })).rejects.toThrow('advanceMs')
  await expect(admin('GET', '/nothing')).rejects.toThrow('404')
})

test('the page speaks Portuguese unless English is asked for, escapes what it shows and runs only its own script', async () => {
  const page = await call(emulator.adminUrl)
  expect(page.text).toContain('<html lang="pt-BR">')
  expect(page.text).toContain('Tiny &lt;b&gt;')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  const english = await call(emulator.adminUrl, { headers: { 'accept-language': 'en-GB,en;q=0.9' } })
  expect(english.text).toContain('<html lang="en">')
})

test('the admin port refuses other web pages and other names for this machine', async () => {
  const foreign = await call(`${emulator.adminUrl}/reset`, { method: 'POST', headers: { origin: 'https://evil.example' } })
  expect(foreign.status).toBe(403)
  // fetch writes its own Host header; a plain request can lie, as a rebound DNS name does.
  const request = http.get(emulator.adminUrl, { headers: { host: 'evil.example' } })
  const [answer] = await once(request, 'response')
  answer.resume()
  expect(answer.statusCode).toBe(403)
})

test('lists in an answer can come with an entry twice, or the other way round', async () => {
  const lists = () => call(`${emulator.url}/lists`)
  await admin('POST', '/faults', [{ match: { path: '/lists' }, kind: 'duplicate' }])
  expect((await lists()).fields).toEqual({ results: [1, 1, 2], total: 2 })
  await admin('POST', '/faults', [{ match: { path: '/lists' }, kind: 'reorder' }])
  expect((await lists()).fields).toEqual({ results: [2, 1], total: 2 })
  expect((await lists()).fields).toEqual({ results: [1, 2], total: 2 })
})
