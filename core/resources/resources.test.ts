import { beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer } from '../testing/test-server.ts'
import type { ReadRecord } from './operations/operations.types.ts'
import { createRecordWriter } from './record-writer.ts'
import { resourcesRoutes } from './resources.routes.ts'
import { createResources } from './resources.service.ts'
import { applyTables } from './tables/apply-tables.ts'
import { declaredAs, readRecord, SHOP, seeded, shopOrder } from './testing/shop-orders.ts'

const database = useTestDatabase()
const clock = new FakeClock()
const resources = declaredAs(SHOP)
const writer = createRecordWriter({ resources, clock, changed: () => undefined })
const NORTH = 'con_north0000000000000000000000'
const SECOND = 'con_second000000000000000000000'
let origin: string
let north: TestWorkspace
let south: TestWorkspace
const orders = Array.from({ length: 300 }, (_, n) => shopOrder(n * 7, seeded(n + 1)))

beforeAll(async () => {
  await applyTables(database().url, [SHOP])
  const identity = createTestIdentity(database())
  north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  const server = await startTestServer({
    routes: resourcesRoutes(createResources({ db: database(), resources })),
    callerOf: identity.callerOf,
  })
  origin = server.origin
  await store(
    NORTH,
    orders.slice(0, 200).map((order) => readRecord(order)),
  )
  await store(
    SECOND,
    orders.slice(200).map((order) => readRecord(order)),
  )
}, 60_000)

function store(connectionId: string, records: ReadRecord[], tenantId = north.tenantId) {
  const ref = { tenantId, connectionId, plugin: 'shop', resource: 'orders' }
  return database().forTenant(tenantId, (trx) => writer.write(trx, ref, records, 'backfill'))
}

async function ask(address: string, headers = north.members.viewer.headers) {
  const answer = await fetch(`${origin}/api/resources${address}`, { headers })
  const text = await answer.text()
  return { status: answer.status, text, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null }
}

/** Keys of all pages. */
async function walk(query: Record<string, string>, limit = 37): Promise<string[]> {
  const keys: string[] = []
  let cursor: string | null = null
  do {
    const params = new URLSearchParams({ ...query, limit: String(limit), ...(cursor === null ? {} : { cursor }) })
    const { status, body, text } = await ask(`/shop/orders?${params}`)
    if (status !== 200) throw new Error(text)
    keys.push(...body.items.map((item: { key: string }) => item.key))
    cursor = body.nextCursor
  } while (cursor !== null)
  return keys
}

type Order = (typeof orders)[number]
const keysOf = (list: readonly Order[]) => list.map(({ id }) => id).sort()
const placed = (order: Order) => (typeof order['placedAt'] === 'string' ? Date.parse(order['placedAt']) : null)

test('paging gives each record once, newest first, those without a time last', async () => {
  const keys = await walk({})
  const timed = orders.filter((order) => placed(order) !== null).sort((a, b) => (placed(b) ?? 0) - (placed(a) ?? 0))
  expect(keys.slice(0, timed.length)).toEqual(timed.map(({ id }) => id))
  expect(keys.slice(timed.length).sort()).toEqual(keysOf(orders.filter((order) => placed(order) === null)))
})

test.each(['customer', '-customer', 'total', '-due', 'key', '-key', 'placedAt'])('paging by %s gives each record once', async (sort) => {
  expect((await walk({ sort })).sort()).toEqual(keysOf(orders))
  expect((await walk({ sort, connectionId: SECOND }, 11)).sort()).toEqual(keysOf(orders.slice(200)))
})

