import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Broker, OutboundRequest, QuotaRule } from './egress.types.ts'
import { CONNECTION, DECLARED, fixedCredential, requestTo, TENANT, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
const RULE: QuotaRule = { key: 'reads', redundantReadSeconds: 60, breaker: { failures: 3, pauseSeconds: 300 } }
const LIST = { json: { call: 'ListOrders', param: [{ page: 1 }] } }
let witness: Witness
let brokers: Broker[]

beforeAll(async () => {
  witness = await openWitness()
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'one')`, [TENANT])
  await database().truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, $2, 'shop', 'key', 'Shop', 'u', now())`,
    [TENANT, CONNECTION],
  )
  brokers = [0, 1].map(() =>
    testBroker(database(), {
      credentials: fixedCredential({
        version: 1,
        inject: [{ in: 'json', name: 'app_secret', value: 'app-secret-canary' }],
        secrets: ['app-secret-canary'],
      }),
      quotas: {
        quotasFor: ({ url }) => [{ ...RULE, ...(url.includes('/products/') ? { changedBy: ['/products/'] } : {}) }],
        isFaulty: (_plugin, answer) => answer.text.includes('faultcode'),
        isPassing: (_plugin, answer) => answer.text.includes('busy'),
        pauseMsOf: (_plugin, answer) => (answer.text.includes('wait') ? 300 : undefined),
      },
      endpoints: { [DECLARED]: witness.origin },
    }),
  )
})

afterAll(async () => {
  await Promise.all(brokers.map((broker) => broker.close()))
  await witness.close()
})

beforeEach(async () => {
  await database().truth.query('DELETE FROM recent_reads')
  await database().truth.query('DELETE FROM writes_under_way')
  await database().truth.query('DELETE FROM quota_buckets')
  witness.requests.length = 0
  let count = 0
  witness.answer = (_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ answer: ++count, echo: 'app-secret-canary' }))
})

const read = (index = 0, rest: Partial<OutboundRequest> = {}) =>
  (brokers[index] as Broker).send(
    requestTo(`${DECLARED}/orders/`, { connectionId: CONNECTION, method: 'POST', isRead: true, body: LIST, ...rest }),
  )

test('the same read within the time is answered from the last answer, in every process, masked, and says so', async () => {
  const results = await Promise.all([read(0), read(1), read(0), read(1)])
  for (const result of results) expect(result).toMatchObject({ ok: true, json: { answer: 1, echo: '***' } })
  expect(witness.requests).toHaveLength(1)
  const again = await read(1)
  expect(again.call.answerHeaders['tomada-answer-of']).toBeDefined()
  const { rows } = await database().truth.query('SELECT answer FROM recent_reads')
  expect(JSON.stringify(rows)).not.toContain('canary')
})

test('another read is another read, and after its time the same one is made again', async () => {
  await read()
  expect(await read(0, { body: { json: { call: 'ListOrders', param: [{ page: 2 }] } } })).toMatchObject({ json: { answer: 2 } })
  await database().truth.query(`UPDATE recent_reads SET until_at = now()`)
  expect(await read()).toMatchObject({ json: { answer: 3 } })
})

test('after a write no answer from before is given: the read waits until the provider gives a new one', async () => {
  await read()
  await read(1, { isRead: false, body: { json: { call: 'InsertOrder' } } })
  await database().truth.query(`UPDATE recent_reads SET until_at = clock_timestamp() + interval '700 milliseconds'`)
  const started = performance.now()
  expect(await read()).toMatchObject({ json: { answer: 3 } })
  expect(performance.now() - started).toBeGreaterThan(500)
})

