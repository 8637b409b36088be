import { beforeEach, expect, test } from 'vitest'
import type { Resource } from '../../../sdk/manifest.gen.ts'
import { TENANT_FILTER } from '../../platform/tenancy.ts'
import { useTestDatabase } from '../../testing/database.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { fillColumns } from '../fill-columns.job.ts'
import { findPendingScopes } from '../fill-columns.store.ts'
import { createRecordWriter } from '../record-writer.ts'
import { countedBySql, keptRollups } from '../testing/rollup-oracle.ts'
import { declaredAs, readRecord, SHOP_ORDERS, seeded, shopOrder } from '../testing/shop-orders.ts'
import { applyTables } from './apply-tables.ts'
import { buildIndexes } from './build-indexes.ts'
import { type DeclaredResource, planOf } from './resource-plan.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
let nr = 0
let name: string

beforeEach(() => {
  name = `orders-${++nr}`
})

function shop(change: Partial<Resource> = {}): DeclaredResource {
  return { plugin: 'shop', declared: { ...SHOP_ORDERS, name, ...change } }
}

/** As the connector was before somebody added fields, search and figures. */
function earlier(): DeclaredResource {
  const { status, number } = SHOP_ORDERS.fields
  if (status === undefined || number === undefined) throw new Error('the shop has a status and a number')
  const { search: _search, ...plain } = number
  const { stats: _stats, ...rest } = SHOP_ORDERS
  return { plugin: 'shop', declared: { ...rest, name, fields: { status, number: plain, old: { ...status, pointer: '/old' } } } }
}

async function columnsOf(table: string): Promise<string[]> {
  const { rows } = await database().truth.query('SELECT column_name FROM information_schema.columns WHERE table_name = $1', [table])
  return rows.map((row) => row.column_name)
}

async function indexesOf(table: string): Promise<string[]> {
  const { rows } = await database().truth.query(
    'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = $1::regclass AND indisvalid',
    [table],
  )
  return rows.map((row) => row.name)
}

test('C20 tables of resources have the tenant in their key and forced row-level security', async () => {
  await applyTables(database().url, [shop()])
  const { table, wordsTable } = planOf(shop())
  const { rows } = await database().truth.query(
    `SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, a.attname AS first_key, p.qual, p.with_check, p.roles::text
     FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
     JOIN pg_policies p ON p.tablename = c.relname WHERE c.relname = ANY ($1) ORDER BY 1`,
    [[table, wordsTable]],
  )
  const normal = (text: string) => text.replaceAll(/[()\s]|::text/g, '').toLowerCase()
  expect(rows).toHaveLength(2)
  for (const row of rows) {
    expect(row).toMatchObject({ relrowsecurity: true, relforcerowsecurity: true, first_key: 'tenant_id', roles: '{tomada_app}' })
    expect([normal(row.qual), normal(row.with_check)]).toEqual([normal(TENANT_FILTER), normal(TENANT_FILTER)])
  }
  expect(await database().app(table).limit(1)).toEqual([])
})

test('two processes that start at once make each table once', async () => {
  const declared = [shop(), { ...shop(), plugin: 'other' }]
  await Promise.all([1, 2, 3].map(() => applyTables(database().url, declared)))
  expect(await indexesOf(planOf(shop()).table)).toHaveLength(planOf(shop()).indexes.length + 1)
  expect(await applyTables(database().url, declared)).toEqual([])
})

test('names that would be cut or written alike get tables of their own', async () => {
  const long = 'a'.repeat(38)
  const declared = ['orders-x', 'orders--x', `o${'x'.repeat(60)}1`, `o${'x'.repeat(60)}2`].map((resource) => ({
    plugin: long,
    declared: { ...SHOP_ORDERS, name: resource },
  }))
  await applyTables(database().url, declared)
  const tables = declared.flatMap((one) => [planOf(one).table, planOf(one).wordsTable])
  expect(new Set(tables).size).toBe(8)
  expect(Math.max(...tables.map(({ length }) => length))).toBeLessThanOrEqual(63)
  const { rows } = await database().truth.query('SELECT relname FROM pg_class WHERE relname = ANY ($1)', [tables])
  expect(rows).toHaveLength(8)
})

test('a table that belongs to something else is not written into', async () => {
  await database().truth.query(`CREATE TABLE ${planOf(shop()).table} (id text)`)
  await expect(applyTables(database().url, [shop()])).rejects.toThrow('does not belong')
})

test('fields that are declared later are filled from stored records, with words, figures and indexes; a removed field keeps its column', async () => {
  const before = earlier()
  await applyTables(database().url, [before])
  const random = seeded(9)
  const clock = new FakeClock()
  const ref = { tenantId: TENANT, connectionId: 'con_1', plugin: 'shop', resource: name }
  const write = (declared: DeclaredResource, from: number, count: number) => {
    const writer = createRecordWriter({ resources: declaredAs(declared), clock, changed: () => undefined })
    const records = Array.from({ length: count }, (_, n) => readRecord({ ...shopOrder(from + n * 11, random), old: 'x' }))
    return database().forTenant(TENANT, (trx) => writer.write(trx, ref, records, 'backfill'))
  }
  await write(before, 0, 500)
  await write(before, 6000, 300)

  const after = shop()
  const plan = planOf(after)
  expect(await applyTables(database().url, [after])).toEqual([plan])
  await write(after, 20_000, 50)
  await buildIndexes(database().url, [after])
  expect(await applyTables(database().url, [after])).toEqual([])
  expect(await columnsOf(plan.table)).toEqual(expect.arrayContaining(['f_old_text', 'f_total_dec']))
  expect(await indexesOf(plan.table)).toEqual(expect.arrayContaining(plan.indexes.map((index) => index.name)))
  expect(await findPendingScopes(database().engine, plan.id, plan.fillHash)).toEqual([{ tenantId: TENANT, connectionId: 'con_1' }])

  let batches = 0
  const job = {
    tenantId: TENANT,
    ids: { plugin: 'shop', resource: name, connectionId: 'con_1' },
    forTenant: async <T>(work: (trx: Parameters<Parameters<ReturnType<typeof database>['forTenant']>[1]>[0]) => Promise<T>) => {
      batches++
      if (batches === 2) throw new Error('killed')
      return database().forTenant(TENANT, work)
    },
  }
  await expect(fillColumns(job, { resources: declaredAs(after), clock })).rejects.toThrow('killed')
  await fillColumns(job, { resources: declaredAs(after), clock })
  // One batch before the kill, one after it, one that counts: what was done is not done again.
  expect(batches).toBe(4)
  expect(await findPendingScopes(database().engine, plan.id, plan.fillHash)).toEqual([])
  const counted = await countedBySql(database().truth, plan, 'con_1')
  expect(counted.live).toBe(850)
  expect(await keptRollups(database().truth, plan, 'con_1')).toEqual(counted)
  const { rows } = await database().truth.query(
    `SELECT count(*)::int AS count FROM ${plan.table} r WHERE "f_total_dec" IS NULL OR words = ''
       OR (SELECT count(*) FROM ${plan.wordsTable} w WHERE w.key = r.key) <> array_length(string_to_array(trim(words), ' '), 1)`,
  )
  expect(rows).toEqual([{ count: 0 }])
})