test('a list is filtered by equality, by several values and by range, of every type', async () => {
  const by = async (filter: unknown) => (await walk({ filter: JSON.stringify(filter) })).sort()
  const where = (fits: (order: Order) => boolean) => keysOf(orders.filter(fits))
  expect(await by({ status: 'paid' })).toEqual(where(({ status }) => status === 'paid'))
  expect(await by({ status: ['paid', 'sent'] })).toEqual(where(({ status }) => status === 'paid' || status === 'sent'))
  expect(await by({ total: { min: '100.5', max: 400 } })).toEqual(where(({ total }) => Number(total) >= 100.5 && Number(total) <= 400))
  expect(await by({ isGift: true, items: { min: 3 } })).toEqual(where(({ gift, items }) => gift === true && Number(items) >= 3))
  expect(await by({ due: '2024-01-02' })).toEqual(where(({ due }) => due === '2024-01-02'))
  // A day of a time is a day in São Paulo.
  const day = (order: Order) => (placed(order) ?? 0) >= Date.UTC(2024, 0, 1, 3) && (placed(order) ?? 0) < Date.UTC(2024, 0, 2, 3)
  expect(await by({ placedAt: { min: '2024-01-01', max: '2024-01-01' } })).toEqual(where(day))
  expect(await by({ placedAt: '2024-01-01' })).toEqual(where(day))
})

test('words are found by their beginnings, without accents, and all of them must be there', async () => {
  const search = async (text: string, query = {}) => (await walk({ search: text, ...query })).sort()
  const named = (part: RegExp) => keysOf(orders.filter(({ customer }) => part.test(JSON.stringify(customer))))
  expect(await search('antôn')).toEqual(named(/Antônia/))
  expect(await search('MARIA sil')).toEqual(named(/Maria Silva/))
  expect(await search('P-100007')).toEqual(['1000007'])
  expect(await search('nobody')).toEqual([])
  expect(await search('%')).toEqual([])
  expect(await search('maria', { connectionId: SECOND })).toEqual(keysOf(orders.slice(200)).filter((key) => named(/Maria/).includes(key)))
})

test('a wrong question names its field', async () => {
  const faults = async (query: Record<string, string>) => {
    const { status, body } = await ask(`/shop/orders?${new URLSearchParams(query)}`)
    return [status, body.errors]
  }
  expect(await faults({ filter: '{"total":"much","sentAt":1,"nope":1}' })).toEqual([
    422,
    [
      { field: 'query/filter/total', reason: 'is not a decimal number' },
      { field: 'query/filter/sentAt', reason: 'cannot be filtered by' },
      { field: 'query/filter/nope', reason: 'is no field of this resource' },
    ],
  ])
  expect(await faults({ filter: '[1]' })).toEqual([422, [{ field: 'query/filter', reason: expect.any(String) }]])
  expect(await faults({ sort: 'status' })).toEqual([422, [{ field: 'query/sort', reason: 'cannot be sorted by' }]])
  expect(await faults({ cursor: 'x' })).toEqual([422, [{ field: 'query/cursor', reason: expect.any(String) }]])
  const { body } = await ask('/shop/orders?limit=1&sort=total')
  expect((await faults({ sort: '-total', cursor: body.nextCursor }))[0]).toBe(422)
  expect((await ask('/shop/nothing')).status).toBe(404)
  expect((await ask('/__proto__/orders')).status).toBe(404)
})

test('a record shows its fields, what the provider gave and how it changed', async () => {
  const order = { ...shopOrder(90_001, seeded(1)), status: 'paid', total: '10.50', placedAt: '2026-01-02T03:04:05Z' }
  await store('con_detail', [readRecord(order, 1)])
  clock.advance(1000)
  await store('con_detail', [readRecord({ ...order, status: 'sent' }, 2)])
  const record = await ask(`/shop/orders/con_detail/${order.id}`)
  expect(record.body).toMatchObject({
    key: order.id,
    title: 'P-190001',
    fields: { status: 'sent', total: '10.5', placedAt: '2026-01-02T03:04:05.000Z' },
    data: { status: 'sent', total: '10.50' },
    deletedAt: null,
  })
  const history = await ask(`/shop/orders/con_detail/${order.id}/history?limit=1`)
  expect(history.body.items).toMatchObject([{ change: 'updated', differences: [{ path: '/status', before: 'paid', after: 'sent' }] }])
  const rest = await ask(`/shop/orders/con_detail/${order.id}/history?limit=1&cursor=${history.body.nextCursor}`)
  expect(rest.body).toMatchObject({ items: [{ change: 'created', origin: 'backfill' }], nextCursor: null })
})

