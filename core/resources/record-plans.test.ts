import { beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { listRecords } from './record-list.store.ts'
import { createRecordWriter } from './record-writer.ts'
import { createResources } from './resources.service.ts'
import type { RecordQuery } from './resources.types.ts'
import { applyTables } from './tables/apply-tables.ts'
import { planOf } from './tables/resource-plan.ts'
import { declaredAs, readRecord, SHOP, seeded, shopOrder } from './testing/shop-orders.ts'

/** How PostgreSQL answers lists as the app role, below row-level security: with an index, and with what it is looked up by in it. */

const database = useTestDatabase()
const resources = declaredAs(SHOP)
const TENANT = '00000000-0000-4000-8000-00000000000a'
const SMALL_TENANT = '00000000-0000-4000-8000-00000000000b'
const CONNECTIONS = ['con_one', 'con_two']
/** Of 500 records each. */
const PAGES = { [TENANT]: 16, [SMALL_TENANT]: 4 }

beforeAll(async () => {
  await applyTables(database().url, [SHOP])
  const writer = createRecordWriter({ resources, clock: new FakeClock(), changed: () => undefined })
  const random = seeded(11)
  for (const [tenantId, pages] of Object.entries(PAGES))
    for (let page = 0; page < pages; page++) {
      const records = Array.from({ length: 500 }, (_, n) => readRecord({ ...shopOrder(page * 500 + n, random), note: 'x'.repeat(500) }))
      const ref = { tenantId, connectionId: CONNECTIONS[page % 2] ?? '', plugin: 'shop', resource: 'orders' }
      await database().forTenant(tenantId, (trx) => writer.write(trx, ref, records, 'backfill'))
    }
  await database().truth.query('ANALYZE')
}, 120_000)

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  Plans?: PlanNode[]
}

function plansOf(query: Partial<RecordQuery>): Promise<PlanNode[]> {
  const service = createResources({ db: database(), resources })
  return plansWhile(() => service.list(TENANT, { plugin: 'shop', resource: 'orders', limit: 50, ...query }))
}

const TABLES = [planOf(SHOP).table, planOf(SHOP).wordsTable]

/** The statements about these tables (unless said: records and words) that were sent meanwhile, each explained as it was sent. */
async function plansWhile(work: () => Promise<unknown>, tables = TABLES): Promise<PlanNode[]> {
  const found = await explainedWhile(work, tables, TENANT, `EXPLAIN (FORMAT JSON)`, `SET LOCAL enable_seqscan = off`)
  return found.flatMap(({ Plan }) => scansIn(Plan))
}

interface Explained {
  Plan: PlanNode & { 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number }
}

async function explainedWhile(
  work: () => Promise<unknown>,
  tables: readonly string[],
  tenantId: string,
  explain: string,
  before = 'SELECT',
): Promise<Explained[]> {
  const sent: Array<{ sql: string; bindings: unknown[] }> = []
  const listen = ({ sql, bindings }: { sql: string; bindings: unknown[] }) => {
    if (tables.some((table) => sql.includes(table))) sent.push({ sql, bindings })
  }
  database().app.on('query', listen)
  await work()
  database().app.removeListener('query', listen)
  expect(sent.length).toBeGreaterThan(0)
  const client = await database().app.client.acquireConnection()
  try {
    await client.query('BEGIN')
    await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId])
    await client.query(before)
    const explained: Explained[] = []
    for (const { sql, bindings } of sent) {
      const { rows } = await client.query(`${explain} ${sql}`, bindings)
      explained.push(rows[0]['QUERY PLAN'][0])
    }
    await client.query('ROLLBACK')
    return explained
  } finally {
    await database().app.client.releaseConnection(client)
  }
}

function scansIn(node: PlanNode): PlanNode[] {
  const isOfTable = node['Relation Name'] !== undefined || node['Index Name'] !== undefined
  return [...(isOfTable && node['Node Type'] !== 'Bitmap Heap Scan' ? [node] : []), ...(node.Plans ?? []).flatMap(scansIn)]
}

const QUERIES: Record<string, Partial<RecordQuery>> = {
  'the first page': {},
  'one connection': { connectionId: 'con_one' },
  'a sort': { sort: { field: 'total', descending: true } },
  'a sort by text': { sort: { field: 'customer', descending: false } },
  'an equality': { filter: { status: 'paid' } },
  'several values': { filter: { status: ['paid', 'sent'] } },
  'a range of decimals': { filter: { total: { min: '10', max: '12' } }, sort: { field: 'total', descending: false } },
  'a range of times': { filter: { placedAt: { min: '2024-01-03', max: '2024-01-03' } } },
  'two conditions and a sort of its own': { filter: { status: 'paid', due: '2024-01-03' }, sort: { field: 'total', descending: true } },
  'a date': { filter: { due: '2024-01-03' } },
  'a truth': { filter: { isGift: true } },
  'a rare word': { search: 'P-100345' },
  'two words': { search: 'maria sil' },
  'what was removed': { deleted: true, sort: { field: 'key', descending: false } },
}

