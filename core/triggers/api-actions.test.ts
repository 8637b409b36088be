import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiTrigger } from '../../sdk/flow/definition.ts'
import { newTenantId } from '../platform/ids.ts'
import { useTestDatabase } from '../testing/database.ts'
import { startTestServer } from '../testing/test-server.ts'
import { newFlowId, runsOf, TENANT, type TriggerBench, triggerBench } from './testing/trigger-bench.ts'
import { triggersRoutes } from './triggers.routes.ts'

const database = useTestDatabase()
let bench: TriggerBench
let origin: string

beforeAll(async () => {
  bench = await triggerBench(database())
  const callers = new Map([
    ['Bearer ours', TENANT],
    ['Bearer theirs', newTenantId()],
  ])
  const started = await startTestServer({
    routes: triggersRoutes(bench),
    callerOf: async ({ authorization }) => {
      const tenantId = callers.get(authorization ?? '')
      return tenantId === undefined ? null : { userId: `usr_${tenantId}`, tenantId, role: 'operator', via: 'bearer', sessionId: 'ses_1' }
    },
  })
  origin = started.origin
})
afterAll(() => bench?.stop())

const INPUT = {
  type: 'object',
  required: ['order'],
  additionalProperties: false,
  properties: { order: { type: 'string' }, cnpj: { type: 'string', format: 'cnpj' } },
}
const action = (slug: string, more: Partial<ApiTrigger> = {}): ApiTrigger => ({ kind: 'api', slug, answer: 'now', input: INPUT, ...more })

async function call(slug: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${origin}/api/v1/actions/${slug}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: 'Bearer ours', 'accept-language': 'en', ...headers },
  })
  const parsed: { runId?: string; code?: string; errors?: unknown; [name: string]: unknown } = JSON.parse(await answer.text())
  return { status: answer.status, headers: answer.headers, body: parsed }
}

test('an exposed action is called by its name, and its input is the data of the run', async () => {
  const flowId = newFlowId()
  await bench.publish(flowId, action('send-order'))
  const { status, body } = await call('send-order', { order: '1' })
  expect([status, typeof body.runId]).toEqual([202, 'string'])
  expect(await runsOf(database(), flowId)).toEqual([{ trigger: 'api', version: 1, data: { order: '1' } }])
})

test('a wrong input is refused field by field, and starts nothing', async () => {
  const flowId = newFlowId()
  await bench.publish(flowId, action('strict'))
  expect((await call('strict', { cnpj: '11.222.333/0001-80', extra: 1 })).body).toMatchObject({
    code: 'invalid',
    errors: expect.arrayContaining([
      { field: '/order', reason: 'is required' },
      { field: '/extra', reason: 'is not a known field' },
      { field: '/cnpj', reason: 'must be a valid CNPJ: 14 digits or letters' },
    ]),
  })
  expect((await call('strict', [1])).status).toBe(422)
  expect(await runsOf(database(), flowId)).toEqual([])
})

test('a call repeated with its Idempotency-Key is one run and gets the same answer', async () => {
  const flowId = newFlowId()
  await bench.publish(flowId, action('once'))
  const calls = await Promise.all(Array.from({ length: 20 }, () => call('once', { order: '7' }, { 'idempotency-key': 'k-1' })))
  expect(new Set(calls.map(({ status, body }) => `${status} ${body.runId}`)).size).toBe(1)
  expect((await call('once', { order: '7' }, { 'idempotency-key': 'k-2' })).body.runId).not.toBe(calls[0]?.body.runId)
  expect((await call('once', { order: '7' }, { 'idempotency-key': 'a b' })).status).toBe(422)
  expect(await runsOf(database(), flowId)).toHaveLength(2)
})

test('an Idempotency-Key that comes again with another body is refused in clear words, and starts nothing', async () => {
  const flowId = newFlowId()
  await bench.publish(flowId, action('keyed'))
  await call('keyed', { order: '7', cnpj: '11222333000181' }, { 'idempotency-key': 'r-1' })
  const other = await call('keyed', { order: '8' }, { 'idempotency-key': 'r-1' })
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  expect(String(other.body['detail'])).toContain('another body')
  expect((await call('keyed', { cnpj: '11222333000181', order: '7' }, { 'idempotency-key': 'r-1' })).status).toBe(202)
  expect(await runsOf(database(), flowId)).toHaveLength(1)
})

test('a flow that answers is waited for, also by the copy of a call', async () => {
  const flowId = newFlowId()
  await bench.publish(flowId, action('echo', { answer: 'flow' }), {}, 'respond')
  const first = await call('echo', { order: '9' }, { 'idempotency-key': 'e-1' })
  expect([first.status, first.body, first.headers.get('content-security-policy')]).toEqual([200, { order: '9' }, 'sandbox'])
  expect((await call('echo', { order: '9' }, { 'idempotency-key': 'e-1' })).body).toEqual({ order: '9' })
})

test('the list tells a program what there is to call and what it takes', async () => {
  const answer = await fetch(`${origin}/api/v1/actions`, { headers: { authorization: 'Bearer ours' } })
  const { items } = JSON.parse(await answer.text())
  expect(items.find((item: { slug: string }) => item.slug === 'send-order')).toMatchObject({ answer: 'now', input: INPUT, sample: null })
})

test('C21 an action of another workspace, an unknown one and an unproven caller get nothing', async () => {
  expect((await call('send-order', { order: '1' }, { authorization: 'Bearer theirs' })).status).toBe(404)
  expect((await call('nothing', { order: '1' })).status).toBe(404)
  expect((await call('send-order', { order: '1' }, { authorization: 'Bearer stolen' })).status).toBe(401)
  const { items } = JSON.parse(await (await fetch(`${origin}/api/v1/actions`, { headers: { authorization: 'Bearer theirs' } })).text())
  expect(items).toEqual([])
})

test('a paused action says so, keeps its name, and is free again when its flow is deleted', async () => {
  const [flowId, other] = [newFlowId(), newFlowId()]
  await bench.publish(flowId, action('name'))
  await bench.pause(flowId)
  expect((await call('name', { order: '1' })).body.code).toBe('flow_paused')
  await expect(bench.publish(other, action('name'))).rejects.toMatchObject({ code: 'flow_invalid', errors: [{ field: 'trigger/slug' }] })
  await bench.remove(flowId)
  await bench.publish(other, action('name'))
  expect((await call('name', { order: '1' })).status).toBe(202)
  await bench.publish(other, action('renamed'))
  expect([(await call('name', {})).status, (await call('renamed', { order: '1' })).status]).toEqual([404, 202])
})

test('C29 C30 hostile inputs are only data', async () => {
  const flowId = newFlowId()
  await bench.publish(flowId, { kind: 'api', slug: 'anything', answer: 'now' })
  for (const body of [null, 1, 'x', [], { toString: 1 }]) expect((await call('anything', body)).status).toBe(202)
  expect((await call('anything', { text: '\u0000' })).status).toBe(422)
  expect(await runsOf(database(), flowId)).toHaveLength(5)
})