test('a write forgets only what it may change, and a read that it overtook is not given to others', async () => {
  const products = { url: `${DECLARED}/products/`, isRead: true }
  const write = (path: string) => read(1, { url: `${DECLARED}${path}`, isRead: false })
  await read(0, products)
  await write('/orders/')
  expect(await read(1, products)).toMatchObject({ json: { answer: 1 } })
  await write('/products/7/')
  expect(await read(1, products)).toMatchObject({ ok: false, code: 'quota', sent: 'no', retryAfterMs: expect.any(Number) })

  await database().truth.query('DELETE FROM recent_reads')
  const { promise: isAsked, resolve: asked } = Promise.withResolvers<ServerResponse>()
  witness.answer = (_request, response) => asked(response)
  const slow = read(0, products)
  const response = await isAsked
  witness.answer = (_request, other) => other.setHeader('content-type', 'application/json').end('{}')
  await write('/products/')
  response.setHeader('content-type', 'application/json').end('{"answer":"old"}')
  expect(await slow).toMatchObject({ json: { answer: 'old' } })
  expect(await read(1, products)).toMatchObject({ ok: false, code: 'quota' })
})

test('while a write is under way no answer is kept; nor for a while when nobody knows whether it happened, not even after its process died', async () => {
  witness.answer = (_request, response) => response.destroy()
  expect(await read(0, { isRead: false })).toMatchObject({ ok: false, sent: 'maybe' })
  witness.answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{"answer":1}')
  expect(await read()).toMatchObject({ json: { answer: 1 } })
  expect(await read()).toMatchObject({ ok: false, code: 'quota' })
  await database().truth.query(`UPDATE writes_under_way SET until_at = now()`)
  await database().truth.query(`UPDATE recent_reads SET until_at = now()`)
  for (const index of [0, 1]) expect(await read(index)).toMatchObject({ json: { answer: 1 } })
  expect(witness.requests).toHaveLength(3)
})

test('an answer that is over in a while is not given again: the read is made again, or after the time that the provider says', async () => {
  const answers = ['{"fault":"busy"}', '{"fault":"busy, wait"}', '{"answer":3}']
  witness.answer = (_request, response) => response.setHeader('content-type', 'application/json').end(answers.shift())
  expect(await read()).toMatchObject({ json: { fault: 'busy' } })
  expect(await read()).toMatchObject({ json: { fault: 'busy, wait' } })
  expect(await read()).toMatchObject({ json: { answer: 3 } })
})

test('a read that was not sent, or got no answer of the provider, may be made again at once', async () => {
  witness.answer = (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>')
  expect(await read()).toMatchObject({ ok: true, status: 502 })
  witness.answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{"answer":2}')
  expect(await read()).toMatchObject({ ok: true, json: { answer: 2 } })
})

test('after so many faults in a row nothing is sent for a while, in every process; one good answer forgets them', async () => {
  const write = (index: number) => read(index, { isRead: false, timeoutMs: 2_000 })
  const fault = '{"faultcode":"SOAP-ENV:Client-105"}'
  const answers = [fault, fault, '{}', fault, fault, fault]
  witness.answer = (_request, response) => response.setHeader('content-type', 'application/json').end(answers.shift() ?? '{}')
  for (let i = 0; i < 6; i++) expect(await write(i % 2)).toMatchObject({ ok: true })
  const sent = witness.requests.length
  for (const index of [0, 1])
    expect(await write(index)).toMatchObject({ ok: false, code: 'quota', sent: 'no', retryAfterMs: expect.any(Number) })
  expect(witness.requests).toHaveLength(sent)
})

test('a provider that does not answer is left alone as well, and asked again within the minute', async () => {
  const write = () => read(0, { isRead: false, timeoutMs: 2_000 })
  witness.answer = (_request, response) => response.destroy()
  for (let i = 0; i < 3; i++) expect(await write()).toMatchObject({ ok: false, code: 'network' })
  const refused = await write()
  expect(refused).toMatchObject({ ok: false, code: 'quota', sent: 'no' })
  expect(refused.ok ? 0 : refused.retryAfterMs).toBeLessThanOrEqual(60_000)
  expect(witness.requests).toHaveLength(3)

  await database().truth.query('UPDATE quota_buckets SET paused_until_ms = 0')
  expect(await write()).toMatchObject({ code: 'network' })
  expect(await write()).toMatchObject({ code: 'quota' })
  await database().truth.query('UPDATE quota_buckets SET paused_until_ms = 0')
  witness.answer = (_request, response) => response.end('{}')
  for (let i = 0; i < 2; i++) expect(await write()).toMatchObject({ ok: true })
})
