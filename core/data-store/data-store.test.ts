import { beforeAll, expect, test } from 'vitest'
import type { Json, StoreStep } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createDataStore } from './data-store.service.ts'
import type { StoreLimits } from './data-store.types.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000d1'
const OTHER = '00000000-0000-4000-8000-0000000000d2'
const clock = new FakeClock()

beforeAll(async () => {
  for (const tenantId of [TENANT, OTHER])
    await database().forTenant(tenantId, (trx) => trx('workspaces').insert({ tenant_id: tenantId, name: 'Loja' }))
})

type Input = Partial<Record<'key' | 'value' | 'by' | 'where', Json>>
type Asked = Omit<StoreStep, 'kind' | 'name' | 'operation' | 'key' | 'value' | 'by' | 'where'> & Input

interface By {
  tenantId?: string
  limits?: Partial<StoreLimits>
  /** As which role the transaction runs. */
  role?: 'engine' | 'app'
}

function perform(
  operation: StoreStep['operation'],
  asked: Asked,
  { tenantId = TENANT, limits = {}, role = 'engine' }: By = {},
): Promise<Json> {
  const { key = null, value = null, by = null, where = null, ...settings } = asked
  const step: StoreStep = { kind: 'store', name: 'store', operation, ...settings }
  const store = createDataStore({ db: database(), clock, limits })
  const work = (trx: Trx) => store.perform(trx, { tenantId, step, input: { key, value, by, where }, now: clock.now() })
  return role === 'engine' ? database().engine.transaction(work) : database().forTenant(tenantId, work)
}

test('what was put is read back byte for byte, by either role; what is not there is null', async () => {
  const value = { b: 1, a: [1.5, '1.50', null, { ç: '🔌"\\' }], __proto: true }
  for (const role of ['engine', 'app'] as const) {
    expect(await perform('put', { table: 'Pedidos', key: `k-${role}`, value }, { role })).toEqual(value)
    expect(JSON.stringify(await perform('get', { table: 'Pedidos', key: `k-${role}` }, { role }))).toBe(JSON.stringify(value))
    expect(await perform('get', { table: 'Pedidos', key: 'nothing' }, { role })).toBeNull()
    expect(await perform('get', { table: 'Nada', key: 'k' }, { role })).toBeNull()
    expect(await perform('delete', { table: 'Pedidos', key: `k-${role}` }, { role })).toBe(true)
    expect(await perform('delete', { table: 'Pedidos', key: `k-${role}` }, { role })).toBe(false)
  }
  expect(await perform('put', { table: 'Pedidos', key: 7, value: null })).toBeNull()
  expect(await perform('query', { table: 'Pedidos' })).toEqual([{ key: '7', value: null }])
})

test('C20 another workspace sees and changes none of it, although the engine reaches every row', async () => {
  await perform('put', { table: 'Alheia', key: 'k', value: 'mine' })
  for (const role of ['engine', 'app'] as const) {
    const theirs = { tenantId: OTHER, role }
    expect(await perform('get', { table: 'Alheia', key: 'k' }, theirs)).toBeNull()
    expect(await perform('query', { table: 'Alheia' }, theirs)).toEqual([])
    expect(await perform('delete', { table: 'Alheia', key: 'k' }, theirs)).toBe(false)
    await perform('put', { table: 'Alheia', key: 'k', value: 'theirs' }, theirs)
    await perform('increment', { table: 'Alheia', key: 'n' }, theirs)
    for (const key of ['k', 'n']) expect(await perform('delete', { table: 'Alheia', key }, theirs)).toBe(true)
  }
  expect(await perform('query', { table: 'Alheia' })).toEqual([{ key: 'k', value: 'mine' }])
})

test('50 increments at once add up exactly, from nothing, whichever role they run as', async () => {
  for (const role of ['engine', 'app'] as const) {
    const results = await Promise.all(
      Array.from({ length: 50 }, () => perform('increment', { table: 'Contagem', key: role, by: '0.1', field: '/total' }, { role })),
    )
    expect(await perform('get', { table: 'Contagem', key: role })).toEqual({ total: 5 })
    expect(new Set(results).size).toBe(50)
  }
})

