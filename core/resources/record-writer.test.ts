import { beforeAll, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import type { ReadRecord } from './operations/operations.types.ts'
import { createRecordWriter } from './record-writer.ts'
import { createResources } from './resources.service.ts'
import type { Origin } from './resources.types.ts'
import { sweepChanges } from './sweep-changes.job.ts'
import { applyTables } from './tables/apply-tables.ts'
import { type DeclaredResource, planOf } from './tables/resource-plan.ts'
import { countedBySql, keptRollups } from './testing/rollup-oracle.ts'
import { declaredAs, readRecord, SHOP, seeded, shopOrder } from './testing/shop-orders.ts'

const database = useTestDatabase()
const plan = planOf(SHOP)
const clock = new FakeClock()
const told: string[] = []
const writer = createRecordWriter({ resources: declaredAs(SHOP), clock, changed: (tenantId, id) => told.push(`${tenantId} ${id}`) })
const TENANT = '00000000-0000-4000-8000-00000000000a'

beforeAll(async () => {
  await applyTables(database().url, [SHOP])
})

function ref(connectionId: string) {
  return { tenantId: TENANT, connectionId, plugin: 'shop', resource: 'orders' }
}

function write(connectionId: string, records: readonly ReadRecord[], origin: Origin = 'incremental') {
  return database().forTenant(TENANT, (trx) => writer.write(trx, ref(connectionId), records, origin))
}

function remove(connectionId: string, keys: readonly string[]) {
  return database().forTenant(TENANT, (trx) => writer.remove(trx, ref(connectionId), keys, 'sweep'))
}

async function rows(connectionId: string): Promise<Array<Record<string, Json>>> {
  const { rows: found } = await database().truth.query(
    `SELECT key, version, data, flagged, words, deleted_at IS NOT NULL AS deleted, first_origin, "f_number_text" AS number,
       "f_total_dec" AS total, "f_items_int" AS items, "f_isGift_bool" AS gift, "f_due_date" AS due,
       to_char("f_placedAt_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS placed,
       to_char("f_sentAt_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS sent
     FROM ${plan.table} WHERE connection_id = $1 ORDER BY key`,
    [connectionId],
  )
  return found
}

async function words(connectionId: string): Promise<string[]> {
  const { rows: found } = await database().truth.query(`SELECT term FROM ${plan.wordsTable} WHERE connection_id = $1 ORDER BY term`, [
    connectionId,
  ])
  return found.map(({ term }) => term)
}

async function history(connectionId: string): Promise<Array<Record<string, Json>>> {
  const { rows: found } = await database().truth.query(
    `SELECT key, change, origin, differences::json AS differences FROM record_changes WHERE connection_id = $1 ORDER BY nr`,
    [connectionId],
  )
  return found
}

test('history that is older than it is kept goes, oldest first and a few rows at a time; the records stay', async () => {
  const at = { tenantId: TENANT, resource: 'shop/orders', connectionId: 'con_history' }
  const add = (key: string, daysAgo: number) =>
    database().truth.query(
      `INSERT INTO record_changes (tenant_id, resource, connection_id, key, at, change, origin, differences)
       VALUES ($1, $2, $3, $4, to_timestamp($5::double precision / 1000), 'updated', 'incremental', '[]')`,
      [at.tenantId, at.resource, at.connectionId, key, clock.now() - daysAgo * 86_400_000],
    )
  await write(at.connectionId, [readRecord({ ...ORDER, id: 'kept' }, 1)], 'backfill')
  for (const [key, daysAgo] of [
    ['old', 400],
    ['older', 500],
    ['kept', 31],
    ['kept', 29],
    ['new', 0],
  ] as const)
    await add(key, daysAgo)
  await sweepChanges({ engine: database().engine, clock, days: 30 }, 2)
  expect((await history(at.connectionId)).map(({ key }) => key)).toEqual(['kept', 'new'])
  expect((await rows(at.connectionId)).map(({ key }) => key)).toEqual(['kept'])
})

const ORDER = {
  id: '1',
  number: 'P-77/2026',
  status: 'paid',
  customer: { name: 'Antônia Conceição' },
  items: 2,
  total: '359.70505',
  gift: false,
  due: '05/12/2026',
  placedAt: '2026-11-23T01:30:00.000-03:00',
  sentAt: '2026-11-23 10:00:00',
}

test('a record gets real columns of its fields, and keeps what the provider sent', async () => {
  expect(await write('con_columns', [readRecord(ORDER, 5)], 'backfill')).toEqual([
    { key: '1', change: 'created', stale: false, before: null },
  ])
  expect(await rows('con_columns')).toEqual([
    {
      key: '1',
      version: 5,
      data: ORDER,
      flagged: false,
      words: ' 77 2026 772026 antonia conceicao',
      deleted: false,
      first_origin: 'backfill',
      number: 'P-77/2026',
      total: 3_597_051,
      items: 2,
      gift: false,
      due: '2026-12-05',
      placed: '2026-11-23 04:30',
      sent: '2026-11-23 13:00',
    },
  ])
  expect(await history('con_columns')).toEqual([])
  expect(told).toContain(`${TENANT} shop/orders`)
})

test('a changed record replaces the stored one, with its history and its words', async () => {
  await write('con_changed', [readRecord(ORDER, 5)])
  const changed = { ...ORDER, status: 'sent', customer: { name: 'Antônia Lima' }, note: 'x' }
  expect(await write('con_changed', [readRecord(changed, 6)], 'webhook')).toEqual([
    { key: '1', change: 'updated', stale: false, before: ORDER },
  ])
  expect(await words('con_changed')).toEqual(['2026', '77', '772026', 'antonia', 'lima'])
  expect(await history('con_changed')).toEqual([
    {
      key: '1',
      change: 'updated',
      origin: 'webhook',
      differences: expect.arrayContaining([
        { path: '/customer/name', before: 'Antônia Conceição', after: 'Antônia Lima' },
        { path: '/note', before: null, after: 'x' },
        { path: '/status', before: 'paid', after: 'sent' },
      ]),
    },
  ])
})

test('an older record is ignored, an equal one writes nothing', async () => {
  await write('con_stale', [readRecord(ORDER, 5)])
  told.length = 0
  expect(await write('con_stale', [readRecord({ ...ORDER, status: 'sent' }, 4)])).toEqual([
    { key: '1', change: null, stale: true, before: null },
  ])
  expect(await write('con_stale', [readRecord(ORDER, 9)])).toEqual([{ key: '1', change: null, stale: false, before: null }])
  expect(await rows('con_stale')).toMatchObject([{ version: 5 }])
  expect(told).toEqual([])
})

test('of one record twice in a page the newer one is written', async () => {
  const newer = readRecord({ ...ORDER, status: 'sent' }, 6)
  expect(await write('con_twice', [newer, readRecord(ORDER, 5)])).toEqual([
    { key: '1', change: 'created', stale: false, before: null },
    { key: '1', change: null, stale: true, before: null },
  ])
  expect(await rows('con_twice')).toMatchObject([{ version: 6 }])
})

test('a removed record stays readable and comes back when the provider shows it again', async () => {
  await write('con_back', [readRecord(ORDER, 5)])
  expect(await remove('con_back', ['1', 'unknown'])).toEqual([{ key: '1', change: 'deleted', stale: false, before: ORDER }])
  expect(await remove('con_back', ['1'])).toEqual([])
  expect(await rows('con_back')).toMatchObject([{ data: ORDER, deleted: true }])
  expect(await words('con_back')).toEqual([])
  expect(await write('con_back', [readRecord(ORDER, 5)])).toEqual([{ key: '1', change: 'created', stale: false, before: null }])
  expect(await rows('con_back')).toMatchObject([{ deleted: false }])
  expect(await words('con_back')).toHaveLength(5)
  expect((await history('con_back')).map(({ change }) => change)).toEqual(['deleted', 'created'])
})

test('what PostgreSQL cannot keep is replaced and flagged, and the page it came with is stored', async () => {
  const bad = { ...readRecord({ ...ORDER, id: '2' }), text: '{"id":"2","a":"x\\u0000y \\ud800 \\\\u0000 \\ud83d\\ude00","n":1e99999}' }
  const nul = readRecord({ ...ORDER, id: '3', number: 'a\u0000b', customer: { name: '\ud800' } })
  await write('con_bad', [readRecord(ORDER), bad, nul])
  expect(await rows('con_bad')).toMatchObject([
    { key: '1', flagged: false },
    { key: '2', flagged: true, data: { a: 'x\ufffdy \ufffd \\u0000 😀', n: null } },
    { key: '3', flagged: true, number: 'a\ufffdb' },
  ])
})

test('values that do not fit their field are empty columns, not failures', async () => {
  const odd = {
    ...ORDER,
    total: 'R$ 10',
    items: 2.5,
    gift: 'sim',
    due: '0000-00-00',
    placedAt: 'ontem',
    sentAt: 1_763_900_000,
    number: 'é'.repeat(5000),
  }
  await write('con_odd', [readRecord(odd)])
  expect(await rows('con_odd')).toMatchObject([
    { total: null, items: null, gift: null, due: null, placed: null, sent: '2025-11-23 12:13', number: 'é'.repeat(300) },
  ])
})

test('numbers keep the digits that the provider sent', async () => {
  const record = { ...readRecord({ id: '1' }), text: '{"id":"1","big":12345678901234567890,"price":1.10}' }
  await write('con_digits', [record])
  const { rows: found } = await database().truth.query(`SELECT data::text FROM ${plan.table} WHERE connection_id = 'con_digits'`)
  expect(found).toEqual([{ data: '{"id": "1", "big": 12345678901234567890, "price": 1.10}' }])
})

test('rollups are what SQL counts, after random writes, updates and removals', async () => {
  const random = seeded(4)
  for (let round = 0; round < 40; round++) {
    const records = Array.from({ length: 40 }, () => {
      const n = Math.floor(random() * 400) * 37
      return readRecord(shopOrder(n, random), random() < 0.2 ? round - 3 : round)
    })
    await write('con_random', records)
    const removed = Array.from({ length: 5 }, () => String(1_000_000 + Math.floor(random() * 400) * 37))
    await remove('con_random', removed)
  }
  const counted = await countedBySql(database().truth, plan, 'con_random')
  expect(await keptRollups(database().truth, plan, 'con_random')).toEqual(counted)
  expect(counted.rollups.length).toBeGreaterThan(30)
  expect(counted.durations.length).toBeGreaterThan(10)
})

test('amounts of each currency have rollups of their own, as SQL counts them, also when a record changes its currency or goes', async () => {
  const fields = Object.entries(SHOP.declared.fields).map(([name, field]) => [
    name,
    name === 'total' ? { ...field, currency: 'BRL' } : field,
  ])
  const shop: DeclaredResource = {
    plugin: 'shop',
    declared: { ...SHOP.declared, name: 'sales', fields: Object.fromEntries(fields), currency: { code: 'BRL', pointer: '/money/code' } },
  }
  await applyTables(database().url, [shop])
  const ofShop = createRecordWriter({ resources: declaredAs(shop), clock, changed: () => undefined })
  const at = { ...ref('con_currencies'), resource: 'sales' }
  const random = seeded(6)
  const codes = ['BRL', 'ARS', 'USD', 'pesos', null]
  for (let round = 0; round < 10; round++)
    await database().forTenant(TENANT, async (trx) => {
      const records = Array.from({ length: 40 }, () => {
        const code = codes[Math.floor(random() * codes.length)] ?? null
        return readRecord({ ...shopOrder(Math.floor(random() * 100) * 37, random), money: { code } }, round)
      })
      await ofShop.write(trx, at, records, 'incremental')
      await ofShop.remove(trx, at, [String(1_000_000 + round * 37)], 'sweep')
    })
  const kept = await keptRollups(database().truth, planOf(shop), 'con_currencies')
  expect(kept).toEqual(await countedBySql(database().truth, planOf(shop), 'con_currencies'))
  expect(new Set(kept.rollups.map(({ currency }) => currency))).toEqual(new Set(['', 'ARS', 'USD']))

  const { total, sums, otherCurrencies, days } = await createResources({ db: database(), resources: declaredAs(shop) }).stats(TENANT, {
    plugin: 'shop',
    resource: 'sales',
  })
  const { rows: truth } = await database().truth.query(
    `SELECT CASE WHEN data #>> '{money,code}' IN ('ARS', 'USD') THEN data #>> '{money,code}' ELSE 'BRL' END AS currency,
       count(*)::int AS count, sum((data ->> 'total')::numeric)::float8 AS total, sum((data ->> 'items')::int)::int AS items
     FROM ${planOf(shop).table} WHERE deleted_at IS NULL GROUP BY 1`,
  )
  const others = truth.filter(({ currency }) => currency !== 'BRL').sort((a, b) => b.count - a.count || (a.currency < b.currency ? -1 : 1))
  expect(otherCurrencies.map((each) => [each.currency, each.count, Number(each.sums['total']), Object.keys(each.sums)])).toEqual(
    others.map((each) => [each.currency, each.count, each.total, ['total']]),
  )
  // Things are things in any currency.
  expect([Number(sums['total']), Number(sums['items'])]).toEqual([
    truth.find(({ currency }) => currency === 'BRL')?.total,
    truth.reduce((all, { items }) => all + items, 0),
  ])
  expect(total).toBe(truth.reduce((all, { count }) => all + count, 0))
  expect(days.filter((day) => day.otherCurrencies.length > 0).length).toBeGreaterThan(0)
})

test('two writers of the same records at once count each record once', async () => {
  const random = seeded(5)
  const pages = Array.from({ length: 8 }, (_, nr) => Array.from({ length: 50 }, (_unused, n) => readRecord(shopOrder(n * 3, random), nr)))
  await Promise.all(pages.map((page) => write('con_race', page)))
  expect(await keptRollups(database().truth, plan, 'con_race')).toEqual(await countedBySql(database().truth, plan, 'con_race'))
  expect(await rows('con_race')).toHaveLength(50)
})

test('a page that is rolled back leaves nothing and tells nobody', async () => {
  told.length = 0
  const failing = database().forTenant(TENANT, async (trx) => {
    await writer.write(trx, ref('con_rolled'), [readRecord(ORDER)], 'backfill')
    throw new Error('checkpoint refused')
  })
  await expect(failing).rejects.toThrow('checkpoint refused')
  expect(await rows('con_rolled')).toEqual([])
  expect(told).toEqual([])
})
