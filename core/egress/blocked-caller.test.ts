import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import type { Broker, QuotaRule } from './egress.types.ts'
import { CONNECTION, DECLARED, fixedCredential, requestTo, TENANT, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
let witness: Witness
let broker: Broker

/** A breaker for each method that the body names. */
const ruleOf = (call: string): QuotaRule => ({ key: `calls:${call}`, breaker: { failures: 8, pauseSeconds: 300, openOn: ['425'] } })

beforeAll(async () => {
  witness = await openWitness()
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'one')`, [TENANT])
  await database().truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, $2, 'shop', 'key', 'Shop', 'u', now())`,
    [TENANT, CONNECTION],
  )
  broker = testBroker(database(), {
    credentials: fixedCredential({ version: 1, inject: [], secrets: [] }),
    quotas: {
      quotasFor: ({ body }) => [ruleOf(String(Object(body?.json)['call']))],
      pauseMsOf: (_plugin, { status }) => (status === 425 ? 1_678_000 : undefined),
    },
    endpoints: { [DECLARED]: witness.origin },
  })
})
afterAll(async () => {
  await broker.close()
  await witness.close()
})

const call = (name: string) =>
  broker.send(requestTo(`${DECLARED}/orders/`, { connectionId: CONNECTION, method: 'POST', isRead: true, body: { json: { call: name } } }))

test('a provider that says that it takes no more of these calls is left alone for as long as it says, other calls go on', async () => {
  witness.answer = (_request, response) => response.writeHead(425, { 'content-type': 'application/json' }).end('{"faultcode":"MISUSE"}')
  expect(await call('ReadOrder')).toMatchObject({ ok: true, status: 425 })
  witness.answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{}')
  const refused = await call('ReadOrder')
  expect(refused).toMatchObject({ ok: false, code: 'quota', sent: 'no' })
  if (!refused.ok) expect(refused.retryAfterMs).toBeGreaterThan(1_600_000)
  expect(await call('ListOrders')).toMatchObject({ ok: true, status: 200 })
  expect(witness.requests).toHaveLength(2)
})
