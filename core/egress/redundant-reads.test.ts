import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Broker, OutboundRequest, QuotaRule } from './egress.types.ts'
import { CONNECTION, DECLARED, fixedCredential, requestTo, TENANT, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
const RULE: QuotaRule = { key: 'reads', redundantReadSeconds: 60, breaker: { failures: 3, pauseSeconds: 30 } }
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
      quotas: { quotasFor: () => [RULE], isFaulty: (_plugin, answer) => answer.text.includes('faultcode') },
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
