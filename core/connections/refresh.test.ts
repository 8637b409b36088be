import { expect, test } from 'vitest'
import { useLab } from './testing/lab.ts'

const lab = useLab()
const HOUR = 3_600_000

async function stored(id: string) {
  const { rows } = await lab().db.truth.query(
    `SELECT c.version, c.refresh_owner, c.keep_alive_at, n.status, n.status_reason FROM credentials c JOIN connections n ON n.id = c.connection_id WHERE c.connection_id = $1`,
    [id],
  )
  return rows[0]
}

async function stateOf(id: string) {
  const { text } = await lab().call('GET', '/api/connections')
  return JSON.parse(text).items.find((item: { id: string }) => item.id === id)
}

function tokenCallsSince(before: number) {
  return lab().provider.tokenCalls.length - before
}

test('ML-06 a token is renewed five minutes before it expires, and not earlier', async () => {
  const id = await lab().connect('3001')
  const before = lab().provider.tokenCalls.length
  lab().clock.advance(6 * HOUR - 301_000)
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
  expect(tokenCallsSince(before)).toBe(0)
  lab().clock.advance(2_000)
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
  expect(tokenCallsSince(before)).toBe(1)
  expect(lab().provider.tokenCalls.at(-1)?.form).toMatchObject({ grant_type: 'refresh_token', client_id: 'client-1' })
  expect(await stored(id)).toMatchObject({ version: 2, refresh_owner: null, status: 'connected' })
})

test('C19 fifty parallel runs in three processes send one token request, and all of them get the new token', async () => {
  const id = await lab().connect('3002')
  lab().clock.advance(7 * HOUR)
  lab().provider.expireAccessTokens()
  lab().provider.tokenDelayMs = 300
  const processes = [lab().main, lab().newProcess(), lab().newProcess()]
  const before = lab().provider.tokenCalls.length
  const results = await Promise.all(Array.from({ length: 50 }, (_, i) => lab().callApi(id, processes[i % 3])))
  lab().provider.tokenDelayMs = 0
  expect(tokenCallsSince(before)).toBe(1)
  for (const result of results) expect(result).toMatchObject({ ok: true, status: 200, json: { id: 3002 } })
  expect(await stored(id)).toMatchObject({ version: 2, refresh_owner: null })
})

test('C19 fifty runs whose token is rejected send one token request', async () => {
  const id = await lab().connect('3003')
  lab().clock.advance(HOUR)
  lab().provider.expireAccessTokens()
  lab().provider.tokenDelayMs = 200
  const processes = [lab().main, lab().newProcess()]
  const before = lab().provider.tokenCalls.length
  const results = await Promise.all(Array.from({ length: 50 }, (_, i) => lab().callApi(id, processes[i % 2])))
  lab().provider.tokenDelayMs = 0
  expect(tokenCallsSince(before)).toBe(1)
  for (const result of results) expect(result).toMatchObject({ ok: true, status: 200 })
})

test('ML-06 a revoked grant turns the connection to "reconnect needed" with the reason, tells browsers, and is not asked for again', async () => {
  const id = await lab().connect('3004')
  lab().clock.advance(7 * HOUR)
  lab().provider.revoke('3004')
  lab().notified.length = 0
  const before = lab().provider.tokenCalls.length
  expect(await lab().callApi(id)).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
  expect(await lab().callApi(id)).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
  expect(tokenCallsSince(before)).toBe(1)
  expect(lab().notified).toEqual([id])
  const state = await stateOf(id)
  expect(state).toMatchObject({ status: 'reconnect_needed', accountLabel: 'Shop 3004' })
  expect(state.statusReason).toMatch(/^The provider no longer accepts this authorisation.*\(bad grant \*\*\*\)$/)
  expect(await stored(id)).toMatchObject({ keep_alive_at: null })
})

test('ML-06 a token that is revoked in the middle of its life is noticed at the first call', async () => {
  const id = await lab().connect('3005')
  lab().clock.advance(HOUR)
  lab().provider.revoke('3005')
  const result = await lab().callApi(id)
  expect(result).toMatchObject({ ok: true, status: 401 })
  expect(JSON.stringify(result)).not.toContain('canary')
  expect(await stateOf(id)).toMatchObject({ status: 'reconnect_needed' })
})

test('ML-06 connecting again brings the same connection back, with its name, and what waited may go on', async () => {
  const id = await lab().connect('3006')
  await lab().call('PATCH', `/api/connections/${id}`, { name: 'Loja do João' })
  lab().clock.advance(7 * HOUR)
  lab().provider.revoke('3006')
  await lab().callApi(id)
  lab().reconnected.length = 0
  lab().provider.account = '3006'
  const { callback } = await lab().consent({ connectionId: id })
  expect((await lab().call('GET', callback.pathname + callback.search)).status).toBe(200)
  expect(lab().reconnected).toEqual([id])
  expect(await stateOf(id)).toMatchObject({ id, name: 'Loja do João', status: 'connected', statusReason: null })
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200, json: { id: 3006 } })
})

