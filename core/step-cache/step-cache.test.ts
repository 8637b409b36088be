import { beforeAll, expect, test } from 'vitest'
import type { HttpStep } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { inputHash } from './input-hash.ts'
import { createStepCache } from './step-cache.service.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000e1'
const OTHER = '00000000-0000-4000-8000-0000000000e2'
const clock = new FakeClock()
const key = { flowId: 'flw_1', stepId: 'sCall', inputHash: 'h1' }

beforeAll(async () => {
  for (const tenantId of [TENANT, OTHER])
    await database().forTenant(tenantId, (trx) => trx('workspaces').insert({ tenant_id: tenantId, name: 'Loja' }))
})

test('an output counts for its time, for its own step and workspace only, and then leaves', async () => {
  const cache = createStepCache({ db: database(), clock })
  const output = { b: 1, a: ['\u0000', 1.5] }
  expect(await cache.find(TENANT, key)).toBeUndefined()
  await cache.remember(TENANT, [])
  await cache.remember(TENANT, [{ ...key, output, ttlSeconds: 60 }])
  expect(JSON.stringify(await cache.find(TENANT, key))).toBe(JSON.stringify(output))
  expect(await cache.find(OTHER, key)).toBeUndefined()
  for (const other of [{ flowId: 'flw_2' }, { stepId: 'sOther' }, { inputHash: 'h2' }]) {
    expect(await cache.find(TENANT, { ...key, ...other })).toBeUndefined()
  }
  expect(await cache.sweep()).toBe(0)
  clock.advance(60_000)
  expect(await cache.find(TENANT, key)).toBeUndefined()
  expect(await cache.sweep()).toBe(1)
})

test('the later output of one input stays, also within one batch and from 20 writers at once', async () => {
  const cache = createStepCache({ db: database(), clock })
  const entry = (output: number) => ({ ...key, output, ttlSeconds: 60 })
  await cache.remember(TENANT, [entry(1), entry(2), { ...entry(3), stepId: 'sOther' }])
  expect(await cache.find(TENANT, key)).toBe(2)
  const both = [entry(4), { ...entry(4), stepId: 'sOther' }]
  await Promise.all(Array.from({ length: 20 }, (_, i) => cache.remember(TENANT, i % 2 === 0 ? both : both.toReversed())))
  expect(await cache.find(TENANT, key)).toBe(4)
})

test('an output of null is an output', async () => {
  const cache = createStepCache({ db: database(), clock })
  await cache.remember(TENANT, [{ ...key, inputHash: 'null', output: null, ttlSeconds: 60 }])
  expect(await cache.find(TENANT, { ...key, inputHash: 'null' })).toBeNull()
})

test('the hash is of what is called and with what: names, places and the order of members do not count', () => {
  const step: HttpStep = { kind: 'http', name: 'call', method: 'GET', url: '{{ trigger.url }}' }
  const hash = inputHash(step, { url: 'u', query: { a: 1, b: 2 } })
  expect(inputHash({ ...step, name: 'renamed', title: 't', cache: { ttlSeconds: 5 } }, { query: { b: 2, a: 1 }, url: 'u' })).toBe(hash)
  expect(inputHash({ ...step, method: 'POST' }, { url: 'u', query: { a: 1, b: 2 } })).not.toBe(hash)
  expect(inputHash({ ...step, connectionId: 'con_1' }, { url: 'u', query: { a: 1, b: 2 } })).not.toBe(hash)
  expect(inputHash(step, { url: 'u', query: { a: 1, b: '2' } })).not.toBe(hash)
})