test.each(Object.entries(QUERIES))('C20 %s is read through an index, looked up below row-level security', async (_name, query) => {
  for (const scan of await plansOf(query)) {
    expect(scan['Node Type']).toMatch(/Index/)
    expect(scan['Index Cond']).toMatch(/tenant_id = .*connection_id = /)
  }
})

test('values of filters and beginnings of words are conditions of the index, not checks after it', async () => {
  const conditions = async (query: Partial<RecordQuery>) => (await plansOf(query)).map((scan) => scan['Index Cond']).join('\n')
  expect(await conditions({ filter: { status: 'paid' } })).toContain('f_status_text =')
  expect(await conditions({ filter: { total: { min: '10', max: '10.5' } } })).toContain('f_total_dec >=')
  expect(await conditions({ filter: { placedAt: '2024-01-03' } })).toContain('"f_placedAt_at" >=')
  expect(await conditions({ search: 'anton' })).toMatch(/term >= 'anton'.*term < 'antoo'/)
})

test('ML-46 statistics are read from rollups through their index, and no record is counted', async () => {
  const service = createResources({ db: database(), resources })
  const { table } = planOf(SHOP)
  const stats = { plugin: 'shop', resource: 'orders', from: '2024-01-03', to: '2024-01-09' }
  for (const connectionId of [undefined, 'con_one']) {
    const asked = { ...stats, ...(connectionId === undefined ? {} : { connectionId }) }
    const scans = await plansWhile(() => service.stats(TENANT, asked), ['record_rollups', 'record_durations', table])
    expect(new Set(scans.map((scan) => scan['Index Name']))).toEqual(new Set(['record_rollups_pkey', 'record_durations_pkey']))
    for (const scan of scans) expect(scan['Index Cond']).toMatch(/tenant_id = .*resource = /)
  }
})

/** Each asks for one page of 50. */
const GROWING: Record<string, Partial<RecordQuery>> = {
  'the first page': {},
  'one connection': { connectionId: 'con_one' },
  'a sort': { sort: { field: 'total', descending: true } },
  'a filter': { filter: { status: 'paid' } },
  'a filter and a range': { filter: { status: 'paid', placedAt: { min: '2024-01-03' } } },
  'a search': { search: 'P-100345' },
}

test('ML-46 lists, filters, searches and statistics read no more of the database with four times the records', async () => {
  const service = createResources({ db: database(), resources })
  const at = { plugin: 'shop', resource: 'orders' }
  const blocks = async (tenantId: string, work: () => Promise<unknown>, tables = TABLES) => {
    const explained = await explainedWhile(work, tables, tenantId, 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)')
    return explained.reduce((sum, { Plan }) => sum + (Plan['Shared Hit Blocks'] ?? 0) + (Plan['Shared Read Blocks'] ?? 0), 0)
  }
  const read: Record<string, { few: number; many: number }> = {}
  for (const [name, query] of Object.entries(GROWING)) {
    const list = (tenantId: string) => blocks(tenantId, () => service.list(tenantId, { ...at, limit: 50, ...query }))
    read[name] = { few: await list(SMALL_TENANT), many: await list(TENANT) }
  }
  const stats = (tenantId: string) =>
    blocks(tenantId, () => service.stats(tenantId, { ...at, from: '2024-01-01', to: '2024-01-10' }), ['record_rollups', 'record_durations'])
  read['statistics'] = { few: await stats(SMALL_TENANT), many: await stats(TENANT) }
  for (const [name, { few, many }] of Object.entries(read)) {
    expect(many, `${name}: ${few} blocks among 2,000 records, ${many} among 8,000`).toBeLessThanOrEqual(few + 40)
    // Fifty records, each of which may stand on a page of its own, and the way to them.
    expect(many, name).toBeLessThan(100)
  }
})

test('a page after another begins where that one ended, in the index', async () => {
  const service = createResources({ db: database(), resources })
  const { nextCursor } = await service.list(TENANT, { plugin: 'shop', resource: 'orders', limit: 50 })
  const scans = await plansOf({ cursor: nextCursor ?? '' })
  expect(scans.map((scan) => scan['Index Cond']).join('\n')).toMatch(/ROW\("?f_placedAt_at"?/)
})

test('records with a common word are looked for in the order of the list, not sorted', async () => {
  const plan = planOf(SHOP)
  const page = { tenantId: TENANT, connections: CONNECTIONS, conditions: [], keys: null, terms: ['maria'], few: new Set<string>() }
  const order = { field: plan.defaultSort, descending: true }
  const list = (limit: number) =>
    database().forTenant(TENANT, (trx) => listRecords(trx, plan, { ...page, isDeleted: false, order, after: null, limit }))
  const scans = await plansWhile(() => list(20))
  expect(scans.map((scan) => scan['Index Cond']).join('\n')).toContain('"f_placedAt_at" IS NOT NULL')
  expect(await list(20)).toHaveLength(20)
})
