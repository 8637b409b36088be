import { expect, test } from 'vitest'
import type { Limit } from '../../sdk/manifest.gen.ts'
import { manifestQuotas } from './quota-source.ts'

const LIMITS: Limit[] = [
  { quota: 3, windowSeconds: 1, per: 'connection' },
  { quota: 1500, windowSeconds: 60, per: 'app', concurrency: 8 },
  { quota: 15, windowSeconds: 60, per: 'ip', pathPrefix: '/oauth/token' },
]
const quotas = manifestQuotas({ limits: (plugin) => (plugin === 'shop' ? LIMITS : []) })
const request = { plugin: 'shop', connectionId: 'con_a', method: 'GET', url: 'https://api.shop.test/orders', tenantId: 't' }

test('each limit of a manifest becomes a bucket: of the connection, of the application, of the address', () => {
  expect(quotas.quotasFor(request)).toEqual([
    { key: 'shop:con_a:0', quota: 3, windowSeconds: 1 },
    { key: 'shop:app:1', quota: 1500, windowSeconds: 60, concurrency: 8 },
  ])
})

test('a call without a connection counts for the application, and a token call for the address', () => {
  const keys = quotas.quotasFor({ ...request, connectionId: null, url: 'https://api.shop.test/oauth/token' }).map((rule) => rule.key)
  expect(keys).toEqual(['shop:app:1', 'shop:ip:2'])
})

test('an unknown connector has no quota of another', () => {
  expect(quotas.quotasFor({ ...request, plugin: 'constructor' })).toEqual([])
})
