import { expect, test } from 'vitest'
import type { Limit } from '../../sdk/manifest.gen.ts'
import { manifestQuotas } from './quota-source.ts'

const LIMITS: Limit[] = [
  { quota: 3, windowSeconds: 1, per: 'connection' },
  { quota: 1500, windowSeconds: 60, per: 'app', concurrency: 8 },
  { quota: 15, windowSeconds: 60, per: 'ip', pathPrefix: '/oauth/token' },
]
const sourceOf = (limits: Limit[]) => manifestQuotas({ limits: (plugin) => (plugin === 'shop' ? limits : []), plugin: () => null })
const quotas = sourceOf(LIMITS)
const request = { plugin: 'shop', connectionId: 'con_a', method: 'GET', url: 'https://api.shop.test/orders', tenantId: 't' }

test('each limit of a manifest becomes a bucket: of the connection, of the application, of the address', () => {
  expect(quotas.quotasFor(request)).toEqual([
    { key: 'shop:con_a:0', quota: 3, windowSeconds: 1 },
    { key: 'shop:app:1', quota: 1500, windowSeconds: 60, concurrency: 8, shared: true },
  ])
})

test('a call without a connection counts for the application, and a token call for the address', () => {
  const keys = quotas.quotasFor({ ...request, connectionId: null, url: 'https://api.shop.test/oauth/token' }).map((rule) => rule.key)
  expect(keys).toEqual(['shop:app:1', 'shop:ip:2'])
})

test('an unknown connector has no quota of another', () => {
  expect(quotas.quotasFor({ ...request, plugin: 'constructor' })).toEqual([])
})

test('an application that a workspace brings along has a quota of its own', () => {
  expect(quotas.quotasFor({ ...request, appId: 'own' })[1]?.key).toBe('shop:app:own:1')
})

test('a limit may be for some methods, for a calendar day, and by the plan of the connection', () => {
  const writes: Limit = {
    quota: 30,
    windowSeconds: 60,
    per: 'connection',
    methods: ['POST'],
    planSetting: 'plan',
    planQuotas: { big: 100 },
  }
  const source = sourceOf([writes, { quota: 120_000, day: { timezone: 'America/Sao_Paulo' }, per: 'connection' }])
  const quotaOf = (method: string, settings: Record<string, string>) => source.quotasFor({ ...request, method, settings })
  expect(quotaOf('GET', {})).toEqual([{ key: 'shop:con_a:1', quota: 120_000, dayTimezone: 'America/Sao_Paulo' }])
  expect(quotaOf('POST', { plan: 'big' })[0]).toMatchObject({ quota: 100 })
  expect(quotaOf('POST', { plan: 'unknown' })[0]).toMatchObject({ quota: 30 })
})

test('a limit may be for reads or for writes, whatever their method', () => {
  const source = sourceOf([
    { quota: 60, windowSeconds: 60, per: 'connection', only: 'reads' },
    { quota: 10, windowSeconds: 60, per: 'connection', only: 'writes' },
  ])
  const quotaOf = (method: string, isRead?: boolean) =>
    source.quotasFor({ ...request, method, ...(isRead === undefined ? {} : { isRead }) }).map((rule) => rule.quota)
  expect([quotaOf('POST', true), quotaOf('POST', false), quotaOf('GET'), quotaOf('POST')]).toEqual([[60], [10], [60], [10]])
})

test('a limit may name the calls that it is for, as the body names them', () => {
  const source = sourceOf([{ per: 'connection', concurrency: 1, methodBy: '/call', calls: ['InsertOrder', 'Change*'] }])
  const isLimited = (call: unknown) => source.quotasFor({ ...request, method: 'POST', body: { json: { call: String(call) } } }).length === 1
  expect(['InsertOrder', 'ChangeOrder', 'InsertOrderLine', 'ListOrders'].map(isLimited)).toEqual([true, true, false, false])
  expect(source.quotasFor(request)).toEqual([])
})

test("a limit per method counts the provider's own methods where they stand in the body, else paths without ids", () => {
  const limit: Limit = { quota: 240, windowSeconds: 60, per: 'connection', perMethod: true, concurrency: 4 }
  const [byCall, byPath] = [sourceOf([{ ...limit, methodBy: '/call' }]), sourceOf([limit])]
  const url = 'https://api.shop.test/orders/'
  expect(byCall.quotasFor({ ...request, url, body: { json: { call: 'ListOrders' } } })[0]?.key).toBe('shop:con_a:0:/orders/:ListOrders')
  const keyOf = (path: string) => byPath.quotasFor({ ...request, url: `https://api.shop.test${path}` })[0]?.key
  expect(keyOf('/orders/15/items')).toBe(keyOf('/orders/999/items'))
  expect(keyOf('/orders/15/items')).not.toBe(keyOf('/orders/15'))
})

test('a read that is not repeated is changed by the writes that the limit names for its path, and by every write where it names none', () => {
  const changedOnlyBy = [{ reads: '/products', writes: ['/products', '/stock'] }]
  const source = sourceOf([{ per: 'connection', redundantReadSeconds: 60, changedOnlyBy }])
  expect(source.quotasFor({ ...request, url: 'https://api.shop.test/products/7' })).toMatchObject([{ changedBy: ['/products', '/stock'] }])
  expect(source.quotasFor(request)).toEqual([{ key: 'shop:con_a:0', redundantReadSeconds: 60 }])
})
