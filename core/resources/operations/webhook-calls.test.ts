import { expect, test } from 'vitest'
import type { Webhook } from '../../../sdk/manifest.gen.ts'
import { openRouteCalls } from '../../actions/route-calls.ts'
import { type ConnectorFiles, ORDER_FILES, openShop, shopManifest } from '../../registry/testing/shop-connector.ts'
import { useShopOperations } from './testing/shop-operations.ts'
import { openWebhookCalls } from './webhook-calls.ts'

const shop = useShopOperations()
const HOOKS = 'https://api.shop.test/hooks'
const REF = { tenantId: '00000000-0000-4000-8000-00000000000a', connectionId: 'con_1', plugin: 'shop', webhook: 'events' }

const EVENTS: Webhook = {
  name: 'events',
  scope: 'connection',
  verify: { scheme: 'none' },
  topicBy: '/topic',
  reply: { status: 200 },
  subscribe: 'hooks/events.ts',
  unsubscribe: 'hooks/events.ts',
  missed: { entry: 'hooks/events.ts', everySeconds: 3600 },
}

const CODE = `
import { defineWebhook } from '@tomada/sdk'
const URL = '${HOOKS}'
export default defineWebhook({
  async subscribe({ address, topics, id }, ctx) {
    if (id !== null) return { id }
    const made = await ctx.http({ method: 'POST', url: URL, body: { json: { address, topics, app: ctx.appId } } })
    return { id: String(made.json.id), expiresAt: made.json.until }
  },
  async unsubscribe({ id }, ctx) {
    await ctx.http({ method: 'DELETE', url: URL + '/' + id })
  },
  async missed({ since, checkpoint, limit }, ctx) {
    const answer = await ctx.http({ method: 'GET', url: URL + '/missed?since=' + since })
    return { deliveries: answer.json }
  },
})
`

async function open(webhook: Webhook, files: ConnectorFiles, kind: 'sandbox' | 'declarative' = 'sandbox') {
  const registry = await openShop(shopManifest({ webhooks: [webhook], runtime: { kind } }), { ...ORDER_FILES, ...files })
  return openWebhookCalls({ ...shop().parts, registry })
}

test('the code of a connector subscribes, unsubscribes and lists what did not arrive', async () => {
  const calls = await open(EVENTS, { 'hooks/events.ts': CODE })
  shop().provider.answers.push({ json: { id: 7, until: '2026-12-01T00:00:00Z' } }, { status: 204 }, { json: [{ topic: 'a' }] })
  const input = { address: 'https://t.example/hooks/x', topics: ['a'], id: null }
  expect(await calls.subscribe(REF, input)).toMatchObject({ ok: true, output: { id: '7', expiresAt: Date.UTC(2026, 11, 1) } })
  expect(shop().provider.requests[0]?.body).toEqual({ address: 'https://t.example/hooks/x', topics: ['a'], app: 'app-1' })
  expect(await calls.subscribe(REF, { ...input, id: '7' })).toMatchObject({ ok: true, output: { id: '7', expiresAt: null }, calls: [] })
  expect(await calls.unsubscribe(REF, { address: input.address, id: '7' })).toMatchObject({ ok: true })
  const missed = await calls.missed(REF, { since: 5, checkpoint: null, limit: 10 })
  expect(missed).toMatchObject({ ok: true, output: { deliveries: [{ topic: 'a' }], done: true } })
})

test('to unsubscribe from what is gone already is a success, any other failure is not', async () => {
  const calls = await open(EVENTS, { 'hooks/events.ts': CODE })
  shop().provider.answers.push({ status: 404, json: {} }, { status: 403, json: {} })
  expect(await calls.unsubscribe(REF, { address: 'x', id: '7' })).toMatchObject({ ok: true })
  expect(await calls.unsubscribe(REF, { address: 'x', id: '7' })).toMatchObject({ ok: false, failure: { class: 'permanent' } })
})

test('a connector without code subscribes by templates', async () => {
  const json = { address: '{{input.address}}', app: '{{app}}' }
  const calls = await open(
    { ...EVENTS, subscribe: 'hooks/on.json', unsubscribe: 'hooks/off.json', missed: { entry: 'hooks/missed.json', everySeconds: 60 } },
    {
      'hooks/on.json': { request: { method: 'POST', url: HOOKS, json }, output: { id: '{{body.id}}' } },
      'hooks/off.json': { request: { method: 'DELETE', url: `${HOOKS}/{{input.id}}` }, output: {} },
      'hooks/missed.json': {
        request: { method: 'GET', url: `${HOOKS}/missed`, query: { from: '{{since}}', offset: '{{page.offset}}', limit: '{{limit}}' } },
        paging: { kind: 'offset', size: 50 },
        records: '/messages',
      },
    },
    'declarative',
  )
  shop().provider.answers.push({ json: { id: 8 } }, { json: {} }, { json: { messages: [{ topic: 'a' }, { topic: 'b' }] } })
  expect(await calls.subscribe(REF, { address: 'a', topics: [], id: null })).toMatchObject({ ok: true, output: { id: '8' } })
  expect(await calls.unsubscribe(REF, { address: 'a', id: '8' })).toMatchObject({ ok: true })
  expect(await calls.missed(REF, { since: 0, checkpoint: null, limit: 2 })).toMatchObject({ ok: true, output: { done: false } })
  expect(shop().provider.requests.map((request) => `${request.method} ${request.path}`)).toEqual([
    'POST /hooks',
    'DELETE /hooks/8',
    'GET /hooks/missed?from=1970-01-01T00%3A00%3A00.000Z&offset=0&limit=2',
  ])
})

test('what a webhook does not declare, and one that is not there, fail without a call', async () => {
  const { subscribe: _subscribe, unsubscribe: _unsubscribe, missed: _missed, ...bare } = EVENTS
  const calls = await open(bare, {}, 'declarative')
  expect(await calls.missed(REF, { since: 0, checkpoint: null, limit: 2 })).toMatchObject({ ok: false, failure: { code: 'not_declared' } })
  expect(await calls.unsubscribe({ ...REF, webhook: 'constructor' }, { address: '', id: '' })).toMatchObject({
    ok: false,
    failure: { code: 'webhook_missing' },
  })
})

test('a route is answered by the code of a connector', async () => {
  const code = `
    import { defineRoute, NotFoundError } from '@tomada/sdk'
    export default defineRoute(async ({ method, params, query, body }, ctx) => {
      if (params.id === '0') throw new NotFoundError('no such order')
      return { status: 201, body: { route: ctx.route, id: params.id, query, body, account: ctx.accountId } }
    })`
  const routes = [{ method: 'POST' as const, path: '/orders/:id', bind: 'handler:routes/order.ts' }]
  const registry = await openShop(shopManifest({ routes, runtime: { kind: 'sandbox' } }), { ...ORDER_FILES, 'routes/order.ts': code })
  const call = openRouteCalls({ ...shop().parts, registry })
  const at = { ...REF, entry: 'routes/order.ts', route: 'POST /x/shop/orders/:id' }
  const input = { method: 'POST', params: { id: '5' }, query: { a: ['1', '2'] }, body: { total: 1 } }
  expect(await call({ ...at, input })).toMatchObject({
    ok: true,
    output: { status: 201, body: { route: at.route, id: '5', query: { a: ['1', '2'] }, body: { total: 1 }, account: '77' } },
  })
  expect(await call({ ...at, input: { ...input, params: { id: '0' } } })).toMatchObject({ ok: false, failure: { class: 'notFound' } })
})