test('a token endpoint that is down is a fault to try again, not a lost connection, and is not asked by everybody', async () => {
  const id = await lab().connect('3007')
  lab().clock.advance(7 * HOUR)
  lab().provider.tokenFaults.push((response) => response.writeHead(503).end('<html>down</html>'))
  const processes = [lab().main, lab().newProcess()]
  const before = lab().provider.tokenCalls.length
  const results = await Promise.all(Array.from({ length: 20 }, (_, i) => lab().callApi(id, processes[i % 2])))
  expect(tokenCallsSince(before)).toBe(1)
  for (const result of results) expect(result).toMatchObject({ ok: false, code: 'network', sent: 'no', retryAfterMs: expect.any(Number) })
  expect(await stateOf(id)).toMatchObject({ status: 'connected' })
})

test('while a token still lives, a token endpoint that is down or busy disturbs nobody', async () => {
  const id = await lab().connect('3008')
  lab().clock.advance(6 * HOUR - 200_000)
  lab().provider.tokenFaults.push((response) => response.writeHead(429, { 'retry-after': '60' }).end('{"error":"local_rate_limited"}'))
  const before = lab().provider.tokenCalls.length
  for (let i = 0; i < 3; i++) expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
  expect(tokenCallsSince(before)).toBe(1)
})

test('a wrong app secret says so', async () => {
  const id = await lab().connect('3009')
  lab().clock.advance(7 * HOUR)
  lab().provider.tokenFaults.push((response) =>
    response.writeHead(401).end('{"error":{"type":"invalid_client","description":"The client credentials are invalid"}}'),
  )
  expect(await lab().callApi(id)).toMatchObject({ ok: false, code: 'reauthorise' })
  expect((await stateOf(id)).statusReason).toContain('(The client credentials are invalid)')
})

test('a process that died while it renewed holds nobody up for longer than its lease', async () => {
  const id = await lab().connect('3010')
  lab().clock.advance(7 * HOUR)
  await lab().db.truth.query(
    `UPDATE credentials SET refresh_owner = 'dead', refresh_until = clock_timestamp() + interval '600 ms' WHERE connection_id = $1`,
    [id],
  )
  const started = performance.now()
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
  expect(performance.now() - started).toBeGreaterThan(500)
})

test('an answer that comes after the lease went is still kept: a rotated pair exists once', async () => {
  const id = await lab().connect('3011')
  lab().clock.advance(7 * HOUR)
  lab().provider.tokenDelayMs = 400
  const slow = lab().callApi(id)
  await new Promise((resolve) => setTimeout(resolve, 150))
  await lab().db.truth.query(
    `UPDATE credentials SET refresh_owner = 'other', refresh_until = clock_timestamp() + interval '5 s' WHERE connection_id = $1`,
    [id],
  )
  expect(await slow).toMatchObject({ ok: true, status: 200 })
  lab().provider.tokenDelayMs = 0
  expect(await stored(id)).toMatchObject({ version: 2, status: 'connected' })
})

test('a call that is never accepted does not renew the token each time', async () => {
  const id = await lab().connect('3012')
  lab().clock.advance(HOUR)
  lab().provider.expireAccessTokens()
  const before = lab().provider.tokenCalls.length
  expect(await lab().callApi(id)).toMatchObject({ status: 200 })
  lab().provider.expireAccessTokens()
  for (let i = 0; i < 5; i++) expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 401 })
  expect(tokenCallsSince(before)).toBe(1)
})

test('a refresh token that would die unused is used in time', async () => {
  const id = await lab().connect('3013')
  lab().clock.advance(23 * HOUR)
  const before = lab().provider.tokenCalls.length
  await lab().main.connections.keepAlive()
  const version = (await stored(id)).version
  expect(version).toBe(1)
  lab().clock.advance(2 * HOUR)
  expect(await lab().main.connections.keepAlive()).toBeGreaterThan(0)
  expect((await stored(id)).version).toBe(2)
  expect(tokenCallsSince(before)).toBeGreaterThan(0)
  await lab().main.connections.keepAlive()
  expect((await stored(id)).version).toBe(2)
})

test('a token whose provider tells no life time is used until it is rejected', async () => {
  lab().provider.expiresInSeconds = 0
  const id = await lab().connect('3014')
  lab().provider.expiresInSeconds = 21_600
  lab().clock.advance(1000 * HOUR)
  const before = lab().provider.tokenCalls.length
  expect(await lab().callApi(id)).toMatchObject({ ok: true, status: 200 })
  expect(tokenCallsSince(before)).toBe(0)
})
