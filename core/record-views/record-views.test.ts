import { beforeAll, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { CONNECTION, useCapabilities } from '../testing/capabilities.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer } from '../testing/test-server.ts'
import { recordViewsRoutes } from './record-views.routes.ts'
import { sweepEdits } from './sweep-edits.job.ts'
import { openSellerRecords } from './testing/seller-records.ts'

const seller = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')
const database = useTestDatabase()
const clock = new FakeClock()
let origin: string
let north: TestWorkspace
let world: Awaited<ReturnType<typeof openSellerRecords>>

const ITEM = {
  id: 'MLB12345678',
  title: 'Caderno',
  status: 'active',
  price: 49.9,
  available_quantity: 37,
  permalink: 'https://produto.mercadolivre.com.br/MLB-12345678',
  user_product_id: 'MLBU12345678',
  variations: [],
  date_created: '2026-03-01T12:00:00.000Z',
  last_updated: '2026-05-27T14:05:00.000Z',
}
const QUESTION = {
  id: 3957150025,
  seller_id: 468424240,
  item_id: 'MLB12345678',
  from: { id: 123456789 },
  status: 'UNANSWERED',
  text: 'Tem na cor azul?',
  date_created: '2026-05-27T10:01:50.000-04:00',
  last_updated: '2026-05-27T10:01:50.000-04:00',
  answer: null,
}
const ANSWERED = {
  ...QUESTION,
  status: 'ANSWERED',
  last_updated: '2026-05-27T10:09:00.000-04:00',
  answer: { text: 'Tem sim.', status: 'ACTIVE', date_created: '2026-05-27T10:09:00.000-04:00' },
}
const AT_ITEM = `/api/resources/mercado-livre/items/${CONNECTION}/MLB12345678`
const AT_QUESTION = `/api/resources/mercado-livre/questions/${CONNECTION}/3957150025`

beforeAll(async () => {
  const identity = createTestIdentity(database())
  north = await createTestWorkspace(database(), identity, 'north')
  await database().truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, $2, 'mercado-livre', 'oauth', 'c', 'u', now())`,
    [north.tenantId, CONNECTION],
  )
  world = await openSellerRecords(database(), seller(), clock)
  origin = (await startTestServer({ routes: recordViewsRoutes(world.edits, world.page), callerOf: identity.callerOf })).origin
}, 60_000)

async function ask(method: string, address: string, body?: Json, more: { key?: string; as?: 'viewer' | 'operator' } = {}) {
  const { headers } = north.members[more.as ?? 'operator']
  const answer = await fetch(origin + address, {
    method,
    headers: {
      ...headers,
      'accept-language': 'en',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

const give = (...answers: Json[]) => seller().provider.answers.push(...answers.map((json) => ({ json })))
const asked = () => seller().provider.requests.map(({ method, path }) => `${method} ${path}`)
const store = (resource: string, data: { id: string | number; [name: string]: Json }) => world.store(north.tenantId, resource, data)

/** What update-stock asks for, one after the other. */
function giveStock(from: number, to: number): void {
  give({ ...ITEM, available_quantity: from }, { ...ITEM, available_quantity: to }, { ...ITEM, available_quantity: to })
}

test('a record offers what its view declares: what it decides, where a person begins, and what is left to give', async () => {
  await store('items', ITEM)
  await store('questions', QUESTION)
  const { body } = await ask('GET', `${AT_ITEM}/actions`)
  const stock = body.items.find(({ name }: { name: string }) => name === 'update-stock')
  expect(stock).toMatchObject({ effect: 'update', unavailable: null, decided: { itemId: 'MLB12345678' }, values: { quantity: 37 } })
  expect(Object.keys(stock.input.properties)).toEqual(['variationId', 'quantity'])
  expect(stock.input.required).toEqual(['quantity'])
  const price = body.items.find(({ name }: { name: string }) => name === 'update-price')
  expect(price.values).toEqual({ price: '49.9' })
  const offers = (await ask('GET', `${AT_QUESTION}/actions`)).body.items
  expect(offers.map(({ name, decided }: { name: string; decided: Json }) => [name, decided])).toEqual([
    ['answer-question', { questionId: '3957150025' }],
    ['delete-question', { questionId: '3957150025' }],
    ['block-asker', { userId: '123456789' }],
  ])
})

test('ML-68 a stock edit goes through the provider once, however often it is asked, and the record is read again', async () => {
  await store('items', ITEM)
  giveStock(37, 6)
  give({ ...ITEM, available_quantity: 6, last_updated: '2026-05-27T15:00:00.000Z' })
  const edit = { input: { quantity: 6 } }
  const [first, second] = await Promise.all([1, 2].map(() => ask('POST', `${AT_ITEM}/actions/update-stock`, edit, { key: 'click-1' })))
  const again = await ask('POST', `${AT_ITEM}/actions/update-stock`, edit, { key: 'click-1' })
  expect([first?.status, second?.status, again.status]).toEqual([200, 200, 200])
  expect(new Set([first?.body.id, second?.body.id, again.body.id]).size).toBe(1)
  expect(asked().filter((request) => request === 'PUT /items/MLB12345678')).toHaveLength(1)
  expect(again.body).toMatchObject({
    state: 'confirmed',
    action: 'update-stock',
    input: { itemId: 'MLB12345678', quantity: 6 },
    output: { availableQuantity: '6', unchanged: false },
    error: null,
    reread: 'stored',
    requestedBy: { name: 'operator' },
  })
  const stored = await world.resources.read(north.tenantId, {
    plugin: 'mercado-livre',
    resource: 'items',
    connectionId: CONNECTION,
    key: 'MLB12345678',
  })
  expect(stored.data).toMatchObject({ available_quantity: 6 })
  const { rows } = await database().truth.query(
    `SELECT user_id, detail, changes FROM audit_log WHERE act = 'record.edited' AND subject = $1`,
    [again.body.id],
  )
  expect(rows).toEqual([
    {
      user_id: north.members.operator.userId,
      detail: { plugin: 'mercado-livre', resource: 'items', connectionId: CONNECTION, key: 'MLB12345678', action: 'update-stock' },
      changes: [{ name: 'quantity', before: 37, after: 6, isSecret: false }],
    },
  ])
  expect(world.changes).toContain('mercado-livre/items')
})

test('a key that was used for something else is refused, and nothing is sent', async () => {
  const other = await ask('POST', `${AT_ITEM}/actions/update-stock`, { input: { quantity: 7 } }, { key: 'click-1' })
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  const elsewhere = await ask('POST', `${AT_ITEM}/actions/update-price`, { input: { price: '10.00' } }, { key: 'click-1' })
  expect(elsewhere.body.code).toBe('idempotency_key_reused')
  expect(asked()).toEqual([])
})

test('wrong input names its fields, what the record decides cannot be given, and nothing is sent', async () => {
  const wrong = await ask('POST', `${AT_ITEM}/actions/update-stock`, { input: { quantity: -1, itemId: 'MLB1' } })
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['/input/itemId', '/input/quantity'])
  expect((await ask('POST', `${AT_ITEM}/actions/update-price`, { input: {} })).body.errors).toMatchObject([{ field: '/input/price' }])
  expect((await ask('POST', `${AT_ITEM}/actions/get-me`, { input: {} })).status).toBe(404)
  expect((await ask('POST', `${AT_ITEM}/actions/update-stock`, { input: { quantity: 1 } }, { as: 'viewer' })).status).toBe(403)
  expect(asked()).toEqual([])
})

test('ML-70 an answer is sent through the provider, and an answered question is not offered another one', async () => {
  await store('questions', QUESTION)
  give(QUESTION, ANSWERED, ANSWERED)
  const sent = await ask('POST', `${AT_QUESTION}/actions/answer-question`, { input: { text: 'Tem sim.' } })
  expect(sent.body).toMatchObject({ state: 'confirmed', output: { status: 'ANSWERED', text: 'Tem sim.' }, reread: 'stored' })
  expect(asked()).toEqual(['GET /questions/3957150025?api_version=4', 'POST /answers', 'GET /questions/3957150025?api_version=4'])
  const [offer] = (await ask('GET', `${AT_QUESTION}/actions`)).body.items
  expect(offer).toMatchObject({ name: 'answer-question', unavailable: 'condition' })
  expect((await ask('POST', `${AT_QUESTION}/actions/answer-question`, { input: { text: 'Outra.' } })).status).toBe(409)
})

test('what the provider refuses is a failed edit with its words, the record is read again, and the next try is another call', async () => {
  const question = { ...QUESTION, id: 3957150026 }
  const address = AT_QUESTION.replace('150025', '150026')
  await store('questions', question)
  const taken = { ...ANSWERED, id: 3957150026 }
  give(taken, taken)
  const sent = await ask('POST', `${address}/actions/answer-question`, { input: { text: 'Outra resposta.' } }, { key: 'late' })
  expect(sent.body).toMatchObject({
    state: 'failed',
    output: null,
    reread: 'stored',
    error: { message: expect.stringContaining('already answered') },
  })
  expect(asked()).not.toContain('POST /answers')
  const { items } = (await ask('GET', `/api/record-edits?plugin=mercado-livre&resource=questions&key=3957150026`)).body
  expect(items).toMatchObject([{ state: 'failed', action: 'answer-question' }])
})

test('an answer whose fate the network hid is looked up at the provider and never sent a second time', async () => {
  const question = { ...QUESTION, id: 3957150027 }
  const address = AT_QUESTION.replace('150025', '150027')
  await store('questions', question)
  const { provider } = seller()
  provider.answers.push(
    { json: question },
    { hangUp: true },
    { json: { ...ANSWERED, id: 3957150027 } },
    { json: { ...ANSWERED, id: 3957150027 } },
  )
  const sent = await ask('POST', `${address}/actions/answer-question`, { input: { text: 'Tem sim.' } })
  expect(sent.body).toMatchObject({ state: 'confirmed', output: { text: 'Tem sim.' } })
  expect(asked().filter((request) => request === 'POST /answers')).toHaveLength(1)
})

test('a write whose fate nobody knows is uncertain until a person has looked', async () => {
  const item = { ...ITEM, id: 'MLB555' }
  await store('items', item)
  const { provider } = seller()
  provider.answers.push({ json: item }, { hangUp: true }, { json: { ...item, price: 10 } })
  const sent = await ask('POST', `${AT_ITEM.replace('MLB12345678', 'MLB555')}/actions/update-price`, { input: { price: '10.00' } })
  expect(sent.body.state).toBe('uncertain')
  expect(sent.body.error).not.toBeNull()
})

test('while somebody does something with a record, nobody else does the same with it, and is told so', async () => {
  await store('items', { ...ITEM, id: 'MLB777' })
  await database().truth.query(
    `INSERT INTO record_edits (tenant_id, id, effect_key, plugin, resource, connection_id, record_key, action, input, state, requested_by, requested_at)
     VALUES ($1, 'red_00000000000000000000000009', 'somebody', 'mercado-livre', 'items', $2, 'MLB777', 'update-stock', '{}', 'pending', 'usr_y', $3)`,
    [north.tenantId, CONNECTION, new Date(clock.now()).toISOString()],
  )
  const address = `${AT_ITEM.replace('MLB12345678', 'MLB777')}/actions`
  expect(await ask('POST', `${address}/update-stock`, { input: { quantity: 5 } })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
  expect(asked()).toEqual([])
  give({ ...ITEM, id: 'MLB777' }, { ...ITEM, id: 'MLB777', price: 5 }, { ...ITEM, id: 'MLB777', price: 5 })
  expect((await ask('POST', `${address}/update-price`, { input: { price: '5.00' } })).body.state).not.toBe('pending')
})

test('what a lost process left behind is told as it is: not sent, or nobody knows', async () => {
  await database().truth.query(
    `INSERT INTO record_edits (tenant_id, id, effect_key, plugin, resource, connection_id, record_key, action, input, state, requested_by, requested_at, sent_at)
     SELECT $1, 'red_0000000000000000000000000' || n, 'lost' || n, 'mercado-livre', 'items', $2, 'MLB' || n, 'update-stock', '{}', s, 'usr_x', $3, t
     FROM (VALUES (1, 'pending', NULL::timestamptz), (2, 'sent', $3::timestamptz)) AS lost(n, s, t)`,
    [north.tenantId, CONNECTION, new Date(clock.now()).toISOString()],
  )
  const states = async () =>
    (await ask('GET', '/api/record-edits?resource=items&limit=200')).body.items
      .filter(({ requestedBy }: { requestedBy: { userId: string } }) => requestedBy.userId === 'usr_x')
      .map(({ key, state }: { key: string; state: string }) => `${key} ${state}`)
  expect(await states()).toEqual(['MLB2 sent', 'MLB1 pending'])
  clock.advance(151_000)
  expect(await states()).toEqual(['MLB2 uncertain', 'MLB1 failed'])
})

test('what was done with records ends with their history, of all workspaces; what is under way stays however old', async () => {
  const days = 86_400_000
  const at = (back: number) => new Date(clock.now() - back * days).toISOString()
  await database().truth.query(
    `INSERT INTO record_edits (tenant_id, id, effect_key, plugin, resource, connection_id, record_key, action, input, state, requested_by, requested_at, sent_at, ended_at)
     SELECT $1::uuid, 'red_swept' || n, 'swept' || n, 'mercado-livre', 'items', 'con_old', 'MLB' || n, 'update-stock', '{}', s, 'usr_x', t, t, e
     FROM (VALUES (1, 'confirmed', $3::timestamptz, $3::timestamptz), (2, 'uncertain', $3, $3), (3, 'sent', $3, NULL), (4, 'failed', $2, $2)) AS old(n, s, t, e)`,
    [crypto.randomUUID(), at(29), at(31)],
  )
  await sweepEdits({ engine: database().engine, clock, days: 30 }, 1)
  const { rows } = await database().truth.query(`SELECT id FROM record_edits WHERE connection_id = 'con_old' ORDER BY id`)
  expect(rows.map(({ id }) => id)).toEqual(['red_swept3', 'red_swept4'])
})

test('ML-69 the page of an order tells its times, its changes of status and its parcel in one order, and links to what belongs to it', async () => {
  const order = {
    id: 2000003508419013,
    status: 'payment_required',
    date_created: '2026-05-27T10:01:50.000-04:00',
    date_closed: '2026-05-27T10:04:07.000-04:00',
    last_updated: '2026-05-27T10:02:00.000-04:00',
    pack_id: null,
    total_amount: 499,
    order_items: [{ item: { id: 'MLB12345678', title: 'Caderno' }, quantity: 10, unit_price: 49.9 }],
    payments: [],
    shipping: { id: 20676482441 },
  }
  await store('orders', order)
  await world.store(north.tenantId, 'orders', { ...order, status: 'paid', last_updated: '2026-05-27T10:05:00.000-04:00' }, 'webhook')
  await store('shipments', {
    id: 20676482441,
    order_id: '2000003508419013',
    status: 'ready_to_ship',
    tracking_number: 'BR123',
    date_created: '2026-05-27T11:00:00.000-04:00',
    sla: { status: 'on_time', expected_date: '2026-05-29T10:01:50.000-04:00' },
    last_updated: '2026-05-27T11:00:00.000-04:00',
  })
  const address = `/api/resources/mercado-livre/orders/${CONNECTION}/2000003508419013`
  const timeline = (await ask('GET', `${address}/timeline`)).body.items
  const told = timeline.map(({ kind, of, title, before, after }: Record<string, Json>) => [kind, of, title, before, after])
  expect(told).toContainEqual(['told', null, 'Ordered', null, null])
  expect(told).toContainEqual(['changed', null, 'Status', 'Payment required', 'Paid'])
  expect(told).toContainEqual(['told', 'Shipments', 'Dispatch by', null, null])
  const times = timeline.map(({ at }: { at: string }) => at)
  expect(times).toEqual([...times].sort().reverse())
  const related = (await ask('GET', `${address}/related`)).body.items
  expect(
    related.map(({ resource, records }: { resource: string; records: Array<{ key: string }> }) => [
      resource,
      records.map(({ key }) => key),
    ]),
  ).toEqual([
    ['shipments', ['20676482441']],
    ['items', ['MLB12345678']],
  ])
  expect(related[0].records[0].fields).toMatchObject({ tracking: 'BR123', orderId: '2000003508419013' })
})