test('25 increments and 25 deletes of one row at once all come through', async () => {
  const both = Array.from({ length: 50 }, (_, i) => perform(i % 2 === 0 ? 'increment' : 'delete', { table: 'Contagem', key: 'gone' }))
  const results = await Promise.all(both)
  expect(results.filter((result) => typeof result === 'number')).toHaveLength(25)
})

test('an increment without a number adds one; it reaches into objects and lists and leaves the rest as it is', async () => {
  const at = { table: 'Contagem', key: 'deep' }
  expect(await perform('increment', at)).toBe(1)
  expect(await perform('increment', { ...at, by: -3.5 })).toBe(-2.5)
  await perform('put', { ...at, value: { list: [{ n: '9007199254740992' }], keep: [1] } })
  expect(await perform('increment', { ...at, field: '/list/0/n', by: 1 })).toBe('9007199254740993')
  expect(await perform('increment', { ...at, field: '/by day/2026~111', by: 2 })).toBe(2)
  expect(await perform('get', at)).toEqual({ list: [{ n: '9007199254740993' }], keep: [1], 'by day': { '2026/11': 2 } })
  for (const field of ['', '/keep', '/keep/1', '/list/0/n/x']) {
    await expect(perform('increment', { ...at, field }), field).rejects.toMatchObject({ code: 'store_not_a_number' })
  }
  await expect(perform('increment', { ...at, by: 'dez' })).rejects.toMatchObject({ code: 'store_by_invalid' })
  await perform('increment', { ...at, field: '/__proto__/polluted', by: 1 })
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('a row that expired is as if it had never been, and the sweep takes it away', async () => {
  const at = { table: 'Validade', key: 'k' }
  await perform('put', { ...at, value: 1, ttlSeconds: 10 })
  await perform('put', { table: 'Validade', key: 'stays', value: 2 })
  clock.advance(9_999)
  expect(await perform('get', at)).toBe(1)
  clock.advance(1)
  expect(await perform('get', at)).toBeNull()
  expect(await perform('query', { table: 'Validade' })).toEqual([{ key: 'stays', value: 2 }])
  expect(await perform('delete', at)).toBe(false)
  await perform('put', { ...at, value: 1, ttlSeconds: 10 })
  await perform('put', { ...at, value: 3 })
  clock.advance(10_000)
  expect(await perform('get', at)).toBe(3)

  await perform('put', { ...at, value: 1, ttlSeconds: 10 })
  clock.advance(10_000)
  const store = createDataStore({ db: database(), clock })
  expect(await store.sweep()).toBe(1)
  expect(await store.sweep()).toBe(0)
  expect((await database().truth.query(`SELECT key FROM data_rows WHERE table_name = 'Validade'`)).rows).toEqual([{ key: 'stays' }])
})

test('a count with an end keeps the end it began with, and begins anew after it', async () => {
  const at = { table: 'Validade', key: 'per-minute', ttlSeconds: 60 }
  expect(await perform('increment', at)).toBe(1)
  clock.advance(59_000)
  expect(await perform('increment', at)).toBe(2)
  clock.advance(1_000)
  expect(await perform('increment', at)).toBe(1)
  clock.advance(59_999)
  expect(await perform('increment', at)).toBe(2)
})

test('a query finds by equality at any depth, in the order asked for', async () => {
  const rows: Record<string, Json> = {
    a: { status: 'open', total: 10, customer: { tags: ['x'] } },
    b: { status: 'open', total: 9.5, customer: { tags: ['y'] } },
    c: { status: 'closed', total: 100 },
    d: { status: null, total: '7' },
    e: 'text',
  }
  for (const [key, value] of Object.entries(rows)) await perform('put', { table: 'Busca', key, value })
  const keys = async (asked: Omit<Asked, 'table'>) => {
    const found = await perform('query', { table: 'Busca', ...asked })
    return Array.isArray(found) ? found.map((row) => (typeof row === 'object' && row !== null && 'key' in row ? row.key : row)) : found
  }
  expect(await keys({})).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(await keys({ where: { '/status': 'open' } })).toEqual(['a', 'b'])
  expect(await keys({ where: { '/status': 'open', '/total': 9.5 } })).toEqual(['b'])
  expect(await keys({ where: { '/total': 10.0 } })).toEqual(['a'])
  expect(await keys({ where: { '/customer/tags/0': 'y' } })).toEqual(['b'])
  expect(await keys({ where: { '/customer': { tags: ['x'] } } })).toEqual(['a'])
  expect(await keys({ where: { '/status': null } })).toEqual(['d', 'e'])
  expect(await keys({ where: { '': 'text' } })).toEqual(['e'])
  expect(await keys({ orderBy: { field: '/total' }, where: { '/status': 'open' } })).toEqual(['b', 'a'])
  expect(await keys({ orderBy: { field: '/total', descending: true }, limit: 2 })).toEqual(['c', 'a'])
  await expect(perform('query', { table: 'Busca', where: { status: 'open' } })).rejects.toMatchObject({ code: 'store_pointer_invalid' })
  const injection = `x' OR true --`
  expect(await keys({ where: { [`/${injection}`]: injection } })).toEqual([])
})

test('keys, names and values that cannot be kept are refused with their reason', async () => {
  for (const key of [null, '', 'x'.repeat(201), 'a\u0000', '\ud800', {}, true]) {
    await expect(perform('put', { table: 'Limites', key, value: 1 })).rejects.toMatchObject({ code: 'store_key_invalid' })
  }
  for (const table of ['', ' x', 'x'.repeat(64), 'a/b', 'a\u0000b']) {
    await expect(perform('get', { table, key: 'k' })).rejects.toMatchObject({ code: 'store_table_name' })
  }
  const at = { table: 'Limites', key: 'k' }
  await expect(perform('put', { ...at, value: 'x'.repeat(256 * 1024) })).rejects.toMatchObject({ code: 'store_value_too_large' })
  await expect(perform('put', { ...at, value: { a: ['\u0000'] } })).rejects.toMatchObject({
    code: 'store_value_unstorable',
    params: { at: '/a/0' },
  })
  expect(await perform('get', at)).toBeNull()
})

test('a table takes no more rows than its limit, but those it has can be changed; expired ones make room', async () => {
  const limits = { rowsPerTable: 3 }
  const put = (key: string, rest = {}) => perform('put', { table: 'Cheia', key, value: key, ...rest }, { limits })
  await put('1', { ttlSeconds: 60 })
  await put('2')
  await perform('increment', { table: 'Cheia', key: '3' }, { limits })
  await expect(put('4')).rejects.toMatchObject({ code: 'store_table_full', params: { table: 'Cheia', max: 3 } })
  await expect(perform('increment', { table: 'Cheia', key: '4' }, { limits })).rejects.toMatchObject({ code: 'store_table_full' })
  await put('2')
  clock.advance(60_000)
  await put('4')
})

test('where tables are not made by themselves, a put into an unknown one is refused', async () => {
  const limits = { makesTables: false }
  await expect(perform('put', { table: 'Nova', key: 'k', value: 1 }, { limits })).rejects.toMatchObject({ code: 'store_table_missing' })
})

test('a result that no step could hand on is refused before it is read', async () => {
  for (let i = 0; i < 17; i++) await perform('put', { table: 'Grande', key: String(i), value: 'x'.repeat(255_000) })
  await expect(perform('query', { table: 'Grande' })).rejects.toMatchObject({ code: 'store_result_too_large' })
  expect(await perform('query', { table: 'Grande', limit: 16 })).toHaveLength(16)
})

test('what is rolled back was never stored', async () => {
  const store = createDataStore({ db: database(), clock })
  const step: StoreStep = { kind: 'store', name: 's', operation: 'put', table: 'Desfeita' }
  const failing = database().engine.transaction(async (trx) => {
    await store.perform(trx, { tenantId: TENANT, step, input: { key: 'k', value: 1 }, now: clock.now() })
    throw new Error('the journal entry conflicts')
  })
  await expect(failing).rejects.toThrow('conflicts')
  expect((await database().truth.query(`SELECT 1 FROM data_tables WHERE name = 'Desfeita'`)).rows).toEqual([])
})
