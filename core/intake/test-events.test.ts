import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTestEvents, type TestEvents } from './test-events.service.ts'
import { type HookServer, hookFlow, hookServer, TENANT } from './testing/hook-server.ts'

const database = useTestDatabase()
const CALLER = { tenantId: TENANT, userId: 'usr_ana' }
let server: HookServer
let events: TestEvents

const FLOWS = [
  hookFlow('none-token', {}),
  hookFlow('header-token', { verification: { scheme: 'token', header: 'X-Token' }, dedupe: { in: 'body', name: '/id' } }),
  hookFlow('hmac-token', { verification: { scheme: 'hmac', header: 'X-Sig', prefix: 'sha256=', encoding: 'hex' }, path: 'shop/:name' }),
  hookFlow('base64-token', { verification: { scheme: 'hmac', header: 'X-Sig', encoding: 'base64' }, dedupe: { in: 'query', name: 'mid' } }),
  hookFlow('standard-token', { verification: { scheme: 'standardWebhooks' }, dedupe: { in: 'header', name: 'Webhook-Id' } }),
]

beforeAll(async () => {
  server = await hookServer(database(), { flows: FLOWS })
  events = createTestEvents({
    hooks: server.hooks,
    clock: systemClock,
    flows: { read: async (_caller, flowId) => ({ hookToken: flowId.slice('flw_'.length) }) },
  })
})
afterAll(() => server.stop())

test('ML-49 a test event is signed as its sender would, and each one starts a run, whatever the scheme and the key', async () => {
  for (const { flowId } of FLOWS) {
    const sent = [await events.send(CALLER, flowId, { id: 'same', total: 7 }), await events.send(CALLER, flowId)]
    expect(
      sent.map(({ status }) => status),
      flowId,
    ).toEqual([202, 202])
    expect(new Set(sent.map(({ runId }) => runId)).size, flowId).toBe(2)
  }
  const { rows } = await database().truth.query(`SELECT body FROM deliveries WHERE source = 'flow:flw_none-token' ORDER BY received_at, id`)
  expect(rows.map(({ body }) => JSON.parse(body))).toEqual([{ id: 'same', total: 7 }, { test: true }])
})

test('where no published flow listens nothing is sent', async () => {
  await expect(events.send(CALLER, 'flw_nobody')).rejects.toMatchObject({ code: 'conflict' })
})