test('removed records have a list of their own', async () => {
  const order = shopOrder(91_000, seeded(2))
  await store('con_gone', [readRecord(order)])
  const ref = { tenantId: north.tenantId, connectionId: 'con_gone', plugin: 'shop', resource: 'orders' }
  await database().forTenant(north.tenantId, (trx) => writer.remove(trx, ref, [order.id], 'sweep'))
  expect(await walk({ connectionId: 'con_gone' })).toEqual([])
  expect(await walk({ connectionId: 'con_gone', deleted: 'true' })).toEqual([order.id])
  const search = String(order['number'])
  expect(await walk({ connectionId: 'con_gone', search })).toEqual([])
  expect(await walk({ connectionId: 'con_gone', search, deleted: 'true' })).toEqual([order.id])
})

test('figures are by value and by local day, of one connection or all', async () => {
  const { body } = await ask(`/shop/orders/stats?connectionId=${NORTH}`)
  const mine = orders.slice(0, 200)
  expect(body.total).toBe(200)
  const paid = mine.filter(({ status }) => status === 'paid')
  const group = body.groups[0].values.find(({ value }: { value: string | null }) => value === 'paid')
  expect(group.count).toBe(paid.length)
  expect(Number(group.sums.total)).toBeCloseTo(
    paid.reduce((sum, { total }) => sum + Number(total), 0),
    2,
  )
  expect(body.duration.count).toBeGreaterThan(50)
  expect(body.duration.withinTarget).toBeLessThan(body.duration.count)
  const oneDay = await ask(`/shop/orders/stats?connectionId=${NORTH}&from=2024-01-01&to=2024-01-01`)
  expect(oneDay.body.days).toHaveLength(1)
  expect(oneDay.body.total).toBe(oneDay.body.days[0].count)
  expect((await ask('/shop/orders/stats?from=2024-13-01')).body.errors).toEqual([{ field: 'query/from', reason: 'is not a date' }])
})

test('C31 an export is the whole list as CSV, and no cell of it is a formula', async () => {
  await store('con_csv', [readRecord({ ...shopOrder(92_000, seeded(3)), customer: { name: '=HYPERLINK("http://x")' }, total: '1234.5' })])
  const operator = north.members.operator.headers
  const one = await ask('/shop/orders/export.csv?connectionId=con_csv', { ...operator, 'accept-language': 'pt-BR' })
  expect(one.text.split('\r\n')[0]).toBe(
    'Chave;Conexão;Number;Status;Customer;Items;Total;Gift;Due;Placed at;Sent at;Visto em;Alterado em;Excluído em',
  )
  expect(one.text).toContain(`;"'=HYPERLINK(""http://x"")";`)
  expect(one.text).toContain(';1234,5;')
  const all = await ask(`/shop/orders/export.csv?connectionId=${NORTH}`, operator)
  expect(all.text.trimEnd().split('\r\n')).toHaveLength(201)
  expect((await ask('/shop/orders/export.csv?sort=nope', operator)).status).toBe(422)
})

test('C22 viewers read records and do not export them', async () => {
  expect((await ask('/shop/orders/export.csv')).status).toBe(403)
})

test('C21 records of another workspace are as unknown as those that never existed', async () => {
  await store('con_south', [readRecord(shopOrder(1, seeded(1)))], south.tenantId)
  const foreign = await ask('/shop/orders/con_south/1000001')
  const unknown = await ask('/shop/orders/con_south/1000002')
  expect([foreign.status, foreign.body.code]).toEqual([404, unknown.body.code])
  expect((await ask('/shop/orders?connectionId=con_south')).body.items).toEqual([])
  expect((await ask('/shop/orders/stats?connectionId=con_south')).body.total).toBe(0)
  expect((await ask('', south.members.viewer.headers)).body.items).toMatchObject([{ name: 'orders', total: 1 }])
})
