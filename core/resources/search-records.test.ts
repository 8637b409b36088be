import { beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createRecordWriter } from './record-writer.ts'
import { createResources } from './resources.service.ts'
import type { RecordQuery } from './resources.types.ts'
import { applyTables } from './tables/apply-tables.ts'
import { declaredAs, readRecord, SHOP, seeded, shopOrder } from './testing/shop-orders.ts'

const database = useTestDatabase()
const resources = declaredAs(SHOP)
const TENANT = '00000000-0000-4000-8000-00000000000a'
const random = seeded(21)
const orders = Array.from({ length: 9_000 }, (_, n) => {
  const { placedAt = null, status = null, ...order } = shopOrder(n, random)
  return { ...order, placedAt, status, customer: { name: n % 9 === 0 ? 'Zé Raro' : 'Comum Cliente' } }
})

beforeAll(async () => {
  await applyTables(database().url, [SHOP])
  const writer = createRecordWriter({ resources, clock: new FakeClock(), changed: () => undefined })
  for (let at = 0; at < orders.length; at += 500) {
    const ref = { tenantId: TENANT, connectionId: at % 1000 === 0 ? 'con_one' : 'con_two', plugin: 'shop', resource: 'orders' }
    const page = orders.slice(at, at + 500).map((order) => readRecord(order))
    await database().forTenant(TENANT, (trx) => writer.write(trx, ref, page, 'backfill'))
  }
  const ref = { tenantId: TENANT, connectionId: 'con_two', plugin: 'shop', resource: 'orders' }
  const last = orders.slice(-60).map(({ id }) => id)
  await database().forTenant(TENANT, (trx) => writer.remove(trx, ref, last, 'sweep'))
}, 120_000)

async function walk(query: Partial<RecordQuery>): Promise<string[]> {
  const service = createResources({ db: database(), resources })
  const keys: string[] = []
  let cursor: string | undefined
  do {
    const asked = { plugin: 'shop', resource: 'orders', limit: 200, ...query, ...(cursor === undefined ? {} : { cursor }) }
    const page = await service.list(TENANT, asked)
    keys.push(...page.items.map(({ key }) => key))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return keys
}

const live = orders.slice(0, -60)
const placed = (order: (typeof orders)[number]) => (typeof order.placedAt === 'string' ? Date.parse(order.placedAt) : null)

test.each([true, false])(
  'a word that thousands of records have gives each of them once, in order (descending: %s)',
  async (descending) => {
    const keys = await walk({ search: 'comum', sort: { field: 'placedAt', descending } })
    const having = live.filter(({ customer }) => customer.name.startsWith('Comum'))
    const timed = having.filter((order) => placed(order) !== null)
    timed.sort((a, b) => ((placed(a) ?? 0) - (placed(b) ?? 0)) * (descending ? -1 : 1))
    expect(keys.slice(0, timed.length)).toEqual(timed.map(({ id }) => id))
    expect(keys.slice(timed.length).sort()).toEqual(
      having
        .filter((order) => placed(order) === null)
        .map(({ id }) => id)
        .sort(),
    )
  },
  60_000,
)

test('a common word finds the same records with another order, with filters and with a second word', async () => {
  const wanted = live.filter(({ customer, status }) => customer.name.startsWith('Comum') && status === 'paid').map(({ id }) => id)
  expect((await walk({ search: 'comum', filter: { status: 'paid' } })).sort()).toEqual(wanted.sort())
  expect((await walk({ search: 'comum cli', filter: { status: 'paid' }, sort: { field: 'total', descending: true } })).sort()).toEqual(
    wanted,
  )
}, 60_000)
