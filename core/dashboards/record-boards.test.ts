import { beforeAll, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import type { Resource } from '../../sdk/manifest.gen.ts'
import { createRecordWriter } from '../resources/record-writer.ts'
import { createResources } from '../resources/resources.service.ts'
import { applyTables } from '../resources/tables/apply-tables.ts'
import type { DeclaredResource } from '../resources/tables/resource-plan.ts'
import { declaredAs, readRecord, SHOP_ORDERS } from '../resources/testing/shop-orders.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace } from '../testing/test-identity.ts'
import { createRecordBoards } from './record-boards.service.ts'

const database = useTestDatabase()
/** 02:30 UTC: in São Paulo it is still the evening of the 20th. */
const clock = new FakeClock(Date.parse('2026-11-21T02:30:00Z'))
const ACCOUNT = 'con_shop0000000000000000000000'
let tenantId: string

const text = (en: string) => ({ en, 'pt-BR': en })
const QUESTIONS: Resource = {
  ...SHOP_ORDERS,
  name: 'questions',
  stats: { ...SHOP_ORDERS.stats, groupBy: ['status', 'customer'] },
  view: {
    kind: 'inbox',
    columns: ['number', 'status'],
    status: 'status',
    inbox: { open: { field: 'status', equals: 'open' }, askedAt: 'placedAt', reply: 'answer', replyInput: 'text', text: '/number' },
  },
}
const PRODUCTS: Resource = {
  ...SHOP_ORDERS,
  name: 'products',
  title: '/name',
  fields: {
    sku: { pointer: '/sku', type: 'text', displayName: text('SKU') },
    status: { pointer: '/status', type: 'text', displayName: text('Status'), filter: true },
    available: { pointer: '/available', type: 'integer', displayName: text('Stock'), filter: true, sort: true },
  },
  stats: {},
  view: { kind: 'grid', columns: ['sku', 'available'], status: 'status' },
}
const ORDERS: Resource = { ...SHOP_ORDERS, hub: { entity: 'order', map: 'hub/order.json' } }
const declared = [QUESTIONS, PRODUCTS, ORDERS].map((each): DeclaredResource => ({ plugin: 'shop', declared: each }))
const resources = declaredAs(...declared)
const boards = () =>
  createRecordBoards({ db: database(), clock, declared: resources, resources: createResources({ db: database(), resources }) })

beforeAll(async () => {
  await applyTables(database().url, declared)
  tenantId = (await createTestWorkspace(database(), createTestIdentity(database()), 'boards')).tenantId
  await database().truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, $2, 'shop', 'key', 'c', 'u', now())`,
    [tenantId, ACCOUNT],
  )
}, 60_000)

async function store(resource: string, records: Array<{ id: string; [member: string]: Json }>): Promise<void> {
  const writer = createRecordWriter({ resources, clock, changed: () => undefined })
  const ref = { tenantId, connectionId: ACCOUNT, plugin: 'shop', resource }
  await database().forTenant(tenantId, (trx) =>
    writer.write(
      trx,
      ref,
      records.map((record) => readRecord(record)),
      'backfill',
    ),
  )
}

const question = (id: string, customer: string, placedAt: string, sentAt: string | null, status = sentAt === null ? 'open' : 'done') => ({
  id,
  number: `Pergunta ${id}`,
  status,
  customer: { name: customer },
  placedAt,
  sentAt,
})

test('questions are in time, late, overdue or waiting, on the local day on which they were asked; the worst are named', async () => {
  await store('questions', [
    question('1', 'A', '2026-11-20T12:00:00Z', '2026-11-20T10:00:00'), // 09:00 local, answered at 10:00 local: one hour
    question('2', 'B', '2026-11-20T12:00:00Z', '2026-11-20T14:00:00'), // five hours
    question('3', 'B', '2026-11-20T20:00:00Z', null), // 6.5 hours without an answer
    question('4', 'C', '2026-11-21T02:00:00Z', null), // half an hour; in São Paulo still the 20th
    question('5', 'C', '2026-11-20T02:30:00Z', '2026-11-20T00:00:00'), // the evening of the 19th
    question('6', 'D', '2026-11-20T12:00:00Z', null, 'closed'), // nobody can answer it any more
    question('7', 'B', '2026-11-01T12:00:00Z', null), // before the days that are shown
  ])
  const view = await boards().answers(tenantId, { plugin: 'shop', resource: 'questions', days: 2 })
  expect(view).toMatchObject({ timezone: 'America/Sao_Paulo', targetSeconds: 7200, groupField: 'customer' })
  expect(view.days).toEqual([
    { day: '2026-11-19', asked: 1, withinTarget: 1, late: 0, overdue: 0, waiting: 0, medianSeconds: 1800 },
    { day: '2026-11-20', asked: 5, withinTarget: 1, late: 1, overdue: 1, waiting: 1, medianSeconds: 10_800 },
  ])
  expect(view.total).toEqual({ asked: 6, withinTarget: 2, late: 1, overdue: 1, waiting: 1 })
  expect(view.groups).toEqual([{ value: 'B', asked: 2, breaches: 2, longestSeconds: 23_400 }])
  expect(view.slowest.map(({ title, group, answeredAt, seconds }) => [title, group, answeredAt, seconds])).toEqual([
    ['Pergunta 3', 'B', null, 23_400],
    ['Pergunta 2', 'B', '2026-11-20T17:00:00.000Z', 18_000],
  ])
  await expect(boards().answers(tenantId, { plugin: 'shop', resource: 'products' })).rejects.toMatchObject({ code: 'not_found' })
})

test('an item at or below the threshold says for how many days it lasts at the pace of its orders, cancelled ones left out', async () => {
  await store('products', [
    { id: 'P1', name: 'Caneta', sku: 'S1', status: 'active', available: 0 },
    { id: 'P2', name: 'Caderno', sku: 'S2', status: 'active', available: 4 },
    { id: 'P3', name: 'Mochila', sku: 'S3', status: 'active', available: 3 },
    { id: 'P4', name: 'Estojo', sku: 'S4', status: 'active', available: 60 },
  ])
  const placedAt = '2026-11-15T12:00:00Z'
  const orders = [
    {
      id: 'O1',
      placedAt,
      status: 'paid',
      lines: [
        { externalId: 'P1', sku: 'S1', quantity: '6' },
        { externalId: 'P2', sku: 'S2', quantity: '10' },
      ],
    },
    { id: 'O2', placedAt, status: 'cancelled', lines: [{ externalId: 'P2', sku: 'S2', quantity: '50' }] },
    { id: 'O3', placedAt: '2026-09-01T12:00:00Z', status: 'paid', lines: [{ externalId: 'P2', sku: 'S2', quantity: '50' }] },
    { id: 'O4', placedAt, status: 'paid', lines: [{ externalId: null, sku: 'S2', quantity: '20' }] },
  ]
  await store(
    'orders',
    orders.map(({ id, placedAt: at }) => ({ id, placedAt: at })),
  )
  for (const { id, status, lines } of orders)
    await database().truth.query(
      `INSERT INTO hub_records (tenant_id, entity, connection_id, resource, external_id, plugin, entity_id, data, hash, origin, first_seen_at, changed_at)
       VALUES ($1, 'order', $2, 'orders', $3, 'shop', $3, $4, $3, 'backfill', now(), now())`,
      [tenantId, ACCOUNT, id, JSON.stringify({ status, lines })],
    )
  const shown = async (max: number) => {
    const { items } = await boards().stock(tenantId, { plugin: 'shop', resource: 'products', max })
    return items.map(({ title, available, sold, coverDays }) => [title, available, sold, coverDays])
  }
  expect(await shown(0)).toEqual([['Caneta', 0, 6, 0]])
  // Ten in 30 days: four last for twelve. Nothing sold of the bag: nobody can say.
  expect(await shown(5)).toEqual([
    ['Caneta', 0, 6, 0],
    ['Mochila', 3, 0, null],
    ['Caderno', 4, 10, 12],
  ])
})
